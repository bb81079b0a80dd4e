/**
 * Ratings on their way to the server: each is kept in the browser until the server has
 * it, one key for each so that two tabs lose nothing, and is sent in the order in which
 * they were given. The PUT is idempotent.
 */
import type { Delivered, Shelf } from '$lib/delivery'
import type { RatingEvent } from './schedule'

export interface WaitingRating extends RatingEvent {
  readonly cueId: string
  readonly episodeId: string
}

export interface RatingPorts {
  /** Of one user. */
  storage: Shelf
  send: (rating: WaitingRating) => Promise<Delivered>
  after: (ms: number, run: () => void) => () => void
}

/** 2 s, 4 s … up to a minute. */
const FIRST_WAIT = 2000
const LONGEST_WAIT = 60_000

export class Ratings {
  readonly #prefix: string
  readonly #ports: RatingPorts
  /** Where the browser has no room: gone with the page, as a last resort. */
  readonly #memory = new Map<string, WaitingRating>()
  #busy = false
  #sending: Promise<void> = Promise.resolve()
  #attempts = 0
  #cancel: () => void = () => undefined

  constructor(userId: string, ports: RatingPorts) {
    this.#prefix = `gendu-rating:${userId}:`
    this.#ports = ports
  }

  /** What the server does not have yet, the oldest first. */
  waiting(): WaitingRating[] {
    const { storage } = this.#ports
    const list = [...this.#memory.values()]
    for (let i = 0; i < storage.length; i++) {
      const key = storage.key(i)
      if (!key?.startsWith(this.#prefix)) continue
      const rating = read(storage.getItem(key))
      if (rating) list.push(rating)
    }
    return list.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  }

  /** Keeps a rating and sends it. */
  add(rating: WaitingRating): void {
    try {
      this.#ports.storage.setItem(this.#prefix + rating.id, JSON.stringify(rating))
    } catch {
      this.#memory.set(rating.id, rating)
    }
    void this.flush()
  }

  /** Sends what waits, one after the other; resolves when nothing can be sent now. */
  flush(): Promise<void> {
    if (!this.#busy) this.#sending = this.#sendAll()
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    this.#busy = true
    this.#cancel()
    try {
      for (let next = this.waiting()[0]; next; next = this.waiting()[0]) {
        const how = await this.#ports.send(next)
        if (how === 'signedOut') return
        if (how === 'later') return this.#later()
        this.#attempts = 0
        this.#drop(next.id)
      }
    } finally {
      this.#busy = false
    }
  }

  #drop(id: string): void {
    this.#memory.delete(id)
    try {
      this.#ports.storage.removeItem(this.#prefix + id)
    } catch {
      // It is sent once more, as the same rating.
    }
  }

  #later(): void {
    this.#cancel = this.#ports.after(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(10, this.#attempts++)), () => void this.flush())
  }
}

function read(text: string | null): WaitingRating | null {
  try {
    const r = JSON.parse(text ?? '') as Partial<WaitingRating> | null
    const whole = [r?.id, r?.cueId, r?.episodeId, r?.rating].every((v) => typeof v === 'string') && typeof r?.at === 'number'
    return whole ? (r as WaitingRating) : null
  } catch {
    return null // not ours
  }
}
