// One voice at a time: a single audio element for the clips and takes of lists.

import { Grants } from './grants'
import { countHeard } from './heard'
import { OneSound } from './onesound'
import { type End, Scope } from './scope'

export class Player {
  /** What is loaded; '' for nothing. */
  url = $state('')
  playing = $state(false)
  /** Where it is, in ms; follows the sound frame by frame while it plays. */
  at = $state(0)
  failed = $state('')

  /** Called when a sound begins. */
  onbegin: () => void = () => undefined

  #scope = new Scope()
  #grants = new Grants(this.#scope)
  #audio: HTMLAudioElement | undefined
  #frame: End | undefined
  #ended: (() => void) | undefined
  #turn = 0
  /** Where a stretch ends, ms. */
  #until = Infinity
  /** What it plays counts as heard by the learner. */
  readonly #counts: boolean

  constructor(counts = false) {
    this.#counts = counts
  }

  #element(): HTMLAudioElement {
    if (this.#audio) return this.#audio
    const audio = new Audio()
    audio.preload = 'auto'
    if (this.#counts) countHeard(audio, this.#scope)
    this.#scope.listen(audio, 'playing', () => this.#follow())
    this.#scope.listen(audio, 'pause', () => this.#still())
    this.#scope.listen(audio, 'ended', () => {
      this.#still()
      const tell = this.#ended
      this.#ended = undefined
      tell?.()
    })
    this.#scope.listen(audio, 'seeked', () => (this.at = audio.currentTime * 1000))
    this.#audio = audio
    return audio
  }

  /** play begins a sound, from a time and to a time where given; the promise ends with the sound, false when it was cut short. */
  play(url: string, fromMs = 0, toMs = Infinity): Promise<boolean> {
    const audio = this.#element()
    const turn = ++this.#turn
    this.#ended?.()
    this.failed = ''
    this.#until = toMs
    this.#grants.used(url)
    if (this.url !== url) {
      this.url = url
      audio.src = url
    }
    this.onbegin()
    audio.currentTime = fromMs / 1000
    this.at = fromMs
    return new Promise((resolve) => {
      this.#ended = () => resolve(turn === this.#turn)
      audio.play().catch((err: unknown) => {
        // An abort is another sound taking over; everything else is shown.
        if (turn === this.#turn && !(err instanceof DOMException && err.name === 'AbortError')) {
          this.failed = url
          this.#still()
        }
        resolve(false)
      })
    })
  }

  pause(): void {
    this.#turn++
    this.#audio?.pause()
    const tell = this.#ended
    this.#ended = undefined
    tell?.()
  }

  /** toggle plays a sound, or pauses it where it is the one that plays. */
  toggle(url: string): void {
    if (this.playing && this.url === url) this.pause()
    else void this.play(url)
  }

  isPlaying(url: string): boolean {
    return this.playing && this.url === url
  }

  #follow(): void {
    this.playing = true
    this.#frame?.()
    const step = () => {
      if (!this.#audio) return
      this.at = this.#audio.currentTime * 1000
      if (this.at >= this.#until) return this.#reached()
      this.#frame = this.#scope.frame(step)
    }
    this.#frame = this.#scope.frame(step)
  }

  /** The stretch is over: as if the sound had ended. */
  #reached(): void {
    this.#until = Infinity
    this.#audio?.pause()
    const tell = this.#ended
    this.#ended = undefined
    tell?.()
  }

  #still(): void {
    this.#frame?.()
    this.playing = false
    if (this.#audio) this.at = this.#audio.currentTime * 1000
  }

  dispose(): void {
    this.pause()
    this.#still()
    this.#scope.dispose()
    this.#audio?.removeAttribute('src')
    this.#audio?.load()
    this.#audio = undefined
  }
}

/** player is one that ends with the component; it falls silent when another one begins, in any tab. `counts`: what it plays counts as heard. */
export function player({ counts = false } = {}): Player {
  const made = new Player(counts)
  const scope = new Scope()
  const tabs = new OneSound(scope, () => made.pause())
  made.onbegin = () => tabs.begins()
  $effect(() => () => {
    scope.dispose()
    made.dispose()
  })
  return made
}

/** clipUrl fills the API's template of a clip's path. */
export function clipUrl(template: string, fromMs: number, toMs: number): string {
  return template.replace('{from}', String(fromMs)).replace('{to}', String(toMs))
}
