/** What the machine says of a take, as the API describes it, and what follows from it. */
import type { components } from '../../lib/api.gen'
import type { Pitch } from '../../sound/pitch'

type Schemas = components['schemas']

// Codes may come that a page does not know yet: a switch over them has a default.
export type Comparison = Schemas['Comparison']
export type ComparedWord = Schemas['ComparedWord']
export type WordVerdict = Schemas['WordVerdict']
export type Hint = Schemas['Hint']
export type HintCode = Schemas['HintCode']
export type Reason = Schemas['Reason']
export type Pause = Schemas['Pause']
export type Measure = keyof Schemas['Measures']

export const measures = ['completeness', 'rhythm', 'tempo', 'intonation', 'loudness'] as const satisfies readonly Measure[]

/** A take, as far as what the machine says of it goes. */
type Compared = Pick<Schemas['Take'], 'comparison'> | null | undefined

/** What the machine says of a take; null while it has said nothing. */
export function comparisonOf(take: Compared): Comparison | null {
  const found = take?.comparison
  return found && 'verdict' in found ? found : null
}

/** How far the machine is with a take that it has not compared. */
export function comparing(take: Compared): 'pending' | 'failed' | null {
  const found = take?.comparison
  if (found && 'verdict' in found) return null
  return found?.state === 'failed' ? 'failed' : 'pending'
}

type Marked = Pick<Schemas['Take'], 'best' | 'favourite' | 'submissions' | 'reviews' | 'comparison'>

/**
 * Whether the sentence is not in a take: nobody was heard, or something else was said.
 * What a teacher answered, or the learner marked or sent, is a take whatever the machine
 * says. `judged`: the machine's word is shown to this learner at all; `heard`: until the
 * machine has listened, the recorder's word holds.
 */
export function failedTake(take: Marked, judged: boolean, heard = true): boolean {
  if (take.best || take.favourite || take.submissions.length > 0 || take.reviews.length > 0) return false
  const verdict = comparisonOf(take)?.verdict
  if (verdict === undefined) return !heard
  return verdict === 'silent' || (judged && verdict === 'other')
}

/** Whether the sentence was read, so that there are measures and words. */
export const isRead = (c: Comparison | null | undefined): c is Comparison => c?.verdict === 'ok' || c?.verdict === 'hard_to_follow'

/**
 * The sum from 0 to 100, for lists: how well it was read, or without the phone model how
 * near it is to the original; null where the measures were not taken.
 */
export function sumOf(c: Comparison | null): number | null {
  return isRead(c) ? Math.round(c.score ?? c.overall) : null
}

/** What a score of a reading means, by the scale of the experts whose scores it follows. */
export type Level = 'easy' | 'mostly' | 'effort' | 'hard'

export function levelOf(c: Comparison): Level | null {
  if (!isRead(c) || c.score === undefined) return null
  return c.score >= 85 ? 'easy' : c.score >= 70 ? 'mostly' : c.score >= 50 ? 'effort' : 'hard'
}

/** One measure that was taken. */
export interface Found {
  name: Measure
  score: number
  /** In the unit of the measure: per cent, a rate, or a correlation; null where it is not known. */
  value: number | null
  hint: Hint | null
}

/** The measures that were taken, in their order. */
export function foundIn(c: Comparison): Found[] {
  return measures.flatMap((name) => {
    const { score, value, unit, known, hint } = c.measures[name]
    return known ? [{ name, score, value: unit === '' ? null : value, hint: hint.code === '' ? null : hint }] : []
  })
}

/** The take's rate over the reference's; null where it is not known. */
export const rateOf = (c: Comparison): number | null => (c.measures.tempo.known ? c.tempo : null)

type Span = [from: number, to: number]

const span = (from: number | null, to: number | null): Span | null => (from !== null && to !== null && to > from ? [from, to] : null)

/** Where a word is in the sentence's clip, in ms. */
export const inClip = (w: ComparedWord | undefined): Span | null => (w ? span(w.refStart, w.refEnd) : null)

/** Where a word is in the take, in ms; null where it was not said. */
export const inTake = (w: ComparedWord | undefined): Span | null => (w ? span(w.takeStart, w.takeEnd) : null)

export type Tone = NonNullable<Comparison['tones']>[number]

/** The syllables that sound like another tone; older comparisons say `other`. */
export const wrongTones = (c: Comparison): Tone[] => (c.tones ?? []).filter((t) => t.verdict === 'tone' || t.verdict === 'other')

/** The first wrong tone of a word. */
export const wrongToneOf = (c: Comparison | null, word: number): Tone | null => (c && wrongTones(c).find((t) => t.word === word)) ?? null

/** What stands for the speaker's own median in a laid contour. */
export const CENTRE = 100

/** A contour along the clip, around `CENTRE` Hz; null where there is none. */
export function contourOf(c: Comparison, whose: 'ref' | 'take'): Pitch | null {
  const { hopMs, [whose]: points } = c.pitch
  if (hopMs <= 0) return null
  return { hopMs, hz: Float32Array.from(points, (semitones) => (semitones === null ? 0 : CENTRE * 2 ** (semitones / 12))) }
}

/**
 * Where the clip of a comparison begins on the timeline of an audio: by what it was made
 * against, else by what its take was made against; null where that was another audio.
 */
export function originOf(c: Comparison, take: { cueStartMs: number }, audioId: string): number | null {
  if (c.startMs === undefined) return take.cueStartMs
  return !c.audioId || c.audioId === audioId ? c.startMs : null
}

/**
 * How many words, or syllables where the text is Chinese, a minute; null where too little
 * was said. The reference is the clip as it was played, as in the tempo: at another speed
 * than its own it is not what the word times say.
 */
export function pace(c: Comparison): { unit: 'words' | 'syllables'; ref: number; take: number } | null {
  const said = c.words.filter((w) => inClip(w) && inTake(w))
  const first = said[0]
  const last = said.at(-1)
  if (said.length < 2 || !first || !last) return null
  const syllables = (words: readonly ComparedWord[]) => words.map((w) => w.text.match(/\p{Script=Han}/gu)?.length ?? 0).reduce((a, b) => a + b, 0)
  const unit = syllables(said) > 0 ? 'syllables' : 'words'
  const count = (words: readonly ComparedWord[]) => syllables(words) || words.length
  const rate = (n: number, from: number, to: number) => Math.round((60_000 * n) / Math.max(1, to - from))
  const take = rate(count(said), first.takeStart ?? 0, last.takeEnd ?? 0)
  const tempo = rateOf(c)
  if (tempo !== null && tempo > 0) return { unit, ref: Math.round(take / tempo), take }
  // The original says the words between, too.
  const all = c.words.slice(c.words.indexOf(first), c.words.indexOf(last) + 1)
  return { unit, ref: rate(count(all), first.refStart, last.refEnd), take }
}

/** The sums of a sentence's repeats, oldest first, and which one is in hand. */
export interface Trend {
  sums: number[]
  at: number
  /** Sums nearer together than this are as good as each other; NOISE where it is not known. */
  equal?: number | undefined
}

/** Sums nearer together than this are the same: so much they differ from one reading to the next. */
export const NOISE = 5

/** Which way the take in hand lies from the ones before it: 1 up, -1 down, 0 neither. */
export function direction({ sums, at, equal = NOISE }: Trend): -1 | 0 | 1 {
  const before = sums.slice(0, at).sort((a, b) => a - b)
  if (before.length < 2) return 0
  const middle = (before[(before.length - 1) >> 1]! + before[before.length >> 1]!) / 2
  const by = sums[at]! - middle
  return by > equal ? 1 : by < -equal ? -1 : 0
}
