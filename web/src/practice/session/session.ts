/**
 * Drives the state machine: carries out its effects through ports and brings their
 * answers back as late events with the generation they were asked in. One place
 * awaits each play; nothing else counts repeats.
 */
import type { Bounds } from './bounds'
import { begin, step, type Effect, type Event, type LateEvent, type State, type UserEvent } from './machine'
import type { Cue, Span, TakeMode } from './model'
import type { Settings } from './settings'

/** How a play ended. `cueEndedAt` is on the clock's timeline. */
export type Played = { how: 'ended'; cueEndedAt: number } | { how: 'stopped' } | { how: 'failed'; blocked: boolean }

/** How a stretch of the long file ended; `blocked`: the browser wants a gesture first. */
export type Streamed = 'ended' | 'stopped' | 'paused' | 'failed' | 'blocked'

export interface SessionPorts {
  now: () => number
  after: (ms: number, run: () => void) => () => void
  /** Plays one clip once; stopping resolves with 'stopped'. Never rejects. */
  playCue: (cue: number, speed: number) => Promise<Played>
  /** Plays a take, the original or both; `part` is a stretch of the episode or of the take. */
  playReview: (what: 'mine' | 'original' | 'both', take: string, cue: number, part: Span | null) => Promise<Played>
  stopClip: () => void
  setRate: (speed: number) => void
  prefetch: (cues: number[]) => void
  /**
   * Plays the long file up to the end of cue `last` (null: to its own end); `at` tells
   * each new cue, and when its end is past. Resolves when it ended or stopped.
   */
  stream: (fromMs: number, speed: number, last: number | null, at: (cue: number, past: boolean) => void) => Promise<Streamed>
  stopStream: () => void
  /** Resolves once samples arrive. */
  openMic: (mode: TakeMode) => Promise<void>
  /** Begins a take; `autoStop` is called once when it should end by itself. */
  startTake: (cue: number, mode: TakeMode, autoStop: (heard: boolean) => void) => void
  /** Ends the take and keeps it; saving goes on by itself. */
  finishTake: () => void
  holdMic: (hold: 'idle' | 'release') => void
  changed: (state: State) => void
}

export class Session {
  readonly #ports: SessionPorts
  #state: State
  #clearTimer: (() => void) | null = null
  #queue: Event[] = []
  #busy = false

  constructor(cues: readonly Cue[], settings: Settings, cue: number, ports: SessionPorts, range: Bounds | null = null) {
    this.#ports = ports
    this.#state = begin(cues, settings, cue, range)
  }

  get state(): State {
    return this.#state
  }

  send(e: UserEvent): void {
    this.#take({ ...e, at: this.#ports.now() })
  }

  #late(e: LateEvent): void {
    this.#take({ ...e, at: this.#ports.now() })
  }

  /** Events that come while effects run wait for their turn. */
  #take(e: Event): void {
    this.#queue.push(e)
    if (this.#busy) return
    this.#busy = true
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#apply(next)
    } finally {
      this.#busy = false
    }
  }

  #apply(e: Event): void {
    const before = this.#state
    const [state, effects] = step(before, e)
    this.#state = state
    for (const effect of effects) this.#run(effect)
    if (state !== before) this.#ports.changed(state)
  }

  #run(e: Effect): void {
    const p = this.#ports
    switch (e.do) {
      case 'clip':
        return this.#played(e.gen, p.playCue(e.cue, e.speed))
      case 'review':
        return this.#played(e.gen, p.playReview(e.what, e.take, e.cue, e.part))
      case 'stopClip':
        return p.stopClip()
      case 'stream':
        return this.#stream(e.gen, e.fromMs, e.speed, e.last)
      case 'stopStream':
        return p.stopStream()
      case 'rate':
        return p.setRate(e.speed)
      case 'openMic':
        return this.#openMic(e.gen, e.mode)
      case 'startTake':
        return p.startTake(e.cue, e.mode, (heard) => this.#late({ type: 'autoStop', gen: e.gen, heard }))
      case 'finishTake':
        return p.finishTake()
      case 'mic':
        return p.holdMic(e.hold)
      case 'timer':
        this.#clearTimer?.()
        this.#clearTimer = p.after(e.ms, () => this.#late({ type: 'timer', gen: e.gen }))
        return
      case 'clearTimer':
        this.#clearTimer?.()
        this.#clearTimer = null
        return
      case 'prefetch':
        return p.prefetch(e.cues)
    }
  }

  #played(gen: number, play: Promise<Played>): void {
    void play.then((r) => {
      if (r.how === 'ended') this.#late({ type: 'clipEnded', gen, cueEndedAt: r.cueEndedAt })
      else if (r.how === 'failed') this.#late({ type: 'clipFailed', gen, blocked: r.blocked })
    })
  }

  #stream(gen: number, fromMs: number, speed: number, last: number | null): void {
    const ended = this.#ports.stream(fromMs, speed, last, (cue, past) => this.#late({ type: 'streamAt', gen, cue, past }))
    void ended.then((how) => {
      if (how === 'ended') this.#late({ type: 'streamEnded', gen })
      else if (how === 'paused') this.#late({ type: 'streamStopped', gen })
      else if (how !== 'stopped') this.#late({ type: 'streamFailed', gen, blocked: how === 'blocked' })
    })
  }

  #openMic(gen: number, mode: TakeMode): void {
    this.#ports.openMic(mode).then(
      () => this.#late({ type: 'micReady', gen }),
      () => this.#late({ type: 'micFailed', gen }),
    )
  }
}
