/** What the machine says of a take, read with care: shapes as `gendu compare --json`. */
import type { Pitch } from './pitch'

export type WordVerdict = 'good' | 'weak' | 'missing' | 'rushed' | 'drawn_out'
export const measures = ['completeness', 'rhythm', 'tempo', 'intonation', 'loudness'] as const
export type Measure = (typeof measures)[number]

/** What to do, as a code with what it speaks of. */
export interface Hint {
  code: HintCode
  words: string[]
  count: number
}

const hintCodes = [
  'silent', 'other', 'poor_audio', 'well', 'end', 'many_words', 'words', 'unclear', 'no_pause', 'pause', 'longer', 'shorter',
  'uneven', 'faster', 'slower', 'monotone', 'final_rise', 'final_fall', 'melody', 'melody_near', 'stress', 'stress_near',
] as const
export type HintCode = (typeof hintCodes)[number]

/** Why the figures are doubtful. */
const reasons = ['quiet', 'clipped', 'noisy', 'bleed', 'narrowband', 'no_word_times', 'short', 'unlike'] as const
export type Reason = (typeof reasons)[number]

export interface ComparedWord {
  text: string
  verdict: WordVerdict
  /** Milliseconds within the cue's clip and within the take; null where it was not said. */
  ref: [number, number] | null
  take: [number, number] | null
}

/** A pause that only one of the two makes. */
export interface Pause {
  kind: 'extra' | 'left_out'
  /** Index of the word before it. */
  after: number
  /** Milliseconds within the take where extra, else within the cue's clip. */
  span: [number, number]
}

/** A syllable that sounds like another tone. */
export interface WrongTone {
  /** Index into the words. */
  word: number
  text: string
}

/** One measure: its score from 0 to 100, the raw figure behind it, and what to do. */
export interface Found {
  name: Measure
  score: number
  /** In the unit of the measure: per cent, a rate, or a correlation. */
  value: number | null
  hint: Hint | null
}

/** A figure of both, in semitones. */
export interface Pair {
  ref: number
  take: number
}

export interface Comparison {
  verdict: 'ok' | 'other' | 'silent' | 'poor_audio'
  /** 0 to 1. */
  confidence: number
  overall: number | null
  measures: Found[]
  /** The take's rate over the reference's; null where it is not known. */
  rate: number | null
  /** How late the learner speaks while shadowing. */
  lagMs: number | null
  /** How many ms the lag grows each second; null where it is not known. */
  drift: number | null
  words: ComparedWord[]
  pauses: Pause[]
  tones: WrongTone[]
  /** How far each voice ranges, and how it ends: up above 0, down below. */
  range: Pair | null
  final: Pair | null
  /** Figures of two methods are not to be compared; 0 where it is not said. */
  method: number
  /** What it was compared against, on the episode's timeline; null in old ones. */
  against: { audioId: string; startMs: number; endMs: number } | null
  /** What to do first. */
  hint: Hint | null
  reasons: Reason[]
  /** The take's contour laid along the clip, around `CENTRE` Hz; null where there is none. */
  pitch: Pitch | null
  /** The reference's, on the same axis. */
  reference: Pitch | null
}

/** What stands for the speaker's own median in a laid contour. */
export const CENTRE = 100

type Raw = Record<string, unknown>

function object(v: unknown): Raw | null {
  return typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Raw) : null
}

function finite(v: unknown): number | null {
  return typeof v === 'number' && Number.isFinite(v) ? v : null
}

function text(v: unknown): string {
  return typeof v === 'string' ? v : ''
}

function hintOf(v: unknown): Hint | null {
  const o = object(v)
  const code = o && hintCodes.find((c) => c === o.code)
  if (!o || !code) return null
  const words = Array.isArray(o.words) ? o.words.map(text).filter(Boolean) : []
  return { code, words, count: finite(o.count) ?? 0 }
}

/** A measure is a number, or an object with its score and a sentence. */
function score(v: unknown): Omit<Found, 'name'> | null {
  const plain = finite(v)
  if (plain !== null) return { score: plain, value: null, hint: null }
  const o = object(v)
  if (o?.known === false) return null
  const inner = o && finite(o.score)
  return o && inner !== null ? { score: inner, value: finite(o.value), hint: hintOf(o.hint) } : null
}

function pair(from: unknown, to: unknown): [number, number] | null {
  const a = finite(from)
  const b = finite(to)
  return a !== null && b !== null && b > a ? [a, b] : null
}

function word(v: unknown): ComparedWord | null {
  const o = object(v)
  if (!o || text(o.text) === '') return null
  const said = text(o.verdict).replace(/[\s-]/g, '_')
  const verdict = (['good', 'weak', 'missing', 'rushed', 'drawn_out'] as const).find((w) => w === said) ?? 'good'
  return { text: text(o.text), verdict, ref: pair(o.refStart, o.refEnd), take: pair(o.takeStart, o.takeEnd) }
}

function list(v: unknown): Raw[] {
  return Array.isArray(v) ? v.map(object).filter((o) => o !== null) : []
}

function pausesOf(v: unknown): Pause[] {
  return list(v).flatMap((o) => {
    const kind = (['extra', 'left_out'] as const).find((k) => k === o.kind)
    const after = finite(o.after)
    const span = pair(o.start, o.end)
    return kind && after !== null && span ? [{ kind, after, span }] : []
  })
}

