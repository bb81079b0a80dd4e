import { describe, expect, it } from 'vitest'
import { dice, someCues } from '../fixtures'
import type { Phase, State, UserEvent } from './machine'
import type { TakeMode } from './model'
import { Session, type Played, type SessionPorts, type Streamed } from './session'
import { defaults, type Mode, type LoopScope, type Settings } from './settings'

/** When the microphone may be held: written down apart from the machine, which must not judge itself. */
const HOLDS: Record<Phase['name'], 'never' | 'always' | 'recording by itself'> = {
  idle: 'never',
  stream: 'never',
  listening: 'recording by itself',
  prompting: 'always',
  recording: 'always',
  gap: 'recording by itself',
  waiting: 'never',
  reviewing: 'never',
}

function mayHold({ phase, settings }: State): boolean {
  const holds = HOLDS[phase.name]
  if (holds !== 'recording by itself') return holds === 'always'
  const rests = phase.name === 'gap' && phase.paused
  return settings.autoRecord && settings.mode !== 'listen' && !rests
}

/** A clock that moves only when told, and a world of players that check the laws. */
class World implements SessionPorts {
  time = 0
  timers: { at: number; run: () => void }[] = []
  playing: { end: (p: Played) => void; cue: number } | null = null
  streaming: ((how: Streamed) => void) | null = null
  streamAt: ((cue: number, past: boolean) => void) | null = null
  mics: { mode: TakeMode; ready: () => void; fail: () => void }[] = []
  recording: { mode: TakeMode; autoStop: (heard: boolean) => void } | null = null
  started = 0
  kept = 0
  plays: number[] = []
  broken: string[] = []
  /** The microphone is open and nobody was told to give it back. */
  held = false
  state: State | null = null

  check(): void {
    if (this.playing && this.streaming) this.broken.push('clip and stream at once')
    if (this.recording?.mode === 'repeat' && (this.playing || this.streaming)) this.broken.push('records while playing in Repeat mode')
    const { range, cue, settings } = this.state ?? { range: null, cue: 0, settings: null }
    if (settings?.scope === 'range' && (!range || cue < range.first || cue > range.last)) this.broken.push('practises a range and is outside of it')
    if (this.held && this.state && !mayHold(this.state)) this.broken.push('the microphone is held for nothing')
  }
  now = () => this.time
  after = (ms: number, run: () => void) => {
    const timer = { at: this.time + ms, run }
    this.timers.push(timer)
    return () => void (this.timers = this.timers.filter((t) => t !== timer))
  }
  #play(cue: number): Promise<Played> {
    if (this.playing) this.broken.push('two clips at once')
    this.plays.push(cue)
    return new Promise((resolve) => {
      this.playing = { cue, end: (p) => ((this.playing = null), resolve(p)) }
      this.check()
    })
  }
  playCue = (cue: number) => this.#play(cue)
  playReview = (_: string, __: string, cue: number) => this.#play(cue)
  stopClip = () => this.playing?.end({ how: 'stopped' })
  setRate = () => undefined
  prefetch = () => undefined
  stream = (_: number, __: number, ___: number | null, at: (cue: number, past: boolean) => void) => {
    if (this.streaming) this.broken.push('two streams at once')
    this.streamAt = at
    return new Promise<Streamed>((resolve) => {
      this.streaming = (how) => ((this.streaming = null), resolve(how))
      this.check()
    })
  }
  stopStream = () => this.streaming?.('stopped')
  openMic = (mode: TakeMode) =>
    new Promise<void>((resolve, reject) => {
      this.held = true
      this.mics.push({ mode, ready: resolve, fail: () => reject(new Error('denied')) })
    })
  startTake = (_: number, mode: TakeMode, autoStop: (heard: boolean) => void) => {
    if (this.recording) this.broken.push('two takes at once')
    this.recording = { mode, autoStop }
    this.started++
    this.check()
  }
  finishTake = () => {
    if (!this.recording) this.broken.push('finished a take that was not running')
    this.recording = null
    this.kept++
  }
  holdMic = () => void (this.held = false)
  changed = (state: State) => void (this.state = state)
}

/** Lets every promise that is settled already tell its news. */
async function settled(): Promise<void> {
  for (let i = 0; i < 6; i++) await Promise.resolve()
}

