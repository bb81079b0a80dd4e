/** What a state says: what runs, how fast, within which bounds, and who may use the microphone. */
import { boundsOf, type Bounds } from './bounds'
import { breathFor, gapFor, speedFor } from './gap'
import type { Cue } from './model'
import type { State } from './states'

export function clamp(cue: number, cues: readonly Cue[]): number {
  return Math.max(0, Math.min(cue, cues.length - 1))
}

export function bounds(s: State): Bounds {
  return boundsOf(s.cues, s.settings.scope, s.cue, s.range)
}

/** Whether something runs that a pause would stop. */
export function active(s: State): boolean {
  return s.phase.name !== 'idle' && s.phase.name !== 'waiting' && !(s.phase.name === 'gap' && s.phase.paused)
}

/** Whether Listen plays the long file rather than clips: only a sentence alone is a clip. */
export function streams(s: State): boolean {
  const { first, last } = bounds(s)
  return s.settings.mode === 'listen' && (s.settings.scope === 'all' || first < last)
}

/** The speed of the present round. */
export function rate(s: State): number {
  return s.settings.mode === 'listen' && s.settings.scope === 'all' ? s.settings.speed : speedFor(s.settings, s.repeat)
}

/** The speed at which the present cue sounds or sounded last; before that, the one that it will have. */
export function speedOf(s: State): number {
  return s.sounded?.cue === s.cue ? s.sounded.speed : rate(s)
}

/** The pause behind the present cue. */
export function restFor(s: State): number {
  if (s.settings.mode !== 'repeat') return breathFor(s.settings)
  const cue = s.cues[s.cue]!
  return gapFor(s.settings, cue.endMs - cue.startMs, speedOf(s))
}

/**
 * Whether the microphone may stay open: while it is used, and through a loop that
 * records by itself (its clock starts late).
 */
export function keepsMic(s: State): boolean {
  const p = s.phase
  if (p.name === 'prompting' || p.name === 'recording') return true
  return records(s) && s.settings.mode !== 'listen' && (p.name === 'listening' || (p.name === 'gap' && !p.paused))
}

/** Whether the loop records by itself. */
export function records(s: State): boolean {
  return s.settings.autoRecord && !s.deaf
}

/** Whether a play records from its first moment: in Shadow one speaks along. */
export function speaksAtOnce(s: State): boolean {
  return s.settings.mode === 'shadow' && records(s)
}

export function inside(range: Bounds | null, cue: number): boolean {
  return range === null || (cue >= range.first && cue <= range.last)
}

/** Without its range a session is back in the scope that it had before. */
export function unranged(s: State): Partial<State> {
  const scope = s.settings.scope === 'range' ? s.outer : s.settings.scope
  return { range: null, settings: { ...s.settings, scope } }
}
