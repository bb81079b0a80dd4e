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

export interface Comparison {
  verdict: 'ok' | 'other' | 'silent' | 'poor_audio'
  /** 0 to 1. */
  confidence: number
  overall: number | null
  measures: { name: Measure; score: number; hint: Hint | null }[]
  /** The take's rate over the reference's; null where it is not known. */
  rate: number | null
  /** How late the learner speaks while shadowing. */
  lagMs: number | null
  words: ComparedWord[]
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
function score(v: unknown): { score: number; hint: Hint | null } | null {
  const plain = finite(v)
  if (plain !== null) return { score: plain, hint: null }
  const o = object(v)
  if (o?.known === false) return null
  const inner = o && finite(o.score)
  return o && inner !== null ? { score: inner, hint: hintOf(o.hint) } : null
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
    pitch: contourOf(o.pitch, 'take'),
    reference: contourOf(o.pitch, 'ref'),
  }
}

/** How far the machine is with a take that it has not compared. */
export function comparing(raw: unknown): 'pending' | 'failed' | null {
  if (readComparison(raw)) return null
  return object(raw)?.state === 'failed' ? 'failed' : 'pending'
}
