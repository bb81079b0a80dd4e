/**
 * The practice session as a pure state machine: `step(state, event)` gives the next
 * state and the effects to carry out. No clock, no DOM, no promise lives here.
 *
 * Every transition that starts asynchronous work takes a new generation number; the
 * answer to that work carries it back, and an answer of an older generation does
 * nothing. Leaving a phase always undoes what the phase started (`leave`), so that
 * two clips never play at once and a recording that was begun is always finished.
 */
import { boundsOf, type Bounds } from './bounds'
import { breathFor, gapFor, speedFor } from './gap'
import type { Cue, Span, TakeMode } from './model'
import type { Settings } from './settings'

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
  cues: readonly Cue[]
}

export type UserEvent =
  | { type: 'play' | 'pause' | 'toggle' | 'next' | 'prev' | 'replay' | 'record' | 'skip' | 'hide' | 'stop' }
  | { type: 'go'; cue: number; play: boolean }
  | { type: 'review'; what: ReviewKind; take: string }
  | { type: 'word'; word: Word }
  | { type: 'settings'; settings: Settings }
  | { type: 'range'; range: Bounds | null }

export type LateEvent =
  | { type: 'clipEnded'; gen: number; cueEndedAt: number }
  | { type: 'clipFailed'; gen: number; blocked: boolean }
  | { type: 'micReady' | 'micFailed' | 'timer' | 'streamEnded' | 'streamStopped' | 'streamFailed'; gen: number }
  | { type: 'autoStop'; gen: number; heard: boolean }
  | { type: 'streamAt'; gen: number; cue: number }

/** An event with the moment it happened, on the driver's clock in ms. */
export type Event = (UserEvent | LateEvent) & { at: number }

export type Effect =
  | { do: 'clip'; gen: number; cue: number; speed: number; through: boolean }
  | { do: 'review'; gen: number; what: 'mine' | 'original' | 'both'; take: string; cue: number; part: Span | null }
  | { do: 'stopClip' }
  | { do: 'stream'; gen: number; fromMs: number; speed: number }
  | { do: 'stopStream' }
  | { do: 'rate'; speed: number }
  | { do: 'openMic'; gen: number; mode: TakeMode }
  | { do: 'startTake'; gen: number; cue: number; mode: TakeMode }
  | { do: 'finishTake' }
  | { do: 'mic'; hold: 'idle' | 'release' }
  | { do: 'timer'; gen: number; ms: number }
  | { do: 'clearTimer' }
  | { do: 'prefetch'; cues: number[] }

type Step = [State, Effect[]]

/** The learner lags behind: so long a shadow recording runs on behind the clip. */
export const SHADOW_TAIL = 1500

export function begin(cues: readonly Cue[], settings: Settings, cue = 0): State {
  return { gen: 0, phase: { name: 'idle' }, cue: clamp(cue, cues), repeat: 0, settings, range: null, cues }
}

function clamp(cue: number, cues: readonly Cue[]): number {
  return Math.max(0, Math.min(cue, cues.length - 1))
}

export function bounds(s: State): Bounds {
  return boundsOf(s.cues, s.settings.scope, s.cue, s.range)
}

/** Whether something runs that a pause would stop. */
export function active(s: State): boolean {
  return s.phase.name !== 'idle' && s.phase.name !== 'waiting' && !(s.phase.name === 'gap' && s.phase.paused)
}

/** Whether Listen plays the long file rather than clips. */
function streams(s: State): boolean {
  return s.settings.mode === 'listen' && s.settings.scope === 'all'
}

/** Undoes what the present phase started. */
function leave(p: Phase): Effect[] {
  switch (p.name) {
    case 'stream':
      return [{ do: 'stopStream' }]
    case 'listening':
    case 'reviewing':
      return [{ do: 'stopClip' }]
    case 'recording':
      return p.playing ? [{ do: 'stopClip' }, { do: 'finishTake' }] : [{ do: 'clearTimer' }, { do: 'finishTake' }]
    case 'gap':
      return [{ do: 'clearTimer' }]
    default:
      return []
  }
}

function move(s: State, phase: Phase, change: Partial<State> = {}): State {
  return { ...s, ...change, phase, gen: s.gen + 1 }
}

/** Stops everything and waits for the user. */
function wait(s: State, why: Why, change: Partial<State> = {}): Step {
  const hold = why === 'paused' || why === 'mic' ? 'release' : 'idle'
  return [move(s, { name: 'waiting', why }, change), [...leave(s.phase), { do: 'mic', hold }]]
}

function neighbours(s: State, cue: number): number[] {
  return [cue + 1, cue - 1].filter((i) => i >= 0 && i < s.cues.length)
}

/** Plays the present cue's round from its beginning. */
function listen(s: State, change: Partial<State> = {}): Step {
  const next = { ...s, ...change }
  if (next.cues.length === 0) return [s, []]
  if (streams(next)) return stream(s, next.cues[next.cue]!.startMs, change)
  if (next.settings.mode === 'shadow' && next.settings.autoRecord) return prompt(s, false, change)
  const to = move(s, { name: 'listening' }, change)
  return [to, [...leave(s.phase), clip(to), { do: 'prefetch', cues: neighbours(to, to.cue) }]]
}

