/** Which cues are practised. */
import type { Cue } from './model'
import type { LoopScope } from './settings'

/** First and last cue, both included. */
export interface Bounds {
  first: number
  last: number
}

/** The bounds of a scope around a cue; a missing range is the cue alone. */
export function boundsOf(cues: readonly Cue[], scope: LoopScope, current: number, range: Bounds | null): Bounds {
  const last = Math.max(0, cues.length - 1)
  const at = Math.min(Math.max(0, current), last)
  switch (scope) {
    case 'all':
      return { first: 0, last }
    case 'range':
      return range ? { first: Math.min(range.first, last), last: Math.min(range.last, last) } : { first: at, last: at }
    case 'paragraph':
      return paragraph(cues, at)
    case 'cue':
      return { first: at, last: at }
  }
}

function paragraph(cues: readonly Cue[], at: number): Bounds {
  const here = cues[at]?.paragraph
  let first = at
  let last = at
  while (first > 0 && cues[first - 1]!.paragraph === here) first--
  while (last < cues.length - 1 && cues[last + 1]!.paragraph === here) last++
  return { first, last }
}
