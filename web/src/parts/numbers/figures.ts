/** The numbers of an episode as a page orders and writes them. Pure. */
import type { Cell } from '$lib/csv'
import type { EpisodeNumbers, SentenceNumbers } from '$lib/types'

/** What a sentence can be ordered by. */
export const figures = ['hard', 'heard', 'skipped', 'stopped', 'flagged'] as const
export type Figure = (typeof figures)[number]

/** A figure as sentences are ordered by it: who is at the last sentence has not stopped, but come to the end. */
export function figureOf(sentences: readonly SentenceNumbers[], one: SentenceNumbers, by: Figure): number | undefined {
  return by === 'stopped' && one.number === sentences.length ? undefined : one[by]
}

/** The sentences, the worst first; those without the figure stand behind, in the order of the text. */
export function worstFirst(sentences: readonly SentenceNumbers[], by: Figure): SentenceNumbers[] {
  const value = (one: SentenceNumbers) => figureOf(sentences, one, by) ?? -1
  return sentences.toSorted((a, b) => value(b) - value(a) || a.number - b.number)
}

/** How long the bar of a sentence is, from 0 to 1: a share of all, or of the sentence that is heard most. */
export function length(sentences: readonly SentenceNumbers[], one: SentenceNumbers, by: Figure): number {
  const value = figureOf(sentences, one, by) ?? 0
  return by === 'heard' ? value / Math.max(1, ...sentences.map((other) => other.heard ?? 0)) : value
}

/** A few sentences that stand one behind the other, and the share of learners who are there. */
export interface Stretch {
  readonly first: number
  readonly last: number
  readonly share: number
}

/** The episode in stretches of equal length, at most so many. */
export function stretches(sentences: readonly SentenceNumbers[], most: number): Stretch[] {
  const size = Math.ceil(sentences.length / most)
  const out: Stretch[] = []
  for (let i = 0; i < sentences.length; i += size) {
    const part = sentences.slice(i, i + size)
    out.push({ first: i + 1, last: i + part.length, share: Math.min(1, part.reduce((sum, one) => sum + (one.stopped ?? 0), 0)) })
  }
  return out
}

/** The head of each column. */
export interface Heads {
  readonly number: string
  readonly text: string
  readonly hard: string
  readonly heard: string
  readonly skipped: string
  readonly stopped: string
  readonly flagged: string
  readonly word: string
  readonly missed: string
}

const percent = (share: number | undefined): Cell => (share === undefined ? null : Math.round(share * 100))

/** The rows of the file of sentences. */
export function sentenceRows(numbers: EpisodeNumbers, heads: Heads): Cell[][] {
  return [
    [heads.number, heads.text, heads.hard, heads.heard, heads.skipped, heads.stopped, heads.flagged],
    ...numbers.sentences.map((one) => [one.number, one.text, percent(one.hard), one.heard ?? null, percent(one.skipped), percent(one.stopped), percent(one.flagged)]),
  ]
}

/** The rows of the file of words. */
export function wordRows(numbers: EpisodeNumbers, heads: Heads): Cell[][] {
  return [[heads.word, heads.number, heads.missed], ...numbers.words.map((one) => [one.word, one.number, percent(one.share)])]
}

/** A name for the file that every system takes. */
export function fileName(number: string, title: string, what: string): string {
  const name = [number, title, what].filter(Boolean).join(' ').replaceAll(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').replaceAll(/\s+/g, ' ').trim()
  return `${[...name].slice(0, 80).join('')}.csv`
}
