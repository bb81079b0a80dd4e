/**
 * Sends corrections to the server as they are made: one request at a time, the newest
 * state last, again after a lost connection, and never over a revision that nobody here
 * has seen.
 */
import type { Scope } from '../lib/scope'
import { sameText, type Text } from './around'

/** What the page says of it, in a word. */
export type SaveState = 'saved' | 'saving' | 'offline' | 'conflict' | 'refused'

export interface Base {
  /** The id of the revision that `text` is. */
  readonly id: string
  readonly text: Text
}

export interface Wire {
  /** Saves a text over a base; gives the id of the revision that it became. */
  save(base: Base, text: Text): Promise<string>
  /** What a failure means: others wrote first, it is not accepted, or it may be tried again. */
  verdict(err: unknown): 'conflict' | 'refused' | 'again'
  /** After each change of state. */
  changed(state: SaveState, err?: unknown): void
}

/** Typing goes on for so long before it is sent. */
export const QUIET_MS = 1500
const AGAIN_MS = 5000

export class Saver {
  readonly #scope: Scope
  readonly #wire: Wire
  #base: Base
  #text: Text
  #state: SaveState = 'saved'
  #busy = false
  #timer: (() => void) | undefined

  constructor(scope: Scope, wire: Wire, base: Base) {
    this.#scope = scope
    this.#wire = wire
    this.#base = base
    this.#text = base.text
  }

  get state(): SaveState {
    return this.#state
  }
  get base(): Base {
    return this.#base
  }
  get pending(): boolean {
    return !sameText(this.#base.text, this.#text)
  }

  /** The text is this now; it is sent once the hand rests. */
  put(text: Text): void {
    this.#text = text
    if (this.#state === 'conflict') return
    if (this.#busy) return
    if (!this.pending) {
      this.#timer?.()
      return this.#enter('saved')
    }
    this.#enter('saving')
    this.#in(QUIET_MS)
  }

  /** Sends at once what waits. */
  flush(): void {
    if (this.#state !== 'conflict' && !this.#busy && this.pending) this.#in(0)
  }

  /** Nothing is sent until somebody decides: what is here began from another revision. */
  hold(): void {
    this.#timer?.()
    this.#state = 'conflict'
  }

  /** After a conflict, or when somebody's revision was loaded: what is corrected from now on. */
  rebase(base: Base, text: Text): void {
    this.#base = base
    this.#state = 'saved'
    this.put(text)
    if (!this.pending) this.#wire.changed('saved')
  }

  #in(ms: number): void {
    this.#timer?.()
    this.#timer = this.#scope.timeout(() => void this.#send(), ms)
  }

  #enter(state: SaveState, err?: unknown): void {
    if (state === this.#state && err === undefined) return
    this.#state = state
    this.#wire.changed(state, err)
  }

  async #send(): Promise<void> {
    if (this.#busy || this.#scope.disposed) return
    const sent = this.#text
    const base = this.#base
    this.#busy = true
    this.#enter('saving')
    try {
      const id = await this.#wire.save(base, sent)
      this.#busy = false
      if (this.#base === base) this.#base = { id, text: sent }
      if (this.pending) this.#in(QUIET_MS)
      else this.#enter('saved')
    } catch (err) {
      this.#busy = false
      if (this.#base !== base) return // somebody decided meanwhile what is corrected
      const verdict = this.#wire.verdict(err)
      if (verdict === 'again') {
        this.#enter('offline', err)
        this.#in(AGAIN_MS)
        return
      }
      this.#enter(verdict, err)
      // What was refused may be right by now.
      if (verdict === 'refused' && this.#text !== sent) this.#in(QUIET_MS)
    }
  }
}
