/**
 * What stands around the lines of an episode, under correction: its titles, its highlights
 * and its keywords. Pure, as the gestures of the lines are.
 */
import type { components } from '../lib/api.gen'
import { newUUID } from '../lib/uuid'
import { linesOf, sameLines, type Lines } from './document'

type Schemas = components['schemas']
type Heard = Schemas['Span']

export interface Titles {
  readonly number: string
  readonly title: string
  readonly titleTranslation: string
}

export interface Keyword {
  readonly id: string
  readonly term: string
  readonly syllables: readonly string[]
  readonly partOfSpeech: string
  readonly definition: string
  /** Further examples follow after a new line. */
  readonly example: string
  /** Where the host reads the drill; of another term or example that is not known. */
  readonly termTime?: Heard
  readonly exampleTime?: Heard
}

export interface Around {
  readonly titles: Titles
  readonly highlights: readonly string[]
  readonly keywords: readonly Keyword[]
}

/** All that is corrected here. */
export interface Text {
  readonly lines: Lines
  readonly around: Around
}

/** The text as the server has it. */
export function textOf(transcript: Pick<Schemas['Transcript'], 'cues' | 'page'>, episode: Pick<Schemas['Episode'], 'id' | keyof Titles>): Text {
  const { number, title, titleTranslation } = episode
  const keywords = (transcript.page?.keywords ?? []).map((k): Keyword => {
    const { term, syllables, partOfSpeech, definition, example, termTime, exampleTime } = k
    return { id: k.id ?? newKeywordId(episode.id), term, syllables, partOfSpeech, definition, example, ...(termTime ? { termTime } : {}), ...(exampleTime ? { exampleTime } : {}) }
  })
  return { lines: linesOf(transcript.cues), around: { titles: { number, title, titleTranslation }, highlights: transcript.page?.highlights ?? [], keywords } }
}

/** An id for a new keyword: it ends as that of the episode does, so that the server knows whose it is. */
export function newKeywordId(episodeId: string, random: string = newUUID()): string {
  return random.slice(0, 24) + episodeId.slice(24)
}

export function setTitles(around: Around, change: Partial<Titles>): Around {
  const titles = { ...around.titles, ...change }
  return sameTitles(titles, around.titles) ? around : { ...around, titles }
}

export function setHighlight(around: Around, at: number, text: string): Around {
  if (around.highlights[at] === undefined || around.highlights[at] === text) return around
  return { ...around, highlights: around.highlights.with(at, text) }
}

export function addHighlight(around: Around): Around {
  return { ...around, highlights: [...around.highlights, ''] }
}

export function removeHighlight(around: Around, at: number): Around {
  return { ...around, highlights: around.highlights.toSpliced(at, 1) }
}

export type KeywordChange = Partial<Pick<Keyword, 'term' | 'syllables' | 'partOfSpeech' | 'definition' | 'example'>>

/** Another term, or another example, is not heard where the former one was. */
export function setKeyword(around: Around, id: string, change: KeywordChange): Around {
  const at = around.keywords.findIndex((k) => k.id === id)
  const old = around.keywords[at]
  if (!old) return around
  const { termTime, exampleTime, ...rest } = old
  const now: Keyword = {
    ...rest,
    ...change,
    ...(termTime && (change.term ?? old.term) === old.term ? { termTime } : {}),
    ...(exampleTime && (change.example ?? old.example) === old.example ? { exampleTime } : {}),
  }
  return sameKeyword(old, now) ? around : { ...around, keywords: around.keywords.with(at, now) }
}

export function addKeyword(around: Around, id: string): Around {
  return { ...around, keywords: [...around.keywords, { id, term: '', syllables: [], partOfSpeech: '', definition: '', example: '' }] }
}

export function removeKeyword(around: Around, id: string): Around {
  return { ...around, keywords: around.keywords.filter((k) => k.id !== id) }
}

/** Syllables as they are written in one field. */
export const joinSyllables = (syllables: readonly string[]) => syllables.join(' · ')
export const splitSyllables = (text: string) => text.split(/[\s·・]+/).filter(Boolean)

const sameHeard = (a: Heard | undefined, b: Heard | undefined) => a?.startMs === b?.startMs && a?.endMs === b?.endMs
const sameTexts = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((s, i) => s === b[i])
const sameTitles = (a: Titles, b: Titles) => a.number === b.number && a.title === b.title && a.titleTranslation === b.titleTranslation

