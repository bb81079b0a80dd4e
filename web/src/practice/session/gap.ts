/** The arithmetic of a session: gaps, speeds, clip bounds, limits. All in ms. */
import type { Cue, Span } from './model'
import type { Settings } from './settings'

/** Longest clip that the server cuts. */
export const MAX_CLIP = 120_000

/** What the server adds behind a clip, and nobody hears; not part of the cue. */
export const CLIP_TAIL = 150

/**
 * How long the learner has to speak after a cue that was played at a speed. A
 * learner needs longer than the speaker: smart is 1 s + 1.2 cue, between 2 and 30 s.
 */
export function gapFor(s: Pick<Settings, 'gap' | 'gapMs' | 'gapTimes'>, cueMs: number, speed: number): number {
  const heard = cueMs / speed
  switch (s.gap) {
    case 'fixed':
      return s.gapMs
    case 'times':
      return Math.min(60_000, Math.round(heard * s.gapTimes))
    case 'smart':
      return Math.round(Math.min(30_000, Math.max(2000, 1000 + 1.2 * heard)))
  }
}

/** The pause between two rounds of shadowing: a breath, never a gap to speak in. */
export function breathFor(s: Pick<Settings, 'gap' | 'gapMs'>): number {
  return s.gap === 'fixed' ? Math.min(s.gapMs, 1000) : 1000
}

/**
 * The rungs that are reached: so many as there are repeats, the last one always among
 * them, since it is what one climbs for. Endless repeats (0) reach them all.
 */
export function rungs(s: Pick<Settings, 'ladder' | 'repeats'>): number[] {
  const { ladder, repeats } = s
  if (repeats === 0 || repeats >= ladder.length) return ladder
  if (repeats === 1) return ladder.slice(-1)
  return Array.from({ length: repeats }, (_, i) => ladder[Math.round((i * (ladder.length - 1)) / (repeats - 1))]!)
}

/** Speed of a repeat counted from 0; a ladder stays on its last rung. */
export function speedFor(s: Pick<Settings, 'speed' | 'ladder' | 'repeats'>, repeat: number): number {
  const reached = rungs(s)
  return reached[Math.min(repeat, reached.length - 1)] ?? s.speed
}

/** A recording never runs longer than this. */
export function takeLimit(cueMs: number): number {
  return Math.max(10_000, Math.round(2.5 * cueMs + 5000))
}

/**
 * The stretch that is played for cue i: padded, but never into a neighbour, nor
 * beyond the audio, nor longer than the server cuts.
 */
export function clipSpan(cues: readonly Cue[], i: number, padBefore: number, padAfter: number, durationMs: number): Span {
  const cue = cues[i]!
  const before = cues[i - 1]
  const after = cues[i + 1]
  const floor = before ? Math.min(before.endMs, cue.startMs) : 0
  const top = after ? Math.max(after.startMs, cue.endMs) : Math.max(durationMs, cue.endMs)
  const fromMs = Math.max(floor, cue.startMs - padBefore)
  const toMs = Math.min(top, cue.endMs + padAfter, fromMs + MAX_CLIP)
  return { fromMs, toMs }
}

/** The smallest silence that is worth a jump while listening. */
export const SKIP_FROM = 1000

/** What stays of a skipped silence, half at each side, so that it still breathes. */
const SKIP_KEEP = 400

/**
 * Where to jump to from a moment between cues, or null to play on. Only gaps of a
 * second and more are skipped, and never the sound before the first cue's own start.
 */
export function skipTo(cues: readonly Cue[], current: number, ms: number): number | null {
  const next = cues[current + 1]
  if (!next) return null
  const end = current < 0 ? 0 : cues[current]!.endMs
  if (next.startMs - end < SKIP_FROM) return null
  const target = next.startMs - SKIP_KEEP / 2
  return ms >= end + SKIP_KEEP / 2 && ms < target - 100 ? target : null
}