function clip(s: State): Effect {
  const through = s.settings.mode === 'listen' && !s.settings.skipSilence && s.cue < bounds(s).last
  return { do: 'clip', gen: s.gen, cue: s.cue, speed: speedFor(s.settings, s.repeat), through }
}

function stream(s: State, fromMs: number, change: Partial<State> = {}): Step {
  const to = move(s, { name: 'stream' }, change)
  return [to, [...leave(s.phase), { do: 'stream', gen: to.gen, fromMs, speed: to.settings.speed }]]
}

/** Opens the microphone; nothing says "speak" before its first samples are here. */
function prompt(s: State, manual: boolean, change: Partial<State> = {}): Step {
  if (s.cues.length === 0) return [s, []]
  const mode: TakeMode = s.settings.mode === 'shadow' ? 'shadow' : 'repeat'
  const to = move(s, { name: 'prompting', manual, mode }, change)
  return [to, [...leave(s.phase), { do: 'openMic', gen: to.gen, mode }]]
}

function record(s: State): Step {
  if (s.phase.name !== 'prompting') return [s, []]
  const { manual, mode } = s.phase
  const playing = mode === 'shadow'
  const to = move(s, { name: 'recording', manual, mode, playing })
  const effects: Effect[] = [{ do: 'startTake', gen: to.gen, cue: to.cue, mode }]
  if (playing) effects.push({ ...clip(to), through: false } as Effect)
  effects.push({ do: 'prefetch', cues: neighbours(to, to.cue) })
  return [to, effects]
}

/** The gap counts from the end of the cue, which may lie a little before the event. */
function gap(s: State, at: number, from: number, ms: number): Step {
  const left = Math.max(0, from + ms - at)
  const to = move(s, { name: 'gap', endsAt: at + left, leftMs: left, totalMs: ms, paused: false })
  return [to, [...leave(s.phase), { do: 'timer', gen: to.gen, ms: left }]]
}

/** A round of the present cue is over: again, on to the next, or done. */
function afterRound(s: State): Step {
  const n = s.settings.repeats
  if (n === 0 || s.repeat + 1 < n) return listen(s, { repeat: s.repeat + 1 })
  if (s.settings.autoAdvance && s.cue < bounds(s).last) return listen(s, { cue: s.cue + 1, repeat: 0 })
  return wait(s, 'done', { repeat: 0 })
}

/** Listen over a part of the episode: the cues one behind the other, in rounds. */
function afterChunk(s: State, at: number, from: number): Step {
  const { first, last } = bounds(s)
  if (s.cue < last) return listen(s, { cue: s.cue + 1 })
  const n = s.settings.repeats
  if (n !== 0 && s.repeat + 1 >= n) return wait(s, 'done', { repeat: 0, cue: first })
  if (first === last) return gap(s, at, from, breathFor(s.settings))
  return listen(s, { cue: first, repeat: s.repeat + 1 })
}

function clipEnded(s: State, at: number, cueEndedAt: number): Step {
  const p = s.phase
  if (p.name === 'reviewing') {
    if (p.what !== 'turns' || p.step === 1) return wait(s, 'reviewed')
    const to = move(s, { ...p, step: 1 })
    return [to, [{ do: 'review', gen: to.gen, what: 'mine', take: p.take, cue: s.cue, part: p.word?.mine?.part ?? null }]]
  }
  if (p.name === 'recording' && p.playing) {
    const to = move(s, { ...p, playing: false })
    return [to, [{ do: 'timer', gen: to.gen, ms: SHADOW_TAIL }]]
  }
  if (p.name !== 'listening') return [s, []]
  if (s.settings.mode === 'listen') return afterChunk(s, at, cueEndedAt)
  if (s.settings.mode === 'shadow') return gap(s, at, cueEndedAt, breathFor(s.settings))
  if (s.settings.autoRecord) return prompt(s, false)
  const cue = s.cues[s.cue]!
  return gap(s, at, cueEndedAt, gapFor(s.settings, cue.endMs - cue.startMs, speedFor(s.settings, s.repeat)))
}

/** The recording ends, by the user or by itself; the loop goes on if it was the loop's. */
function endTake(s: State, at: number, heard: boolean): Step {
  if (s.phase.name !== 'recording') return [s, []]
  if (!heard) return wait(s, 'unheard')
  if (s.phase.manual) return wait(s, 'recorded')
  if (s.phase.mode === 'shadow') return gap(s, at, at, breathFor(s.settings))
  return afterRound(s)
}

function timer(s: State, at: number): Step {
  if (s.phase.name === 'recording') return endTake(s, at, true)
  if (s.phase.name === 'gap' && !s.phase.paused) return afterRound(s)
  return [s, []]
}

