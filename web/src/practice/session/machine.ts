/**
 * The practice session as a pure state machine: `step(state, event)` gives the next
 * state and the effects to carry out. No clock, no DOM, no promise lives here.
 *
 * Every transition that starts asynchronous work takes a new generation number; the
 * answer to that work carries it back, and an answer of an older generation does
 * nothing. Leaving a phase always undoes what the phase started (`leave`), so that
 * two clips never play at once and a recording that was begun is always finished.
 */
import type { Bounds } from './bounds'
import { active, bounds, clamp, inside, keepsMic, rate, records, restFor, speaksAtOnce, streams, unranged } from './facts'
import type { Cue, TakeMode } from './model'
import { defaults, type Settings } from './settings'
import type { Effect, Event, LateEvent, Phase, ReviewKind, State, UserEvent, Why, Word } from './states'

export { active, bounds, keepsMic, speaksAtOnce, speedOf } from './facts'
export type * from './states'

type Step = [State, Effect[]]

/** The learner lags behind: so long a shadow recording runs on behind the clip. */
export const SHADOW_TAIL = 1500

/** `range` is what was kept of an earlier visit: a scope of its own, over that of the settings. */
export function begin(cues: readonly Cue[], settings: Settings, cue = 0, range: Bounds | null = null): State {
  const outer = settings.scope === 'range' ? defaults.scope : settings.scope
  const at: Settings = { ...settings, scope: range ? 'range' : outer }
  return { gen: 0, phase: { name: 'idle' }, cue: clamp(cue, cues), repeat: 0, settings: at, range, outer, cues, heard: -1, sounded: null, deaf: false }
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
  if (speaksAtOnce(next)) return prompt(s, false, change)
  const to = sounding(move(s, { name: 'listening' }, change))
  return [to, [...leave(s.phase), clip(to), { do: 'prefetch', cues: neighbours(to, to.cue) }]]
}

/** The present cue begins to sound. */
function sounding(s: State): State {
  return { ...s, sounded: { cue: s.cue, speed: rate(s) } }
}

function clip(s: State): Effect {
  return { do: 'clip', gen: s.gen, cue: s.cue, speed: rate(s) }
}

function stream(s: State, fromMs: number, change: Partial<State> = {}): Step {
  const to = sounding(move(s, { name: 'stream' }, change))
  const last = to.settings.scope === 'all' ? null : bounds(to).last
  return [to, [...leave(s.phase), { do: 'stream', gen: to.gen, fromMs, speed: rate(to), last }]]
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
  const begun = move(s, { name: 'recording', manual, mode, playing })
  const to = playing ? sounding(begun) : begun
  const effects: Effect[] = [{ do: 'startTake', gen: to.gen, cue: to.cue, mode }]
  if (playing) effects.push(clip(to))
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

/** Listen has come to the end of its scope: round again, or done, and back at its beginning. */
function afterScope(s: State, at: number, from: number): Step {
  const { first, last } = bounds(s)
  const n = s.settings.scope === 'all' ? 1 : s.settings.repeats
  if (n !== 0 && s.repeat + 1 >= n) return wait(s, 'done', { repeat: 0, cue: first })
  if (first === last) return gap(s, at, from, restFor(s))
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
    const to = move(s, { ...p, playing: false }, { heard: s.cue })
    return [to, [{ do: 'timer', gen: to.gen, ms: SHADOW_TAIL }]]
  }
  if (p.name !== 'listening') return [s, []]
  const said: State = { ...s, heard: s.cue }
  if (s.settings.mode === 'listen') return afterScope(said, at, cueEndedAt)
  if (s.settings.mode === 'repeat' && records(s)) return prompt(said, false)
  return gap(said, at, cueEndedAt, restFor(said))
}

/** The recording ends, by the user or by itself; the loop goes on if it was the loop's. */
function endTake(s: State, at: number, heard: boolean): Step {
  if (s.phase.name !== 'recording') return [s, []]
  if (!heard) return wait(s, 'unheard')
  if (s.phase.manual) return wait(s, 'recorded')
  if (s.phase.mode === 'shadow') return gap(s, at, at, restFor(s))
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
    // Recording by itself was switched on meanwhile: the learner's turn is a recording now.
    if (s.settings.mode === 'repeat' && records(s)) return prompt(s, false)
    const to = move(s, { ...p, paused: false, endsAt: at + p.leftMs })
    return [to, [{ do: 'timer', gen: to.gen, ms: p.leftMs }]]
  }
  if (active(s)) return [s, []]
  // "Done" means: play goes through it once more, from where it began. A microphone may be there by now.
  const again = p.name === 'waiting' && p.why === 'done' && s.settings.autoAdvance
  return listen(s, { deaf: false, ...(again ? { cue: bounds(s).first, repeat: 0 } : {}) })
}

/**
 * No microphone: what the learner began by hand is over, but the loop goes on without it.
 * In Repeat the learner still has the time to speak; in Shadow the clip plays.
 */
function unmiked(s: State, at: number): Step {
  const p = s.phase
  if (p.name === 'prompting' && !p.manual) {
    const deaf = { ...s, deaf: true }
    return p.mode === 'repeat' ? gap(deaf, at, at, restFor(deaf)) : listen(deaf)
  }
  // It went away while the loop used it: what was spoken is kept.
  if (p.name === 'recording' && !p.manual && p.mode === 'repeat') return gap({ ...s, deaf: true }, at, at, restFor(s))
  return wait(s, 'mic')
}

/** The microphone went away by itself. What only plays goes on, from now on without one. */
function lost(s: State, at: number): Step {
  if (!keepsMic(s)) return [s, []]
  const p = s.phase.name
  if (p === 'prompting' || p === 'recording') return unmiked(s, at)
  return [{ ...s, deaf: true }, []]
}

