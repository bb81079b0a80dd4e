/** What is said of the microphone before the browser asks for it: once on each device. */
import { opened } from './micintroduced'
import { Recorder } from './recorder.svelte'

export class MicQuestion {
  readonly #show: () => void
  #explained = false
  /** Says what was made of the sentence. */
  #answer: ((yes: boolean) => void) | null = null

  constructor(show: () => void) {
    this.#show = show
  }

  /** Whether the sentence has still to be read on this device. */
  async #mustExplain(): Promise<boolean> {
    if (!Recorder.possible || this.#explained || opened()) return false
    const query = { name: 'microphone' as PermissionName }
    const status = await navigator.permissions?.query(query).catch(() => null)
    return !status || status.state === 'prompt'
  }

  /** Resolves once the browser may ask; rejects where the microphone is not wanted. */
  async settled(stillWanted: () => boolean): Promise<void> {
    if (!(await this.#mustExplain())) return
    const yes = new Promise<boolean>((resolve) => (this.#answer = resolve))
    this.#show()
    if (!(await yes) || !stillWanted()) throw new Error('the microphone is not wanted')
    this.#explained = true
  }

  /** What the learner made of the sentence; without one that is asked it says nothing. */
  answer(yes: boolean): void {
    this.#answer?.(yes)
    this.#answer = null
  }
}
