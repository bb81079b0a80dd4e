/**
 * Sends waiting takes, one after the other, oldest first, until the server says that
 * each is saved. A take leaves the shelf only then, or when it was deleted. The PUT
 * is idempotent, so that a retry or a second tab cannot make two.
 */
import type { Take } from './model'
import type { TakeShelf, WaitingRow, WaitingTake } from './waiting'

/** What came of one attempt. */
export type Sent =
  | { kind: 'saved'; take: Take }
  /** Deleted on the server meanwhile: nothing to revive. */
  | { kind: 'gone' }
  /** The session has ended; nothing is tried before somebody signs in. */
  | { kind: 'signedOut' }
  /** Will never be taken; the learner decides. */
  | { kind: 'refused'; message: string }
  /** Network, server or proxy; later. */
  | { kind: 'later'; message: string; afterMs: number }

export interface QueuePorts {
  shelf: TakeShelf
  /** Whose session it is now; null when signed out; throws when nobody answers. */
  whoami: () => Promise<string | null>
  send: (take: WaitingTake, signal: AbortSignal) => Promise<Sent>
  /** Runs only while no other tab does; resolves without running when another holds it. */
  alone: (name: string, run: () => Promise<void>) => Promise<void>
  now: () => number
  random: () => number
  /** Calls back once; the result cancels. */
  after: (ms: number, run: () => void) => () => void
  saved: (take: Take) => void
  changed: () => void
}

const FIRST_WAIT = 1000
const LONGEST_WAIT = 60_000

/** Exponential backoff with jitter: 1 s, 2 s, 4 s … at most a minute, ±25 %. */
export function backoff(attempts: number, random: number): number {
  return Math.round(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempts, 10)) * (0.75 + random / 2))
}

export class UploadQueue {
  readonly #ports: QueuePorts
  readonly #userId: string
  readonly #end = new AbortController()
  #running = false
  #again = false
  #cancel: (() => void) | null = null
  #signedOut = false
  /** Rows whose news a full shelf had no room for. */
  readonly #unwritten = new Map<string, WaitingRow>()

  constructor(userId: string, ports: QueuePorts) {
    this.#userId = userId
    this.#ports = ports
  }

  /** True after an attempt found that nobody, or somebody else, is signed in. */
  get signedOut(): boolean {
    return this.#signedOut
  }

  /** Puts a take on the shelf, then sends; rejects only when the shelf is full. */
  async add(take: WaitingTake): Promise<void> {
    await this.#ports.shelf.put(take)
    this.#ports.changed()
    this.kick()
  }

  /** Sends without a shelf: the last resort when the browser's storage is full. */
  async sendDirectly(take: WaitingTake): Promise<Sent> {
    if ((await this.#ports.whoami().catch(() => null)) !== this.#userId) return { kind: 'signedOut' }
    const sent = await this.#ports.send(take, this.#end.signal)
    if (sent.kind === 'saved') this.#ports.saved(sent.take)
    return sent
  }

  /** Takes a waiting take back before it was sent. */
  async drop(id: string): Promise<void> {
    await this.#ports.shelf.remove(id)
    this.#ports.changed()
  }

  /** Tries refused and waiting takes at once: somebody asked, or signed in, or is back online. */
  async retry(): Promise<void> {
    this.#unwritten.clear()
    const rows = await this.#ports.shelf.of(this.#userId).catch(() => [])
    for (const row of rows) {
      if (row.nextAt > 0 || row.state !== 'waiting') await this.#mark({ ...row, nextAt: 0, state: 'waiting' })
    }
    this.kick()
  }

  /** Sends what is due; safe to call at any time. */
  kick(): void {
    if (this.#end.signal.aborted) return
    this.#cancel?.()
    this.#cancel = null
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = true
    void this.#ports
      .alone(`gendu-takes-${this.#userId}`, () => this.#round())
      .catch(() => undefined)
      .then(() => this.#after())
  }

  async #after(): Promise<void> {
    this.#running = false
    if (this.#end.signal.aborted) return
    this.#ports.changed()
    if (this.#again) {
      this.#again = false
      this.kick()
      return
    }
    const rows = await this.#rows().catch(() => [])
    if (rows.length === 0 || this.#end.signal.aborted || this.#running) return
    // Another tab may hold the lock or the session may have ended: look again, not too soon.
    const due = Math.min(...rows.map((r) => r.nextAt)) - this.#ports.now()
    const wait = this.#signedOut ? Math.max(due, 15_000) : Math.max(due, FIRST_WAIT)
    this.#cancel?.()
    this.#cancel = this.#ports.after(wait, () => this.kick())
  }

  async #round(): Promise<void> {
    const tried = new Set<string>()
    for (;;) {
      const row = await this.#next(tried)
      if (!row) return
      tried.add(row.id)
      const who = await this.#whoami(row)
      if (who === undefined || this.#end.signal.aborted) return
      this.#signedOut = who !== this.#userId
      if (this.#signedOut) return
      const take = await this.#ports.shelf.get(row.id)
      if (!take) continue // deleted meanwhile
      const sent = await this.#ports.send(take, this.#end.signal)
      if (this.#end.signal.aborted) return
      if (!(await this.#settle(row, sent))) return
    }
  }

  /** What waits, with what this tab alone knows of it. */
  async #rows(): Promise<WaitingRow[]> {
    const rows = await this.#ports.shelf.of(this.#userId)
    return rows.map((r) => this.#unwritten.get(r.id) ?? r).filter((r) => r.state === 'waiting')
  }

  /** Writes a row down; where the shelf has no room even for that, it is remembered here. */
  async #mark(row: WaitingRow): Promise<void> {
    try {
      await this.#ports.shelf.mark(row)
      this.#unwritten.delete(row.id)
    } catch {
      this.#unwritten.set(row.id, row)
    }
  }

  async #next(tried: ReadonlySet<string>): Promise<WaitingRow | undefined> {
    if (this.#end.signal.aborted) return undefined
    const due = (await this.#rows()).filter((r) => !tried.has(r.id) && r.nextAt <= this.#ports.now())
    return due.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))[0]
  }

  async #whoami(row: WaitingRow): Promise<string | null | undefined> {
    try {
      return await this.#ports.whoami()
    } catch {
      await this.#settle(row, { kind: 'later', message: '', afterMs: 0 })
      return undefined
    }
  }

  /** Takes a row off the shelf; where that fails, the server is asked again, but not soon. */
  async #forget(row: WaitingRow): Promise<void> {
    try {
      await this.#ports.shelf.remove(row.id)
      this.#unwritten.delete(row.id)
    } catch {
      this.#unwritten.set(row.id, { ...row, nextAt: this.#ports.now() + LONGEST_WAIT })
    }
  }

  /** Writes down what came of it; false ends the round. */
  async #settle(row: WaitingRow, sent: Sent): Promise<boolean> {
    switch (sent.kind) {
      case 'saved':
        await this.#forget(row)
        this.#ports.saved(sent.take)
        return true
      case 'gone':
        await this.#forget(row)
        this.#ports.changed()
        return true
      case 'signedOut':
        this.#signedOut = true
        return false
      case 'refused':
        await this.#mark({ ...row, state: 'refused', message: sent.message, attempts: row.attempts + 1 })
        return true
      case 'later': {
        const wait = Math.max(sent.afterMs, backoff(row.attempts, this.#ports.random()))
        await this.#mark({ ...row, attempts: row.attempts + 1, nextAt: this.#ports.now() + wait, message: sent.message })
        return false
      }
    }
  }

  dispose(): void {
    this.#end.abort()
    this.#cancel?.()
  }
}
