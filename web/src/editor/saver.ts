/**
 * Sends corrections to the server as they are made: one request at a time, the newest
 * state last, again after a lost connection, and never over a revision that nobody here
 * has seen.
 */
import type { Scope } from '../lib/scope'
import { newUUID } from '../lib/uuid'
import { sameText, type Text } from './around'
import { asWritten } from './document'

/** What the page says of it, in a word. */
export type SaveState = 'saved' | 'saving' | 'offline' | 'conflict' | 'refused'

export interface Base {
  /** The id of the revision that `text` is. */
  readonly id: string
  readonly text: Text
}

export interface Wire {
  /**
   * Saves a text over a base, as the revision with this id; gives the id of the revision that
   * it is then. The same once more gives the same, and makes no second revision.
   */
  save(base: Base, text: Text, id: string): Promise<string>
  /** The newest revision; undefined where there is none to be corrected. */
  newest(): Promise<Base | undefined>
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
  /** A save that was sent, and whose answer is not known: it is sent again as it was. */
  #unheard: { readonly id: string; readonly text: Text } | undefined
  /** Ids of revisions that may have been made over the base, while nobody here heard of it. */
  #sent: readonly string[] = []
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
    return this.#unheard !== undefined || !sameText(this.#base.text, this.#text)
  }
  get sent(): readonly string[] {
    return this.#sent
  }

  /** What an earlier visit sent without hearing an answer; true where the base came of it, and mine goes on over it. */
  recall(sent: readonly string[], mine: Text): boolean {
    this.#sent = sent
    return this.#took(this.#base, mine)
  }

  /** Takes a revision as the base if it was made here. */
  #took(newest: Base | undefined, mine: Text): boolean {
    if (!newest || !this.#sent.includes(newest.id)) return false
    const { lines, around } = newest.text
    this.#base = { id: newest.id, text: { lines: asWritten(lines, mine.lines), around } }
    this.#sent = []
    return true
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
    this.#unheard = undefined
    this.#sent = []
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
    const base = this.#base
    const made = (this.#unheard ??= { id: newUUID(), text: this.#text })
    if (!this.#sent.includes(made.id)) this.#sent = [...this.#sent, made.id]
    this.#busy = true
    this.#enter('saving')
    try {
      const id = await this.#wire.save(base, made.text, made.id)
      this.#busy = false
      if (this.#base === base) this.#heard({ id, text: made.text })
      if (this.pending) this.#in(QUIET_MS)
      else this.#enter('saved')
    } catch (err) {
      let verdict = this.#wire.verdict(err)
      if (verdict !== 'again' && this.#base === base) this.#failed(made.id)
      if (verdict === 'conflict' && this.#base === base && this.#sent.length > 0) verdict = await this.#conflict(base)
      this.#busy = false
      if (this.#base !== base) return // somebody decided meanwhile what is corrected, or it was made here
      if (verdict === 'again') {
        this.#enter('offline', err)
        this.#in(AGAIN_MS)
        return
      }
      this.#enter(verdict, err)
      // What was refused may be right by now.
      if (verdict === 'refused' && this.#text !== made.text) this.#in(QUIET_MS)
    }
  }

  #heard(base: Base): void {
    // Over a base that stays, as it does for titles, a former save may still arrive.
    if (base.id !== this.#base.id) this.#sent = []
    this.#base = base
    this.#unheard = undefined
  }

  /** It is certain that a save made nothing. */
  #failed(id: string): void {
    this.#unheard = undefined
    this.#sent = this.#sent.filter((one) => one !== id)
  }

  /** A newer revision is there: it may be what an earlier visit sent, and then it goes on over that. */
  async #conflict(base: Base): Promise<'conflict' | 'again'> {
    try {
      const newest = await this.#wire.newest()
      if (this.#base !== base || !this.#took(newest, this.#text)) return 'conflict'
      if (this.pending) this.#in(0)
      else this.#enter('saved')
      return 'again'
    } catch {
      return 'again'
    }
  }
}
