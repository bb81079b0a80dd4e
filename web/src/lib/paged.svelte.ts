// A list that the server gives in parts: the parts so far, how many there are in
// all, and whether there are more.

import { isAbort } from './api'
import { session } from './session.svelte'

export interface Part<T> {
  readonly items: readonly T[]
  /** How many there are in all, where that is known. */
  readonly total?: number
  /** Where the next part begins; undefined behind the last one. */
  readonly next: string | undefined
}

export type FetchPart<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Part<T>>

export class Paged<T> {
  /** The parts so far; undefined before the first answer. */
  items = $state.raw<readonly T[] | undefined>(undefined)
  total = $state(0)
  error = $state.raw<unknown>(undefined)
  busy = $state(false)

  #next = $state.raw<string | undefined>(undefined)
  #fetch: FetchPart<T>
  #controller: AbortController | undefined

  constructor(fetch: FetchPart<T>) {
    this.#fetch = fetch
  }

  get more(): boolean {
    return this.#next !== undefined
  }

  /** restart fetches the first part; what is shown stays until it is there. */
  restart = (): Promise<void> => this.#load(undefined)

  /** goOn adds the next part. */
  goOn = async (): Promise<void> => {
    if (this.#next !== undefined && !this.busy) await this.#load(this.#next)
  }

  /** change puts other items in the place of those that are shown; undefined takes one out. */
  change(map: (item: T) => T | undefined): void {
    this.items = this.items?.map(map).filter((item) => item !== undefined)
  }

  stop(): void {
    this.#controller?.abort()
  }

  async #load(cursor: string | undefined): Promise<void> {
    this.#controller?.abort() // the answer to an older question would overwrite this one's
    const controller = new AbortController()
    this.#controller = controller
    this.busy = true
    try {
      const part = await this.#fetch(cursor, controller.signal)
      if (controller.signal.aborted) return
      this.items = cursor === undefined ? part.items : [...(this.items ?? []), ...part.items]
      this.total = part.total ?? 0
      this.#next = part.next
      this.error = undefined
    } catch (err) {
      if (controller.signal.aborted || isAbort(err)) return
      this.error = err
    } finally {
      if (this.#controller === controller) this.busy = false
    }
  }
}

/**
 * paged fetches the first part with the page and gives up with it; what fetch reads from
 * props before its first await makes it begin again, and so does signing in again. For
 * use in a component.
 */
export function paged<T>(fetch: FetchPart<T>): Paged<T> {
  const list = new Paged(fetch)
  $effect(() => {
    void session.epoch
    void list.restart()
    return () => list.stop()
  })
  return list
}
