/** One <audio> element of the clip player, with a clip loaded or not. */
import { countHeard } from '../../lib/heard'
import type { Scope } from '../../lib/scope'
import type { Start } from './timing'

/**
 * The fastest start without a hole in it. Firefox has 200 ms of sound ready when a play
 * begins, and its sound card may ask for 150 ms of it in one go: stretched by more than
 * this they do not suffice, and 30 ms and more of the first word are silent.
 */
const FASTEST_START = CSS.supports('-moz-appearance', 'none') ? 1.2 : Infinity

export class Deck {
  readonly audio = new Audio()
  /** It has sounded before: a browser that wants a gesture for each element allows this one. */
  proven = false
  /** Grows with each use; the least recently wanted deck takes the next clip. */
  wanted = 0
  /** Holds what was only pointed at. */
  pointed = false
  #url = ''

  constructor(page: Scope) {
    this.audio.preservesPitch = true
    this.audio.preload = 'auto'
    countHeard(this.audio, page)
    page.add(() => {
      this.audio.removeAttribute('src')
      this.audio.load()
    })
  }

  /** Whether the clip is in this deck and can be played. */
  holds(url: string): boolean {
    return this.#url === url && !this.audio.error
  }

  load(url: string): void {
    this.#url = url
    this.audio.src = url
    this.audio.load()
  }

  /** Stands still at its beginning, for the next play to start without a seek. */
  rewind(): void {
    if (!this.audio.paused) this.audio.pause()
    if (this.audio.currentTime > 0) this.audio.currentTime = 0
  }

  /** What kind of start a play() would be now. */
  get start(): Start {
    const { readyState, seeking, currentTime } = this.audio
    return readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !seeking && currentTime === 0 ? 'ready' : 'cold'
  }

  /** Gets ready to begin at a speed; true where that is reached only once it sounds. */
  ease(rate: number): boolean {
    this.setRate(Math.min(rate, FASTEST_START))
    return rate > FASTEST_START
  }

  setRate(rate: number): void {
    this.audio.defaultPlaybackRate = rate
    if (this.audio.playbackRate !== rate) this.audio.playbackRate = rate
  }
}
