/**
 * Keeps settings on the server: the newest value of each key, a moment after the last
 * change, again and again until the server has it. One request of a key at a time, so
 * that an older value never arrives behind a newer one.
 */
import type { Setting, Unsent } from './unsentvalues'

/** What came of one attempt: kept, never to be taken, later, or not before its owner signs in. */
export type Outcome = 'kept' | 'refused' | 'later' | 'signedOut'

export interface SenderPorts {
  /** `leaving`: the page may be gone before the answer. Never rejects. */
  put: (key: string, value: Record<string, unknown>, leaving: boolean) => Promise<Outcome>
  after: (ms: number, run: () => void) => () => void
  /** The values that the server has not confirmed, for the page after this one. */
  unsent: Pick<Unsent, 'put' | 'drop' | 'newerThan'>
}

interface Pending {
  value: Record<string, unknown>
  /** Grows with each new value. */
  version: number
  attempts: number
  sending: boolean
  cancel: () => void
}

/** 2 s, 4 s … up to a minute. */
const FIRST_WAIT = 2000
const LONGEST_WAIT = 60_000

export class ValueSender {
  readonly #ports: SenderPorts
  readonly #pending = new Map<string, Pending>()
  /** Of each key, what the server had last and what was sent since. */
  readonly #before = new Map<string, Record<string, unknown>[]>()
  /** Of each key, the last value that the server confirmed to this tab. */
  readonly #confirmed = new Map<string, Record<string, unknown>>()
  /** Nobody, or somebody else, is signed in. */
  onSignedOut: () => void = () => undefined

  constructor(ports: SenderPorts) {
    this.#ports = ports
  }

  /**
   * Call it before the server is asked for a key, and the result with its answer. The
   * page before this one may still be sending a value: the answer can be older than it,
   * and arrive after it was confirmed.
   */
  reading(key: string): (kept: Setting) => Record<string, unknown> {
    const before = this.#confirmed.get(key)
    return (kept) => {
      const now = this.#confirmed.get(key)
      const own = this.#pending.get(key)?.value ?? (now === before ? undefined : now)
      return own ?? this.#newest(key, kept)
    }
  }

  /** What the server has, or what an older page had no time to tell it: that goes out now. */
  #newest(key: string, kept: Setting): Record<string, unknown> {
    const unsent = this.#ports.unsent.newerThan(key, kept)
    this.#before.set(key, [kept.value])
    if (unsent) this.keep(key, unsent, 0)
    return unsent ?? kept.value
  }

  /** Keeps a value, `ms` after the last change of its key. */
  keep(key: string, value: Record<string, unknown>, ms: number): void {
    const old = this.#pending.get(key)
    old?.cancel()
    const next = { value, version: (old?.version ?? 0) + 1, attempts: 0, sending: old?.sending ?? false, cancel: () => undefined }
    this.#pending.set(key, next)
    this.#ports.unsent.put(key, value, this.#before.get(key))
    this.#wait(key, next, ms)
  }

  /** Sends everything at once: the page is hidden or left, or somebody signed in again. */
  flush(): void {
    for (const [key, pending] of this.#pending) {
      pending.cancel()
      void this.#send(key, true)
    }
  }

  /** Whether something is not kept yet. */
  get waiting(): boolean {
    return this.#pending.size > 0
  }

  #wait(key: string, pending: Pending, ms: number): void {
    pending.cancel = this.#ports.after(ms, () => void this.#send(key, false))
  }

  async #send(key: string, leaving: boolean): Promise<void> {
    const pending = this.#pending.get(key)
    if (!pending || pending.sending) return
    pending.sending = true
    this.#before.set(key, [...(this.#before.get(key)?.slice(0, 1) ?? []), pending.value])
    const how = await this.#ports.put(key, pending.value, leaving)
    const now = this.#pending.get(key)
    if (!now) return
    now.sending = false
    const newer = now.version !== pending.version
    if (how === 'kept') {
      this.#before.set(key, [pending.value])
      this.#confirmed.set(key, pending.value)
    }
    if (how === 'kept' || how === 'refused') {
      this.#ports.unsent.drop(key, pending.value)
      if (!newer) return void this.#pending.delete(key)
    }
    if (how === 'signedOut') return this.onSignedOut()
    now.cancel()
    this.#wait(key, now, newer ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(10, now.attempts++)))
  }
}
