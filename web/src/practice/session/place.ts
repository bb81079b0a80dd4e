/** Where a learner is in an episode, as the server keeps it. */
import type { Bounds } from './bounds'
import type { Cue } from './model'

export interface Place {
  cueId: string
  /** Ids of the first and the last cue of a chosen range. */
  range: readonly [first: string, last: string] | null
  /** Mode, speed and recording, as they were left in this episode; undefined in a new one. */
  how?: unknown
}

/** Reads what was kept; what is of another shape counts as nothing. */
export function readPlace(raw: Readonly<Record<string, unknown>>): Place {
  const { cueId, range } = raw
  const ids = Array.isArray(range) && range.length === 2 && range.every((id) => typeof id === 'string') ? (range as [string, string]) : null
  return { cueId: typeof cueId === 'string' ? cueId : '', range: ids, how: raw.how }
}

/** The cue to begin with, and the range around it: null where its cues are gone or it is elsewhere. */
export function locate(cues: readonly Cue[], place: Place): { cue: number; range: Bounds | null } {
  const index = (id: string) => cues.findIndex((c) => c.id === id)
  const cue = Math.max(0, index(place.cueId))
  if (!place.range) return { cue, range: null }
  const first = index(place.range[0])
  const last = index(place.range[1])
  return { cue, range: first >= 0 && first <= cue && cue <= last ? { first, last } : null }
}
