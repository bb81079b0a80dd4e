// How sure the timing of a sentence is, in words; and the order to check it in.

import type { Cue } from './types'

export type Sureness = 'sure' | 'check' | 'doubtful' | 'unspoken'

/** sureness turns a confidence from 0 to 1 into what a host should do. */
export function sureness(cue: Pick<Cue, 'confidence' | 'spoken'>): Sureness {
  if (!cue.spoken) return 'unspoken'
  if (cue.confidence >= 0.75) return 'sure'
  return cue.confidence >= 0.5 ? 'check' : 'doubtful'
}

const rank: Record<Sureness, number> = { unspoken: 0, doubtful: 1, check: 2, sure: 3 }

/** doubtfulFirst orders cues for checking: least sure first, else as they are said. */
export function doubtfulFirst(cues: readonly Cue[]): Cue[] {
  return [...cues].sort((a, b) => {
    const by = rank[sureness(a)] - rank[sureness(b)]
    if (by !== 0) return by
    return sureness(a) === 'sure' ? a.position - b.position : a.confidence - b.confidence || a.position - b.position
  })
}