function skip(s: State, at: number): Step {
  if (s.phase.name === 'gap') return afterRound(s)
  if (s.phase.name === 'recording') return endTake(s, at, true)
  return [s, []]
}

function go(s: State, cue: number, start: boolean): Step {
  if (s.cues.length === 0) return [s, []]
  const to = clamp(cue, s.cues)
  const change: Partial<State> = { cue: to, repeat: 0, ...(inside(s.range, to) ? {} : unranged(s)) }
  // In Shadow a play would record at once: the sentence is read first, and play is pressed for it.
  return start && !speaksAtOnce(s) ? listen(s, change) : wait(s, 'moved', change)
}

/** A range is chosen or given up; either is a new scope, and so stops the run. */
function ranged(s: State, range: Bounds | null): Step {
  if (range === null) return s.range ? wait(s, 'moved', { repeat: 0, ...unranged(s) }) : [s, []]
  const outer = s.settings.scope === 'range' ? s.outer : s.settings.scope
  const cue = inside(range, s.cue) ? s.cue : clamp(range.first, s.cues)
  return wait(s, 'moved', { range, outer, cue, repeat: 0, settings: { ...s.settings, scope: 'range' } })
}

/** The scope of a range needs one, and a sentence within it. */
function rescoped(s: State, settings: Settings): Partial<State> {
  if (settings.scope !== 'range') return {}
  if (s.range === null) return { settings: { ...settings, scope: s.outer } }
  const outer = s.settings.scope === 'range' ? s.outer : s.settings.scope
  return inside(s.range, s.cue) ? { outer } : { outer, cue: clamp(s.range.first, s.cues), repeat: 0 }
}

/** What is left of a paused gap by other settings: the time that went by counts. */
function regap(s: State, p: Extract<Phase, { name: 'gap' }>): State {
  const totalMs = restFor(s)
  return { ...s, phase: { ...p, totalMs, leftMs: Math.max(0, totalMs - (p.totalMs - p.leftMs)) } }
}

/** New settings act at once on the speed and on a paused gap; another mode or scope stops the run. */
function settle(s: State, settings: Settings): Step {
  const { settings: old, phase: p } = s
  // Another microphone, or the wish for one, is worth another try.
  const asked = old.mic !== settings.mic || old.autoRecord !== settings.autoRecord
  const next: State = { ...s, settings, ...rescoped(s, settings), deaf: s.deaf && !asked }
  const other = old.mode !== settings.mode || old.scope !== next.settings.scope
  if (other && (active(s) || p.name === 'gap')) return wait(next, 'paused')
  // What was done is not what is practised now: play goes on from here, not from its beginning.
  const done = p.name === 'waiting' && p.why === 'done'
  if (done && (other || old.autoAdvance !== settings.autoAdvance)) return [move(next, { name: 'waiting', why: 'moved' }), []]
  if (p.name === 'gap' && p.paused) return [regap(next, p), []]
  const plays = p.name === 'stream' || p.name === 'listening'
  return plays && rate(next) !== rate(s) ? [sounding(next), [{ do: 'rate', speed: rate(next) }]] : [next, []]
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
    case 'replay': // asked for by hand, so that a microphone may be asked for again
      return listen(s, { deaf: false })
    case 'record':
      if (s.phase.name === 'recording') return s.phase.manual ? wait(s, 'recorded') : endTake(s, at, true)
      return s.phase.name === 'prompting' ? wait(s, 'paused') : prompt(s, true, { deaf: false })
    case 'skip':
      return skip(s, at)
    case 'review':
      return review(s, e.what, e.take)
    case 'word':
      return oneWord(s, e.word)
    case 'settings':
      return settle(s, e.settings)
    case 'range':
      return ranged(s, e.range)
    case 'hide':
      return hide(s)
    case 'micLost':
      return lost(s, at)
    case 'stop':
      return [move(s, { name: 'idle' }), [...leave(s.phase), { do: 'mic', hold: 'release' }]]
  }
}

/** The stream has come to another cue, or past its end; a seek may land a little outside of the scope. */
function follow(s: State, at: number, past: boolean): Step {
  if (s.phase.name !== 'stream' || at < 0) return [s, []]
  const { first, last } = bounds(s)
  const cue = Math.max(first, Math.min(at, last))
  return [sounding({ ...s, cue, heard: past && cue === at ? cue : s.heard }), []]
}

function late(s: State, e: LateEvent, at: number): Step {
  switch (e.type) {
    case 'clipEnded':
      return clipEnded(s, at, e.cueEndedAt)
    case 'clipFailed':
    case 'streamFailed':
      return wait(s, e.blocked ? 'blocked' : 'failed')
    case 'micReady':
      return record(s)
    case 'micFailed':
      return unmiked(s, at)
    case 'autoStop':
      return endTake(s, at, e.heard)
    case 'timer':
      return timer(s, at)
    case 'streamAt':
      return follow(s, e.cue, e.past)
    case 'streamEnded':
      return afterScope({ ...s, heard: s.cue }, at, at)
    case 'streamStopped':
      return wait(s, 'paused')
  }
}

/**
 * The next state and what to do. A late event of an older generation does nothing.
 * Whatever way the microphone's use ends, it is not held on to.
 */
export function step(s: State, e: Event): Step {
  if ('gen' in e && e.gen !== s.gen) return [s, []]
  const [to, effects] = 'gen' in e ? late(s, e, e.at) : user(s, e, e.at)
  const told = effects.some((f) => f.do === 'mic')
  return keepsMic(s) && !keepsMic(to) && !told ? [to, [...effects, { do: 'mic', hold: 'idle' }]] : [to, effects]
}