function review(s: State, what: ReviewKind, take: string, word: Word | null = null): Step {
  const first = what === 'turns' ? 'original' : what
  const to = move(s, { name: 'reviewing', what, take, step: 0, word })
  return [to, [...leave(s.phase), { do: 'review', gen: to.gen, what: first, take, cue: s.cue, part: word?.original ?? null }]]
}

/** A word of the original, then mine: a review like any other, which every other event ends. */
function oneWord(s: State, word: Word): Step {
  return word.mine ? review(s, 'turns', word.mine.take, word) : review(s, 'original', '', word)
}

function pause(s: State, at: number): Step {
  const p = s.phase
  if (p.name !== 'gap') return active(s) ? wait(s, 'paused') : [s, []]
  if (p.paused) return [s, []]
  const leftMs = Math.max(0, p.endsAt - at)
  return [move(s, { ...p, paused: true, leftMs }), [{ do: 'clearTimer' }, { do: 'mic', hold: 'release' }]]
}

function play(s: State, at: number): Step {
  const p = s.phase
  if (p.name === 'gap') {
    if (!p.paused) return [s, []]
    const to = move(s, { ...p, paused: false, endsAt: at + p.leftMs })
    return [to, [{ do: 'timer', gen: to.gen, ms: p.leftMs }]]
  }
  return active(s) ? [s, []] : listen(s)
}

function skip(s: State, at: number): Step {
  if (s.phase.name === 'gap') return afterRound(s)
  if (s.phase.name === 'recording') return endTake(s, at, true)
  return [s, []]
}

function go(s: State, cue: number, start: boolean): Step {
  if (s.cues.length === 0) return [s, []]
  const to = clamp(cue, s.cues)
  const range = s.range && (to < s.range.first || to > s.range.last) ? null : s.range
  if (start) return listen(s, { cue: to, repeat: 0, range })
  return wait(s, 'moved', { cue: to, repeat: 0, range })
}

/** New settings act at once on the speed; another mode or scope stops the run. */
function settle(s: State, settings: Settings): Step {
  const old = s.settings
  const next = { ...s, settings }
  if (active(s) && (old.mode !== settings.mode || old.scope !== settings.scope)) return wait(next, 'paused')
  const p = s.phase.name
  const was = p === 'stream' ? old.speed : speedFor(old, s.repeat)
  const speed = p === 'stream' ? settings.speed : speedFor(settings, s.repeat)
  return [next, speed !== was && (p === 'stream' || p === 'listening') ? [{ do: 'rate', speed }] : []]
}

function hide(s: State): Step {
  const p = s.phase.name
  const speaks = s.settings.autoRecord && s.settings.mode !== 'listen' && active(s) && p !== 'reviewing'
  if (p === 'recording' || p === 'prompting' || speaks) return wait(s, 'paused')
  return [s, [{ do: 'mic', hold: 'release' }]]
}

function user(s: State, e: UserEvent, at: number): Step {
  switch (e.type) {
    case 'play':
      return play(s, at)
    case 'pause':
      return pause(s, at)
    case 'toggle':
      return active(s) ? pause(s, at) : play(s, at)
    case 'next':
      return go(s, s.cue + 1, true)
    case 'prev':
      return go(s, s.cue - 1, true)
    case 'go':
      return go(s, e.cue, e.play)
    case 'replay':
      return listen(s)
    case 'record':
      if (s.phase.name === 'recording') return s.phase.manual ? wait(s, 'recorded') : endTake(s, at, true)
      return s.phase.name === 'prompting' ? wait(s, 'paused') : prompt(s, true)
    case 'skip':
      return skip(s, at)
    case 'review':
      return review(s, e.what, e.take)
    case 'word':
      return oneWord(s, e.word)
    case 'settings':
      return settle(s, e.settings)
    case 'range':
      return [{ ...s, range: e.range }, []]
    case 'hide':
      return hide(s)
    case 'stop':
      return [move(s, { name: 'idle' }), [...leave(s.phase), { do: 'mic', hold: 'release' }]]
  }
}

function late(s: State, e: LateEvent, at: number): Step {
  switch (e.type) {
    case 'clipEnded':
      return clipEnded(s, at, e.cueEndedAt)
    case 'clipFailed':
      return wait(s, e.blocked ? 'blocked' : 'failed')
    case 'micReady':
      return record(s)
    case 'micFailed':
      return wait(s, 'mic')
    case 'autoStop':
      return endTake(s, at, e.heard)
    case 'timer':
      return timer(s, at)
    case 'streamAt':
      return s.phase.name === 'stream' && e.cue >= 0 ? [{ ...s, cue: clamp(e.cue, s.cues) }, []] : [s, []]
    case 'streamEnded':
      return wait(s, 'done')
    case 'streamStopped':
      return wait(s, 'paused')
    case 'streamFailed':
      return wait(s, 'failed')
  }
}

/** The next state and what to do. A late event of an older generation does nothing. */
export function step(s: State, e: Event): Step {
  if ('gen' in e) return e.gen === s.gen ? late(s, e, e.at) : [s, []]
  return user(s, e, e.at)
}
