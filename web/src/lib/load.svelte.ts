// A thing that is fetched: loading, there, or failed; and again on demand.

import { isAbort } from './api'
import { session } from './session.svelte'

export class Load<T> {
  value = $state.raw<T | undefined>(undefined)
  error = $state.raw<unknown>(undefined)
  busy = $state(true)

  #run: (signal: AbortSignal) => Promise<T>
  #controller: AbortController | undefined

  constructor(run: (signal: AbortSignal) => Promise<T>) {
    this.#run = run
  }

  /** reload fetches again; what is shown stays until the new one is there. */
  reload = async (): Promise<void> => {
    this.#controller?.abort()
    const controller = new AbortController()
    this.#controller = controller
    this.busy = true
    try {
      const value = await this.#run(controller.signal)
      if (controller.signal.aborted) return
      this.value = value
      this.error = undefined
    } catch (err) {
      if (controller.signal.aborted || isAbort(err)) return
      this.error = err
    } finally {
      if (this.#controller === controller) this.busy = false
    }
  }

  stop(): void {
    this.#controller?.abort()
  }
}

/**
 * load fetches with the page and gives up with it; what it reads from props
 * before its first await makes it fetch again, and so does signing in again.
 * For use in a component.
 */
export function load<T>(run: (signal: AbortSignal) => Promise<T>): Load<T> {
  const made = new Load(run)
  $effect(() => {
    void session.epoch
    void made.reload()
    return () => made.stop()
  })
  return made
}
