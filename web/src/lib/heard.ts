/**
 * How long sound really plays. It is read from the place in the sound, so that waiting for
 * the network, a computer that sleeps and a jump count for nothing.
 */
import type { Scope } from './scope'

type Sound = Pick<HTMLMediaElement, 'currentTime' | 'playbackRate' | 'paused'>

/** Between two looks no more than this was heard; a look comes some four times a second. */
const LONGEST_LOOK_MS = 5000

/** Follows one sound from look to look. Pure. */
export class Hearing {
  readonly #sound: Sound
  readonly #add: (ms: number) => void
  #at = 0

  constructor(sound: Sound, add: (ms: number) => void) {
    this.#sound = sound
    this.#add = add
  }

  /** The place has changed otherwise than by playing. */
  moved(): void {
    this.#at = this.#sound.currentTime
  }

  look(): void {
    const { currentTime, playbackRate } = this.#sound
    const ms = (1000 * (currentTime - this.#at)) / (playbackRate || 1)
    this.#at = currentTime
    if (ms > 0 && ms <= LONGEST_LOOK_MS) this.#add(ms)
  }
}

/** What is done with it: fetched with the first sound, since nothing waits for it. */
const keep = (ms: number): void => void import('./heardkept').then(({ addHeard }) => addHeard(ms), () => undefined)

/** Counts what an element plays, until the scope ends. */
export function countHeard(audio: HTMLAudioElement, scope: Scope): void {
  const hearing = new Hearing(audio, keep)
  for (const type of ['play', 'seeking', 'emptied']) scope.listen(audio, type, () => hearing.moved())
  for (const type of ['timeupdate', 'pause', 'ended']) scope.listen(audio, type, () => hearing.look())
}
