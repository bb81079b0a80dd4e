/** The maths of the waveform strip: which stretch is seen, and what lies where. */
import type { Cue, Span } from '../session/model'

/** A visible stretch of a timeline on so many CSS pixels. */
export interface View extends Span {
  width: number
}

/** The strip never shows less, nor more than an hour at once. */
export const MIN_SPAN = 300
export const MAX_SPAN = 3_600_000

export function xOf(v: View, ms: number): number {
  return ((ms - v.fromMs) / (v.toMs - v.fromMs)) * v.width
}

export function msAt(v: View, x: number): number {
  return v.fromMs + (x / Math.max(1, v.width)) * (v.toMs - v.fromMs)
}

/** Keeps a stretch within the audio without changing its length where that can be. */
export function within(span: Span, durationMs: number): Span {
  const length = Math.min(Math.max(span.toMs - span.fromMs, MIN_SPAN), MAX_SPAN, Math.max(durationMs, MIN_SPAN))
  const fromMs = Math.min(Math.max(0, span.fromMs), Math.max(0, durationMs - length))
  return { fromMs, toMs: fromMs + length }
}

/** Zooms by a factor (< 1 is closer) around a moment that keeps its place. */
export function zoom(span: Span, factor: number, aroundMs: number, durationMs: number): Span {
  const old = span.toMs - span.fromMs
  const length = Math.min(Math.max(old * factor, MIN_SPAN), MAX_SPAN, Math.max(durationMs, MIN_SPAN))
  const share = (aroundMs - span.fromMs) / old
  return within({ fromMs: aroundMs - share * length, toMs: aroundMs + (1 - share) * length }, durationMs)
}

/** A cue with a little of its neighbourhood. */
export function around(cue: Cue, durationMs: number): Span {
  const margin = Math.min(400, Math.max(120, (cue.endMs - cue.startMs) * 0.06))
  return within({ fromMs: cue.startMs - margin, toMs: cue.endMs + margin }, durationMs)
}

/** The cues that are seen, with their pixel edges. */
export function visible(v: View, cues: readonly Cue[]): { index: number; x0: number; x1: number }[] {
  const out: { index: number; x0: number; x1: number }[] = []
  for (let i = 0; i < cues.length; i++) {
    const c = cues[i]!
    if (c.endMs <= v.fromMs) continue
    if (c.startMs >= v.toMs) break
    out.push({ index: i, x0: xOf(v, c.startMs), x1: xOf(v, c.endMs) })
  }
  return out
}

/** The cues that a drag from one moment to another touches; one alone is a hand that slipped, and no range. */
export function dragged(cues: readonly Cue[], a: number, b: number): { first: number; last: number } | null {
  const from = Math.min(a, b)
  const to = Math.max(a, b)
  const touched = cues.flatMap((c, i) => (c.startMs < to && c.endMs > from ? [i] : []))
  return touched.length < 2 ? null : { first: touched[0]!, last: touched.at(-1)! }
}

/** Distance of the marks of the ruler in ms, so that they stand at least so far apart. */
export function tick(v: View, apart = 70): number {
  const wanted = ((v.toMs - v.fromMs) / Math.max(1, v.width)) * apart
  return [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000].find((t) => t >= wanted) ?? 1_800_000
}

/** Semitones to a height: the strip shows an octave around the speaker's median. */
export function pitchY(semitones: number, height: number): number {
  const bounded = Math.max(-9, Math.min(9, semitones))
  return height / 2 - (bounded / 9) * (height / 2 - 3)
}