function tonesOf(v: unknown): WrongTone[] {
  return list(v).flatMap((o) => {
    const word = finite(o.word)
    return o.verdict === 'other' && word !== null ? [{ word, text: text(o.text) }] : []
  })
}

function bothOf(v: unknown): Pair | null {
  const o = object(v)
  const ref = finite(o?.ref)
  const take = finite(o?.take)
  return ref !== null && take !== null ? { ref, take } : null
}

function againstOf(o: Raw): Comparison['against'] {
  const span = pair(o.startMs, o.endMs)
  return span ? { audioId: text(o.audioId), startMs: span[0], endMs: span[1] } : null
}

function contourOf(v: unknown, whose: 'ref' | 'take'): Pitch | null {
  const o = object(v)
  const hopMs = o && finite(o.hopMs)
  const points = o?.[whose]
  if (!hopMs || hopMs <= 0 || !Array.isArray(points)) return null
  const hz = Float32Array.from(points.slice(0, 20_000), (st: unknown) => {
    const semitones = finite(st)
    return semitones === null ? 0 : CENTRE * 2 ** (semitones / 12)
  })
  return { hopMs, hz }
}

/** Null for what is no comparison; never throws. */
export function readComparison(raw: unknown): Comparison | null {
  const o = object(raw)
  const verdict = o && (['ok', 'other', 'silent', 'poor_audio'] as const).find((v) => v === o.verdict)
  if (!o || !verdict) return null
  const detailed = object(o.measures)
  const found = measures.flatMap((name) => {
    // The plain tempo at the top is a rate, not a score.
    const s = detailed ? score(detailed[name]) : name === 'tempo' ? null : score(o[name])
    return s ? [{ name, ...s }] : []
  })
  const overall = score(o.overall)
  return {
    verdict,
    confidence: Math.min(1, Math.max(0, finite(o.confidence) ?? 1)),
    overall: overall ? Math.round(overall.score) : null,
    measures: found,
    words: Array.isArray(o.words) ? o.words.flatMap((w) => word(w) ?? []) : [],
    hint: hintOf(o.hint),
    reasons: Array.isArray(o.reasons) ? reasons.filter((r) => (o.reasons as unknown[]).includes(r)) : [],
    rate: object(detailed?.tempo)?.known === false ? null : finite(o.tempo),
    lagMs: finite(object(o.shadow)?.lagMs),
    drift: finite(object(o.shadow)?.drift),
    pauses: pausesOf(o.pauses),
    tones: tonesOf(o.tones),
    range: bothOf(o.range),
    final: bothOf(o.final),
    method: finite(o.method) ?? 0,
    against: againstOf(o),
    pitch: contourOf(o.pitch, 'take'),
    reference: contourOf(o.pitch, 'ref'),
  }
}

/** How far the machine is with a take that it has not compared. */
export function comparing(raw: unknown): 'pending' | 'failed' | null {
  if (readComparison(raw)) return null
  return object(raw)?.state === 'failed' ? 'failed' : 'pending'
}

/**
 * Where the clip of a comparison begins on the timeline of an audio: by what it was made
 * against, else by what its take was made against; null where that was another audio.
 */
export function originOf(c: Comparison, take: { cueStartMs: number }, audioId: string): number | null {
  if (!c.against) return take.cueStartMs
  return c.against.audioId === '' || c.against.audioId === audioId ? c.against.startMs : null
}

/** How many words, or syllables where the text is Chinese, a minute; null where too little was said. */
export function pace(c: Comparison): { unit: 'words' | 'syllables'; ref: number; take: number } | null {
  const said = c.words.filter((w) => w.ref && w.take)
  const first = said[0]
  const last = said.at(-1)
  if (said.length < 2 || !first?.ref || !first.take || !last?.ref || !last.take) return null
  const syllables = (words: readonly ComparedWord[]) => words.map((w) => w.text.match(/\p{Script=Han}/gu)?.length ?? 0).reduce((a, b) => a + b, 0)
  const unit = syllables(said) > 0 ? 'syllables' : 'words'
  const count = (words: readonly ComparedWord[]) => syllables(words) || words.length
  const rate = (n: number, from: number, to: number) => Math.round((60_000 * n) / Math.max(1, to - from))
  // The original says the words between, too.
  const all = c.words.slice(c.words.indexOf(first), c.words.indexOf(last) + 1)
  return { unit, ref: rate(count(all), first.ref[0], last.ref[1]), take: rate(count(said), first.take[0], last.take[1]) }
}

/** The sums of a sentence's repeats, oldest first, and which one is in hand. */
export interface Trend {
  sums: number[]
  at: number
}

/** Sums nearer together than this are the same: so much they differ from one reading to the next. */
export const NOISE = 5

/** Which way the take in hand lies from the ones before it: 1 up, -1 down, 0 neither. */
export function direction({ sums, at }: Trend): -1 | 0 | 1 {
  const before = sums.slice(0, at).sort((a, b) => a - b)
  if (before.length < 2) return 0
  const middle = (before[(before.length - 1) >> 1]! + before[before.length >> 1]!) / 2
  const by = sums[at]! - middle
  return by > NOISE ? 1 : by < -NOISE ? -1 : 0
}