function sameKeyword(a: Keyword, b: Keyword): boolean {
  return a.id === b.id && a.term === b.term && a.partOfSpeech === b.partOfSpeech && a.definition === b.definition && a.example === b.example && sameTexts(a.syllables, b.syllables) && sameHeard(a.termTime, b.termTime) && sameHeard(a.exampleTime, b.exampleTime)
}

/** A field that is open and empty says nothing yet. */
const written = (k: Keyword) => [k.term, k.partOfSpeech, k.definition, k.example, ...k.syllables].some((s) => s.trim() !== '')
const highlightsOf = (around: Around) => around.highlights.map((h) => h.trim()).filter(Boolean)
const keywordsOf = (around: Around) => around.keywords.filter(written)

const sameHighlights = (a: Around, b: Around) => a === b || sameTexts(highlightsOf(a), highlightsOf(b))
function sameKeywords(a: Around, b: Around): boolean {
  if (a === b) return true
  const [before, now] = [keywordsOf(a), keywordsOf(b)]
  return before.length === now.length && before.every((k, i) => sameKeyword(k, now[i]!))
}

export function sameAround(a: Around, b: Around): boolean {
  return a === b || (sameTitles(a.titles, b.titles) && sameHighlights(a, b) && sameKeywords(a, b))
}

/** Whether two texts say the same. */
export function sameText(a: Text, b: Text): boolean {
  return a === b || (sameLines(a.lines, b.lines) && sameAround(a.around, b.around))
}

/** The titles that are others than before; undefined where none is. They are of the episode, not of a revision. */
export function titlesSent(base: Around, now: Around): Partial<Titles> | undefined {
  if (sameTitles(base.titles, now.titles)) return undefined
  const fields = ['number', 'title', 'titleTranslation'] as const
  return Object.fromEntries(fields.filter((f) => base.titles[f] !== now.titles[f]).map((f) => [f, now.titles[f]]))
}

/** What a revision is sent of it: the lists that changed. */
export function aroundSent(base: Around, now: Around): Pick<Schemas['Correction'], 'highlights' | 'keywords'> {
  return {
    ...(sameHighlights(base, now) ? {} : { highlights: highlightsOf(now) }),
    ...(sameKeywords(base, now) ? {} : { keywords: keywordsOf(now).map((k) => ({ ...k, syllables: [...k.syllables] })) }),
  }
}

/** What differs around the lines of another revision, in words: its highlights, and each keyword. */
export function aroundDifferences(old: Around, now: Around): { id: string; of: 'highlights' | 'keyword'; before: string; after: string }[] {
  const highlights = sameHighlights(old, now) ? [] : [{ id: 'highlights', of: 'highlights' as const, before: highlightsOf(old).join('\n'), after: highlightsOf(now).join('\n') }]
  const said = (k: Keyword | undefined) => (k ? [k.term, joinSyllables(k.syllables), k.partOfSpeech, k.definition, k.example].filter(Boolean).join('\n') : '')
  const [before, after] = [new Map(keywordsOf(old).map((k) => [k.id, k])), new Map(keywordsOf(now).map((k) => [k.id, k]))]
  const keywords = [...new Set([...before.keys(), ...after.keys()])].map((id) => ({ id, of: 'keyword' as const, before: said(before.get(id)), after: said(after.get(id)) }))
  return [...highlights, ...keywords.filter((d) => d.before !== d.after)]
}

/** All that it says, for a sum over it. */
export function saidAround({ titles, highlights, keywords }: Around): string[] {
  const words = keywords.filter(written).flatMap((k) => [k.id, k.term, ...k.syllables, k.partOfSpeech, k.definition, k.example])
  return [titles.number, titles.title, titles.titleTranslation, ...highlights, ...words].map((s) => s.trim()).filter(Boolean)
}

/** What another version may have written is not trusted. */
export function readableAround(value: unknown): value is Around {
  if (!isRecord(value) || !isRecord(value['titles']) || !Array.isArray(value['highlights']) || !Array.isArray(value['keywords'])) return false
  const titles = value['titles']
  return ['number', 'title', 'titleTranslation'].every((f) => typeof titles[f] === 'string') && texts(value['highlights']) && (value['keywords'] as unknown[]).every(readableKeyword)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const texts = (list: readonly unknown[]) => list.every((s) => typeof s === 'string')
const readableKeyword = (value: unknown) => isRecord(value) && ['id', 'term', 'partOfSpeech', 'definition', 'example'].every((f) => typeof value[f] === 'string') && Array.isArray(value['syllables']) && texts(value['syllables'])
