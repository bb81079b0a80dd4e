/** The nouns of the practice page: the API's shapes under short names. */
import type { components } from '../../lib/api.gen'

type Schemas = components['schemas']
export type Cue = Schemas['Cue']
export type Word = Schemas['Word']
export type Take = Schemas['Take']
export type Review = Schemas['Review']
export type Keyword = Schemas['Keyword']
export type EpisodePage = Schemas['EpisodePage']
export type Audio = Schemas['Audio']
export type Class = Schemas['Class']
export type TakeMode = Schemas['Mode']
export type Subject = Schemas['Subject']

/** A stretch of the episode's timeline in whole milliseconds. */
export interface Span {
  fromMs: number
  toMs: number
}

/** Cues that can be practised: spoken ones, in the order of their times. */
export function practisable(cues: readonly Cue[]): Cue[] {
  return cues.filter((c) => c.spoken && c.endMs > c.startMs).sort((a, b) => a.startMs - b.startMs)
}

/**
 * The index of the cue that is said at a moment: the one that holds it, else the
 * last that began before; -1 before the first. Cues are sorted by start.
 */
export function cueAt(cues: readonly Cue[], ms: number): number {
  let low = 0
  let high = cues.length
  while (low < high) {
    const mid = (low + high) >> 1
    if (cues[mid]!.startMs <= ms) low = mid + 1
    else high = mid
  }
  return low - 1
}
