// Which times a text has, and which audio they belong to.

import type { Audio, Cue, Transcript } from './types'

/** hasTimes says that sentences came with times, as those of a transcript file do. */
export function hasTimes(cues: readonly Pick<Cue, 'endMs'>[]): boolean {
  return cues.some((cue) => cue.endMs > 0)
}

/**
 * offers says that the times of a text belong to an audio that learners do not have yet:
 * they keep the revision in use until the host decides about the new audio.
 */
export function offers(transcript: Pick<Transcript, 'audioId' | 'revision'>, inUse: number, audio: Pick<Audio, 'id'> | undefined): boolean {
  return inUse > 0 && transcript.revision > inUse && !!audio && !!transcript.audioId && transcript.audioId !== audio.id
}

/** What a learner repeats in one breath (ms); the server measures by the same. */
const LONGEST = 12_000

/** longOnes counts the sentences that were found to take longer than that. */
export function longOnes(cues: readonly Pick<Cue, 'spoken' | 'startMs' | 'endMs'>[]): number {
  return cues.filter((cue) => cue.spoken && cue.endMs - cue.startMs > LONGEST).length
}
