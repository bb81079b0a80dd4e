/** What a practice session can be in, what can happen to it, and what it can ask for. */
import type { Bounds } from './bounds'
import type { Cue, Span, TakeMode } from './model'
import type { LoopScope, Settings } from './settings'

export type ReviewKind = 'mine' | 'original' | 'turns' | 'both'

/** One word: where the original says it, and where the take does, if it does. */
export interface Word {
  original: Span
  mine: { take: string; part: Span } | null
}

/** Why the session waits for the user. */
export type Why = 'done' | 'paused' | 'moved' | 'recorded' | 'reviewed' | 'unheard' | 'failed' | 'blocked' | 'mic'

export type Phase =
  | { name: 'idle' }
  | { name: 'stream' }
  | { name: 'listening' }
  | { name: 'prompting'; manual: boolean; mode: TakeMode }
  | { name: 'recording'; manual: boolean; mode: TakeMode; playing: boolean }
  | { name: 'gap'; endsAt: number; leftMs: number; totalMs: number; paused: boolean }
  | { name: 'waiting'; why: Why }
  | { name: 'reviewing'; what: ReviewKind; take: string; step: number; word: Word | null }

export interface State {
  gen: number
  phase: Phase
  /** Index into `cues`. */
  cue: number
  /** Repeat of this cue, from 0. */
  repeat: number
  settings: Settings
  range: Bounds | null
  /** The scope to go back to when the range is left. */
  outer: LoopScope
  cues: readonly Cue[]
  /** The cue that was heard to its end last; -1: none yet. */
  heard: number
  /** The cue that sounds or sounded last, and how fast; null: none yet. */
  sounded: { cue: number; speed: number } | null
  /** No microphone opens: the loop that would record goes on with silent gaps, until the learner asks again. */
  deaf: boolean
}

export type UserEvent =
  | { type: 'play' | 'pause' | 'toggle' | 'next' | 'prev' | 'replay' | 'record' | 'skip' | 'hide' | 'stop' }
  | { type: 'go'; cue: number; play: boolean }
  | { type: 'review'; what: ReviewKind; take: string }
  | { type: 'word'; word: Word }
  | { type: 'settings'; settings: Settings }
  | { type: 'range'; range: Bounds | null }
  /** The microphone went away by itself: unplugged, or silent for good. */
  | { type: 'micLost' }

export type LateEvent =
  | { type: 'clipEnded'; gen: number; cueEndedAt: number }
  | { type: 'clipFailed'; gen: number; blocked: boolean }
  | { type: 'micReady' | 'micFailed' | 'timer' | 'streamEnded' | 'streamStopped'; gen: number }
  | { type: 'streamFailed'; gen: number; blocked: boolean }
  | { type: 'autoStop'; gen: number; heard: boolean }
  /** The stream has come to a cue, or past the end of it. */
  | { type: 'streamAt'; gen: number; cue: number; past: boolean }

/** An event with the moment it happened, on the driver's clock in ms. */
export type Event = (UserEvent | LateEvent) & { at: number }

export type Effect =
  | { do: 'clip'; gen: number; cue: number; speed: number }
  | { do: 'review'; gen: number; what: 'mine' | 'original' | 'both'; take: string; cue: number; part: Span | null }
  | { do: 'stopClip' }
  /** The long file from a moment to the end of cue `last`; null: to its own end. */
  | { do: 'stream'; gen: number; fromMs: number; speed: number; last: number | null }
  | { do: 'stopStream' }
  | { do: 'rate'; speed: number }
  | { do: 'openMic'; gen: number; mode: TakeMode }
  | { do: 'startTake'; gen: number; cue: number; mode: TakeMode }
  | { do: 'finishTake' }
  | { do: 'mic'; hold: 'idle' | 'release' }
  | { do: 'timer'; gen: number; ms: number }
  | { do: 'clearTimer' }
  | { do: 'prefetch'; cues: number[] }

/** Whether the learner holds the gap between two repeats. */
export function paused(s: State): boolean {
  return s.phase.name === 'gap' && s.phase.paused
}
