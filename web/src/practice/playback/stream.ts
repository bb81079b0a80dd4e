/**
 * The listening element: one long-lived <audio> with the whole episode. A source that
 * played and then breaks off is loaded again: its address may have led to a store's, which
 * holds for minutes only. One that the browser refuses gives way to practice.wav. Either
 * goes on at the same place.
 */
import { countHeard } from '../../lib/heard'
import type { Scope } from '../../lib/scope'
import { skipTo } from '../session/gap'
import { cueAt, type Cue } from '../session/model'
import type { Streamed } from '../session/session'

interface Run {
  scope: Scope
  fromMs: number
  resolve: (how: Streamed) => void
  at: (cue: number, past: boolean) => void
  /** The cue that was told last, and whether its end was past. */
  last: number
  past: boolean
  toMs: number
  /** Takes back the timer that ends the run. */
  ending: (() => void) | null
}

/** So near to the end a timer waits for it: frames stop in a hidden page. */
const NEAR_MS = 400

/** So much of a source has to sound before it counts as one that the browser can play. */
const PLAYABLE_MS = 1000

/** Timers come a little early or late; what is missing of a part then is less than a frame. */
const SLACK_MS = 5

export class StreamPlayer {
  readonly #audio = new Audio()
  readonly #page: Scope
  readonly #cues: readonly Cue[]
  readonly #sources: string[]
  #source = -1
  /** Grows with each load. */
  #loads = 0
  /** The source has sounded since it was loaded. */
  #playable = false
  #run: Run | null = null
  skipSilence = false

  /** `sources` in order of preference; nothing is loaded before the first play. */
  constructor(page: Scope, cues: readonly Cue[], sources: readonly string[]) {
    this.#page = page
    this.#cues = cues
    this.#sources = [...new Set(sources)].filter((s) => s !== '')
    this.#audio.preservesPitch = true
    this.#audio.preload = 'auto'
    countHeard(this.#audio, page)
    page.add(() => {
      this.stop()
      this.#audio.removeAttribute('src')
      this.#audio.load()
    })
  }

  get positionMs(): number {
    return this.#audio.currentTime * 1000
  }

  get playing(): boolean {
    return this.#run !== null
  }

  setRate(rate: number): void {
    this.#audio.defaultPlaybackRate = rate
    this.#audio.playbackRate = rate
  }

  /** Plays from a moment to another (Infinity: to the end), or until it is stopped or interrupted. */
  play(fromMs: number, toMs: number, rate: number, at: (cue: number, past: boolean) => void): Promise<Streamed> {
    this.stop()
    return new Promise((resolve) => {
      const scope = this.#page.child()
      this.#run = { scope, fromMs, resolve, at, last: -2, past: false, toMs, ending: null }
      scope.listen(this.#audio, 'ended', () => this.#end('ended'))
      scope.listen(this.#audio, 'timeupdate', () => this.#follow())
      scope.listen(this.#audio, 'error', () => this.#refused())
      scope.listen(this.#audio, 'ratechange', () => this.#follow())
      scope.listen(this.#audio, 'pause', () => {
        // A pause of an older play arrives late: then the sound runs again already.
        if (this.#audio.paused && !this.#audio.ended) this.#end('paused')
      })
      // What failed while nothing ran is not told again: the source is loaded again.
      if (this.#source < 0 || this.#audio.error) this.#load(Math.max(0, this.#source))
      this.#start(this.#run, rate)
      this.#frame(scope)
    })
  }

  #load(source: number): void {
    this.#source = source
    this.#loads++
    this.#playable = false
    this.#audio.src = this.#sources[source] ?? ''
  }

  #start(run: Run, rate: number): void {
    const audio = this.#audio
    this.setRate(rate)
    // Before the metadata are here this becomes the place where playing starts.
    audio.currentTime = run.fromMs / 1000
    const loads = this.#loads
    audio.play().catch((err: unknown) => {
      // A source that was refused has its own event, and may have made way by now.
      if (this.#run !== run || this.#loads !== loads || audio.error) return
      const name = err instanceof DOMException ? err.name : ''
      this.#end(name === 'NotAllowedError' ? 'blocked' : 'failed')
    })
  }

  /** On from where we are: from the same source if it played before, or the next one. */
  #refused(): void {
    const run = this.#run
    if (!run) return
    const next = this.#playable ? this.#source : this.#source + 1
    if (next >= this.#sources.length) {
      this.#source = -1
      return this.#end('failed')
    }
    if (this.#audio.currentTime > 0) run.fromMs = this.positionMs
    const rate = this.#audio.playbackRate
    this.#load(next)
    this.#start(run, rate)
  }

  #frame(scope: Scope): void {
    scope.frame(() => {
      this.#follow()
      this.#frame(scope)
    })
  }

  #follow(): void {
    const run = this.#run
    if (!run || this.#audio.seeking) return
    if (this.positionMs >= run.toMs - SLACK_MS) return this.#arrived()
    this.#playable ||= this.positionMs > run.fromMs + PLAYABLE_MS
    this.#near(run)
    // A frame of slack: a seek may land a little before what was asked for.
    const ms = this.positionMs + 45
    const cue = cueAt(this.#cues, ms)
    const past = cue >= 0 && ms >= this.#cues[cue]!.endMs
    if (cue !== run.last || past !== run.past) {
      run.last = cue
      run.past = past
      run.at(cue, past)
    }
    const target = this.skipSilence ? skipTo(this.#cues, cue, ms) : null
    if (target !== null) this.#audio.currentTime = target / 1000
  }

  /** The end of a part is waited for by a timer, set again whenever the place is known better. */
  #near(run: Run): void {
    run.ending?.()
    const left = (run.toMs - this.positionMs) / this.#audio.playbackRate
    run.ending = left < NEAR_MS && !this.#audio.paused ? run.scope.timeout(() => this.#follow(), left) : null
  }

  #arrived(): void {
    this.#end('ended')
    this.#audio.pause()
  }

  #end(how: Streamed): void {
    const run = this.#run
    if (!run) return
    this.#run = null
    run.scope.dispose()
    run.resolve(how)
  }

  stop(): void {
    this.#end('stopped')
    if (!this.#audio.paused) this.#audio.pause()
  }
}
