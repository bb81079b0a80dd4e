/**
 * The clip element: one long-lived <audio> that plays blobs. Each play is a promise
 * of its own; what an older play still has to say is dropped.
 */
import { Scope } from '../../lib/scope'
import { CLIP_TAIL } from '../gap'
import type { Played } from '../session'

/** A play that makes no progress for so long has failed without saying so. */
const STUCK_MS = 4000

/** No browser needs longer from play() to sound; more is a stall, not a habit. */
const MOST_DELAY = 150

interface Play {
  scope: Scope
  resolve: (p: Played) => void
  tailMs: number
  askedAt: number
  /** When the first sample sounded, by the position a moment later; 0: not yet known. */
  soundAt: number
}

export class ClipPlayer {
  readonly #audio = new Audio()
  readonly #page: Scope
  #play: Play | null = null
  /** How long this browser takes from play() to sound, smoothed, in ms. */
  #delay = 20
  /** Called when something outside (a headset, the system) pauses the sound. */
  onInterrupted: () => void = () => undefined

  constructor(page: Scope) {
    this.#page = page
    this.#audio.preservesPitch = true
    this.#audio.preload = 'auto'
    page.add(() => {
      this.stop()
      this.#audio.removeAttribute('src')
      this.#audio.load()
    })
  }

  /** Where the present clip is, in ms of the clip. */
  get positionMs(): number {
    return this.#audio.currentTime * 1000
  }

  get playing(): boolean {
    return this.#play !== null
  }

  setRate(rate: number): void {
    this.#audio.defaultPlaybackRate = rate
    this.#audio.playbackRate = rate
  }

  /** Plays a URL once from its start. `tailMs` is the silence behind the cue. */
  play(url: string, rate: number, tailMs = CLIP_TAIL): Promise<Played> {
    this.stop()
    return new Promise((resolve) => {
      const scope = this.#page.child()
      const play: Play = { scope, resolve, tailMs, askedAt: performance.now(), soundAt: 0 }
      this.#play = play
      const audio = this.#audio
      scope.listen(audio, 'ended', () => this.#ended(play))
      scope.listen(audio, 'timeupdate', () => this.#sounded(play))
      this.#await(play)
      scope.listen(audio, 'error', () => this.#end({ how: 'failed', blocked: false }))
      scope.listen(audio, 'pause', () => this.#paused(scope))
      this.#watch(scope)
      this.#load(url, rate)
      audio.play().catch((err: unknown) => {
        if (scope.disposed) return
        this.#end({ how: 'failed', blocked: err instanceof DOMException && err.name === 'NotAllowedError' })
      })
    })
  }

  /** Looks every frame until the sound has begun. */
  #await(play: Play): void {
    play.scope.frame(() => {
      this.#sounded(play)
      if (play.soundAt === 0) this.#await(play)
    })
  }

  #sounded(play: Play): void {
    const audio = this.#audio
    if (play.soundAt > 0 || audio.paused || audio.currentTime < 0.01) return
    play.soundAt = performance.now() - (audio.currentTime * 1000) / audio.playbackRate
    const delay = Math.max(0, Math.min(MOST_DELAY, play.soundAt - play.askedAt))
    this.#delay = 0.7 * this.#delay + 0.3 * delay
  }

  /**
   * When the cue ended, from the moment its sound began: "ended" itself comes late on
   * a busy machine. What the next play will need to sound is taken off the gap.
   */
  #ended(play: Play): void {
    const { duration, playbackRate } = this.#audio
    const now = performance.now()
    const counted = play.soundAt + (duration * 1000 - play.tailMs) / playbackRate
    const plain = now - play.tailMs / playbackRate
    // After a change of speed in the middle only the event is right.
    const endedAt = play.soundAt > 0 && Math.abs(counted - plain) < 400 ? Math.min(counted, plain) : plain
    this.#end({ how: 'ended', cueEndedAt: endedAt - this.#delay })
  }

  #load(url: string, rate: number): void {
    if (this.#audio.src === url) this.#audio.currentTime = 0
    else this.#audio.src = url
    this.setRate(rate)
  }

  /**
   * The element also pauses at its end, before it says "ended"; and a pause of an
   * older play is told late, when the sound runs again already.
   */
  #paused(scope: Scope): void {
    if (scope.disposed || !this.#audio.paused || this.#audio.ended) return
    this.onInterrupted()
  }

  #watch(scope: Scope): void {
    let last = -1
    let since = performance.now()
    scope.interval(() => {
      const audio = this.#audio
      if (audio.currentTime !== last) {
        last = audio.currentTime
        since = performance.now()
      } else if (audio.ended && this.#play) this.#ended(this.#play)
      else if (performance.now() - since > STUCK_MS) this.#end({ how: 'failed', blocked: false })
    }, 250)
  }

  #end(p: Played): void {
    const play = this.#play
    if (!play) return
    this.#play = null
    play.scope.dispose()
    play.resolve(p)
  }

  /** Stops at once; the present play resolves as stopped. */
  stop(): void {
    this.#end({ how: 'stopped' })
    if (!this.#audio.paused) this.#audio.pause()
  }
}
