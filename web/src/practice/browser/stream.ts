/**
 * The listening element: one long-lived <audio> with the whole episode. When the
 * browser refuses the first source, it goes on from practice.wav at the same place.
 */
import { Scope } from '../../lib/scope'
import { skipTo } from '../gap'
import { cueAt, type Cue } from '../model'

export type Streamed = 'ended' | 'stopped' | 'paused' | 'failed'

interface Run {
  scope: Scope
  resolve: (how: Streamed) => void
  at: (cue: number) => void
  /** The cue that was told last. */
  last: number
  toMs: number
  /** Takes back the timer that ends the run. */
  ending: (() => void) | null
}

/** So near to the end a timer waits for it: frames stop in a hidden page. */
const NEAR_MS = 400

/** Timers come a little early or late; what is missing of a part then is less than a frame. */
const SLACK_MS = 5

export class StreamPlayer {
  readonly #audio = new Audio()
  readonly #page: Scope
  readonly #cues: readonly Cue[]
  readonly #sources: string[]
  #source = -1
  #run: Run | null = null
  skipSilence = false

  /** `sources` in order of preference; nothing is loaded before the first play. */
  constructor(page: Scope, cues: readonly Cue[], sources: readonly string[]) {
    this.#page = page
    this.#cues = cues
    this.#sources = [...new Set(sources)].filter((s) => s !== '')
    this.#audio.preservesPitch = true
    this.#audio.preload = 'auto'
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
  play(fromMs: number, toMs: number, rate: number, at: (cue: number) => void): Promise<Streamed> {
    this.stop()
    return new Promise((resolve) => {
      const scope = this.#page.child()
      this.#run = { scope, resolve, at, last: -2, toMs, ending: null }
      scope.listen(this.#audio, 'ended', () => this.#end('ended'))
      scope.listen(this.#audio, 'timeupdate', () => this.#follow())
      scope.listen(this.#audio, 'error', () => this.#refused(fromMs, rate))
      scope.listen(this.#audio, 'ratechange', () => this.#follow())
      scope.listen(this.#audio, 'pause', () => {
        // A pause of an older play is told late: then the sound runs again already.
        if (this.#audio.paused && !this.#audio.ended) this.#end('paused')
      })
      // What failed while nothing ran is not told again: the source is loaded anew.
      if (this.#source < 0 || this.#audio.error) this.#load(Math.max(0, this.#source))
      this.#start(fromMs, rate)
    })
  }

  #load(source: number): void {
    this.#source = source
    this.#audio.src = this.#sources[source] ?? ''
  }

  #start(fromMs: number, rate: number): void {
    const run = this.#run
    if (!run) return
    const audio = this.#audio
    this.setRate(rate)
    // Before the metadata are here this becomes the place where playing starts.
    audio.currentTime = fromMs / 1000
    audio.play().catch((err: unknown) => {
      if (run.scope.disposed || this.#run !== run) return
      const name = err instanceof DOMException ? err.name : ''
      if (name === 'NotAllowedError') this.#end('paused')
      // The load of another source breaks a play off, and plays itself; an error has its own event.
      else if (name !== 'AbortError' && !audio.error) this.#end('failed')
    })
    this.#frame(run.scope)
  }

  /** The source was refused or broke off: on with the next one, from where we are. */
  #refused(fromMs: number, rate: number): void {
    if (this.#source + 1 >= this.#sources.length) {
      this.#source = -1
      return this.#end('failed')
    }
    const place = this.#audio.currentTime > 0 ? this.positionMs : fromMs
    this.#load(this.#source + 1)
    this.#start(place, rate)
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
    this.#near(run)
    // A frame of slack: a seek may land a little before what was asked for.
    const ms = this.positionMs + 45
    const cue = cueAt(this.#cues, ms)
    if (cue !== run.last) {
      run.last = cue
      run.at(cue)
    }
    const target = this.skipSilence ? skipTo(this.#cues, cue, ms) : null
    if (target !== null) this.#audio.currentTime = target / 1000
  }

  /** The end of a part is waited for by a timer, set anew whenever the place is known better. */
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