const moves: ((w: World, roll: () => number) => void)[] = [
  (w) => w.playing?.end({ how: 'ended', cueEndedAt: w.time - 150 }),
  (w, roll) => w.playing?.end({ how: 'failed', blocked: roll() < 0.5 }),
  (w) => w.mics.shift()?.ready(),
  (w) => w.mics.pop()?.ready(),
  (w) => w.mics.shift()?.fail(),
  (w, roll) => w.recording?.autoStop(roll() < 0.8),
  (w, roll) => w.streaming?.((['ended', 'paused', 'failed', 'blocked'] as const)[Math.floor(roll() * 4)]!),
  (w, roll) => w.streamAt?.(Math.floor(roll() * 8) - 1, roll() < 0.5),
  (w, roll) => {
    w.time += Math.floor(roll() * 4000)
    for (const t of w.timers.filter((t) => t.at <= w.time)) {
      w.timers = w.timers.filter((x) => x !== t)
      t.run()
    }
  },
]

function userEvent(roll: () => number, settings: Settings): UserEvent {
  const plain = ['play', 'pause', 'toggle', 'next', 'prev', 'replay', 'record', 'record', 'skip', 'hide', 'play', 'play', 'micLost'] as const
  const n = Math.floor(roll() * (plain.length + 5))
  if (n < plain.length) return { type: plain[n]! }
  if (n === plain.length) return { type: 'go', cue: Math.floor(roll() * 9) - 1, play: roll() < 0.7 }
  if (n === plain.length + 1) return { type: 'review', what: (['mine', 'original', 'turns', 'both'] as const)[Math.floor(roll() * 4)]!, take: 't' }
  if (n === plain.length + 2) return { type: 'range', range: roll() < 0.7 ? { first: 1, last: 3 } : null }
  if (n === plain.length + 3) {
    const part = { fromMs: 1100, toMs: 1400 }
    return { type: 'word', word: { original: part, mine: roll() < 0.5 ? { take: 't', part } : null } }
  }
  const modes: Mode[] = ['listen', 'repeat', 'shadow']
  const scopes: LoopScope[] = ['all', 'cue', 'paragraph', 'range']
  Object.assign(settings, { mode: modes[Math.floor(roll() * 3)], scope: scopes[Math.floor(roll() * 4)], autoRecord: roll() < 0.5, repeats: Math.floor(roll() * 4) })
  return { type: 'settings', settings: { ...settings } }
}

async function storm(seed: number, steps: number): Promise<World> {
  const roll = dice(seed)
  const settings = { ...defaults }
  const world = new World()
  const session = new Session(someCues(7), settings, 0, world)
  for (let i = 0; i < steps; i++) {
    if (roll() < 0.4) session.send(userEvent(roll, settings))
    else moves[Math.floor(roll() * moves.length)]!(world, roll)
    // Answers sometimes come a tick later, and sometimes in heaps.
    if (roll() < 0.7) await settled()
    world.check()
    if (world.broken.length > 0) throw new Error(`seed ${seed}, step ${i}: ${world.broken.join(', ')}`)
  }
  session.send({ type: 'stop' })
  await settled()
  return world
}

describe('any sequence of actions and late events', () => {
  it('never plays two at once, never records over the reference in Repeat, never loses a take, never holds the microphone for nothing, never leaves its range', async () => {
    let takes = 0
    for (let seed = 1; seed <= 400; seed++) {
      const w = await storm(seed, 120)
      expect(w.playing, `seed ${seed}`).toBeNull()
      expect(w.streaming, `seed ${seed}`).toBeNull()
      expect(w.kept, `seed ${seed}`).toBe(w.started)
      takes += w.kept
    }
    // The storm must really have recorded, or it proves nothing.
    expect(takes).toBeGreaterThan(300)
  })
})

describe('a session by the clock', () => {
  async function tick(w: World, ms: number): Promise<void> {
    w.time += ms
    for (const t of w.timers.filter((t) => t.at <= w.time)) {
      w.timers = w.timers.filter((x) => x !== t)
      t.run()
    }
    await settled()
  }

  it('plays each cue three times, with its gap, to the end', async () => {
    const w = new World()
    const s = new Session(someCues(3), { ...defaults, gap: 'fixed', gapMs: 1000 }, 0, w)
    s.send({ type: 'play' })
    for (let i = 0; i < 9; i++) {
      w.time += 2150
      w.playing!.end({ how: 'ended', cueEndedAt: w.time - 150 })
      await settled()
      await tick(w, 849)
      expect(w.playing).toBeNull()
      await tick(w, 1)
    }
    expect(w.plays).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
    expect(s.state.phase).toEqual({ name: 'waiting', why: 'done' })
  })

  it('a refused microphone ends in words, not in silence', async () => {
    const w = new World()
    const s = new Session(someCues(3), { ...defaults }, 0, w)
    s.send({ type: 'record' })
    w.mics[0]!.fail()
    await settled()
    expect(s.state.phase).toEqual({ name: 'waiting', why: 'mic' })
  })
})
