/**
 * Sends waiting takes, one after the other, oldest first, until the server says that
 * each is saved. A take leaves the shelf only then, or when it was deleted and the server
 * knows of that: it may have the take already, or be getting it. The PUT is idempotent,
 * so that a retry or a second tab cannot make two.
 */
import type { Take } from '../session/model'
import { bare, overruled, type Full, type TakeShelf, type WaitingRow, type WaitingTake } from './waitingtakes'

/** What came of one attempt. */
export type Sent =
  | { kind: 'saved'; take: Take }
  /** Deleted on the server: nothing to revive. */
  | { kind: 'gone' }
  /** The session has ended; nothing is tried before somebody signs in. */
  | { kind: 'signedOut' }
  /** Will never be taken; the learner decides. */
  | { kind: 'refused'; message: string }
  /** Network, server or proxy; later. `full`: there is no space for it, at the server or for the learner. */
  | { kind: 'later'; message: string; afterMs: number; full?: Full }

/** What became of a take that the server answered otherwise than with a success. */
export function notTaken(status: number, kind: string | undefined, message: string, afterMs: number): Sent {
  if (status === 401) return { kind: 'signedOut' }
  if (status === 410) return { kind: 'gone' }
  if (kind === 'quota' || kind === 'full') return { kind: 'later', message, afterMs, full: kind === 'quota' ? 'mine' : 'server' }
  if (status === 408 || status === 429 || status >= 500) return { kind: 'later', message, afterMs }
  return { kind: 'refused', message }
}

export interface QueuePorts {
  shelf: TakeShelf
  /** Whose session it is now; null when signed out; throws when nobody answers. */
  whoami: (signal: AbortSignal) => Promise<string | null>
  send: (take: WaitingTake, signal: AbortSignal) => Promise<Sent>
  /** Deletes on the server what it has, and what may yet arrive. */
  erase: (row: WaitingRow, signal: AbortSignal) => Promise<Sent>
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
/** A server may ask for more, up to this. */
const MOST_WAIT = 15 * 60_000

/** Exponential backoff with jitter: 1 s, 2 s, 4 s … at most a minute, ±25 %. */
export function backoff(attempts: number, random: number): number {
  return Math.round(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempts, 10)) * (0.75 + random / 2))
}

/**
 * How long a recording may be on its way (ms): a minute for the network's moods, and the
 * time that it needs at 5 kB/s; never longer than the server listens.
 */
export function sendingTime(bytes: number): number {
  return Math.min(10 * 60_000, 60_000 + Math.ceil(bytes / 5))
}

