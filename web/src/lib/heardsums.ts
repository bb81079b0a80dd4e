/**
 * Sums of what was heard, on their way to the server: one for each quarter of an hour and
 * each page, with an id made here. It is kept in the browser and sent again as it grows;
 * the server counts the largest, so that nothing counts twice.
 */
import type { Delivered, Shelf } from './delivery'

export interface HeardSum {
  readonly id: string
  /** When its quarter begins, Unix ms. */
  readonly at: number
  readonly ms: number
}

export interface HeardPorts {
  /** Of one user. */
  storage: Shelf
  send: (sum: HeardSum) => Promise<Delivered>
  now: () => number
  id: () => string
}

export const QUARTER_MS = 15 * 60_000
/** A browser is asked to write so often at most; what is lost with a page that breaks off is less. */
const WRITE_MS = 3000
/** What grows is sent so often. */
const SEND_MS = 60_000

export class HeardSums {
  readonly #prefix: string
  readonly #ports: HeardPorts
  #sum: { id: string; at: number; ms: number; written: number; sent: number } | null = null
  /** What the server has of sums that still grow, by their ids. */
  readonly #had = new Map<string, number>()
  #sending: Promise<void> | null = null
  /** Something has grown since the sending began. */
  #grown = false

  constructor(userId: string, ports: HeardPorts) {
    this.#prefix = `gendu:heard:${userId}:`
    this.#ports = ports
  }

  add(ms: number): void {
    const at = this.#quarter()
    if (this.#sum?.at !== at) {
      this.#write()
      this.#sum = { id: this.#ports.id(), at, ms: 0, written: 0, sent: 0 }
    }
    const sum = this.#sum
    sum.ms = Math.min(QUARTER_MS, sum.ms + ms)
    if (sum.ms - sum.written >= WRITE_MS) this.#write()
    if (sum.ms - sum.sent >= SEND_MS) void this.flush()
  }

  #quarter(): number {
    const now = this.#ports.now()
    return now - (now % QUARTER_MS)
  }

  /** Sends what the server does not have; resolves when nothing can be sent now. */
  flush(): Promise<void> {
    this.#write()
    if (this.#sum) this.#sum.sent = this.#sum.ms
    this.#grown = true
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null))
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    while (this.#grown) {
      this.#grown = false
      for (const sum of this.#waiting()) {
        const how = (this.#had.get(sum.id) ?? 0) >= sum.ms ? 'kept' : await this.#ports.send(sum)
        if (how === 'later' || how === 'signedOut') return
        this.#had.set(sum.id, sum.ms)
        // A sum of a quarter before the last one grows no more, in any page.
        if (how === 'refused' || sum.at < this.#quarter() - QUARTER_MS) this.#drop(sum.id)
      }
    }
  }

  #write(): void {
    const sum = this.#sum
    if (!sum || sum.ms === sum.written || sum.ms < 1) return
    sum.written = sum.ms
    try {
      this.#ports.storage.setItem(this.#prefix + sum.id, JSON.stringify({ at: sum.at, ms: Math.round(sum.ms) }))
    } catch {
      // A browser that keeps nothing: it is sent while the page is there.
    }
  }

  /** The oldest first. */
  #waiting(): HeardSum[] {
    const { storage } = this.#ports
    const list = new Map<string, HeardSum>()
    for (let i = 0; i < storage.length; i++) {
      const key = storage.key(i)
      if (!key?.startsWith(this.#prefix)) continue
      const sum = read(key.slice(this.#prefix.length), storage.getItem(key))
      if (sum) list.set(sum.id, sum)
    }
    const own = this.#sum
    if (own && own.ms >= 1) list.set(own.id, { id: own.id, at: own.at, ms: Math.round(own.ms) })
    return [...list.values()].sort((a, b) => a.at - b.at)
  }

  #drop(id: string): void {
    if (this.#sum?.id === id) this.#sum = null
    this.#had.delete(id)
    try {
      this.#ports.storage.removeItem(this.#prefix + id)
    } catch {
      // It is sent once more, as the same sum.
    }
  }
}

function read(id: string, text: string | null): HeardSum | null {
  try {
    const v = JSON.parse(text ?? '') as Partial<HeardSum> | null
    return typeof v?.at === 'number' && typeof v.ms === 'number' && v.ms >= 1 ? { id, at: v.at, ms: Math.min(v.ms, QUARTER_MS) } : null
  } catch {
    return null // not ours
  }
}