/** When a row is due; a moment that no wait reaches is from a clock that was set back since. */
function due(row: WaitingRow, now: number): number {
  return row.nextAt > now + MOST_WAIT ? now : row.nextAt
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
    const who = await this.#ports.whoami(this.#end.signal).catch(() => undefined)
    if (who === undefined) return { kind: 'later', message: '', afterMs: 0 }
    this.#signedOut = who !== this.#userId
    if (this.#signedOut) return { kind: 'signedOut' }
    const sent = await this.#ports.send(take, this.#end.signal)
    if (sent.kind === 'signedOut') this.#signedOut = true
    if (sent.kind === 'saved') this.#ports.saved(sent.take)
    return sent
  }

  /** Deletes a take that may be on the server, or on its way there, for all that is known here. */
  async drop(row: WaitingRow): Promise<void> {
    await this.#mark({ ...bare(row), state: 'deleted', attempts: 0, nextAt: 0, message: '' })
    this.#ports.changed()
    this.kick()
  }

  /** Tries refused and waiting takes at once: somebody asked, or signed in. */
  async retry(): Promise<void> {
    for (const [id, row] of this.#unwritten) {
      if (row.state === 'deleted') this.#unwritten.set(id, { ...row, nextAt: 0 })
      else this.#unwritten.delete(id)
    }
    const rows = await this.#ports.shelf.of(this.#userId).catch(() => [])
    for (const row of rows) {
      if (row.nextAt > 0 || row.state === 'refused') await this.#mark({ ...row, nextAt: 0, state: row.state === 'refused' ? 'waiting' : row.state })
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
    const rows = await this.#rows()
    if (rows.length === 0 || this.#end.signal.aborted || this.#running) return
    // Another tab may hold the lock or the session may have ended: look again, not too soon.
    const now = this.#ports.now()
    const wait = Math.max(Math.min(...rows.map((r) => due(r, now))) - now, this.#signedOut ? 15_000 : FIRST_WAIT)
    this.#cancel?.()
    this.#cancel = this.#ports.after(Math.min(wait, LONGEST_WAIT), () => this.kick())
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
      const sent = await this.#send(row)
      if (this.#end.signal.aborted) return
      if (sent && !(await this.#settle(row, sent))) return
    }
  }

  /** One attempt at a row, as it is by now; undefined where there is nothing to send. */
  async #send(row: WaitingRow): Promise<Sent | undefined> {
    if (row.state === 'deleted') return this.#ports.erase(row, this.#end.signal)
    const take = await this.#ports.shelf.get(row.id)
    // Deleted meanwhile: the kick that came with it begins another round.
    if (!take || take.state === 'deleted' || this.#unwritten.get(row.id)?.state === 'deleted') return undefined
    return this.#ports.send(take, this.#end.signal)
  }

  /** What is to be sent, with what this tab alone knows of it. */
  async #rows(): Promise<WaitingRow[]> {
    const shelved = await this.#ports.shelf.of(this.#userId).catch((): WaitingRow[] => [])
    const rows = new Map(shelved.map((r) => [r.id, this.#unwritten.get(r.id) ?? r]))
    for (const [id, row] of this.#unwritten) if (row.state === 'deleted') rows.set(id, row)
    return [...rows.values()].filter((r) => r.state !== 'refused')
  }

  /** Writes a row down; where the shelf has no room even for that, it is remembered here. */
  async #mark(row: WaitingRow): Promise<void> {
    const written = row.state === 'deleted' ? this.#ports.shelf.bury(row) : this.#ports.shelf.mark(row)
    this.#known(row, await written.then(() => true, () => false))
  }

  /** News of a row: on the shelf, or to be remembered here. A deletion stands here too. */
  #known(row: WaitingRow, onShelf: boolean): void {
    const old = this.#unwritten.get(row.id)
    if (old && overruled(old, row)) return
    if (onShelf) this.#unwritten.delete(row.id)
    else this.#unwritten.set(row.id, row)
  }

  async #next(tried: ReadonlySet<string>): Promise<WaitingRow | undefined> {
    if (this.#end.signal.aborted) return undefined
    const now = this.#ports.now()
    const ready = (await this.#rows()).filter((r) => !tried.has(r.id) && due(r, now) <= now)
    return ready.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))[0]
  }

  async #whoami(row: WaitingRow): Promise<string | null | undefined> {
    try {
      return await this.#ports.whoami(this.#end.signal)
    } catch {
      if (!this.#end.signal.aborted) await this.#settle(row, { kind: 'later', message: '', afterMs: 0 })
      return undefined
    }
  }

  /** Takes a row off the shelf; where that fails, the server is asked again, but not soon. */
  async #forget(row: WaitingRow): Promise<void> {
    const removed = await this.#ports.shelf.remove(row).then(() => true, () => false)
    this.#known(removed ? row : { ...row, nextAt: this.#ports.now() + LONGEST_WAIT }, removed)
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
        const wait = Math.min(MOST_WAIT, Math.max(sent.afterMs, backoff(row.attempts, this.#ports.random())))
        const { full: _, ...rest } = row
        await this.#mark({ ...rest, attempts: row.attempts + 1, nextAt: this.#ports.now() + wait, message: sent.message, ...(sent.full && { full: sent.full }) })
        return false
      }
    }
  }

  dispose(): void {
    this.#end.abort()
    this.#cancel?.()
  }
}
