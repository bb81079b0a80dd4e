/**
 * Values of settings that the server has not confirmed yet, kept in the browser for the
 * next page: a reload may ask for a setting before the last page's write has arrived, and
 * a tab that was closed without a network has nobody else to send it.
 */

/** What a Storage does, of which a browser may refuse all. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** A setting as the server has it. */
export interface Setting {
  value: Record<string, unknown>
  /** RFC 3339; absent where it was never written. */
  updatedAt?: string | undefined
}

interface Entry {
  value: Record<string, unknown>
  /** Unix ms of this computer's clock. */
  at: number
  /** What the server had before this value, as far as this browser knows: what it gave last, and what was sent last. */
  before?: Record<string, unknown>[]
}

/** As text, whatever the order of the fields: the server sorts them. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort()) : v))

export class Unsent {
  readonly #shelf: Shelf
  readonly #userId: string
  readonly #now: () => number

  constructor(shelf: Shelf, userId: string, now: () => number) {
    this.#shelf = shelf
    this.#userId = userId
    this.#now = now
  }

  #name(key: string): string {
    return `gendu:unsent:${this.#userId}:${key}`
  }

  put(key: string, value: Record<string, unknown>, before: Record<string, unknown>[] = []): void {
    try {
      this.#shelf.setItem(this.#name(key), JSON.stringify({ value, at: this.#now(), before } satisfies Entry))
    } catch {
      // A full or closed storage: the value still goes out from this page.
    }
  }

  /** The server has this value; what another tab has put in its place meanwhile stays. */
  drop(key: string, value: Record<string, unknown>): void {
    const entry = this.#read(key)
    if (entry && JSON.stringify(entry.value) === JSON.stringify(value)) this.#remove(key)
  }

  /**
   * What the server has yet to get: undefined where it has as new a value, from here or
   * from another device. A value that this browser sent earlier is older, whenever it
   * arrived: it may have been under way while the newer one was put down.
   */
  newerThan(key: string, kept: Setting): Record<string, unknown> | undefined {
    const entry = this.#read(key)
    if (!entry) return undefined
    const older = () => entry.before.some((value) => sorted(value) === sorted(kept.value))
    if (kept.updatedAt === undefined || entry.at > Date.parse(kept.updatedAt) || older()) return entry.value
    this.#remove(key)
    return undefined
  }

  #remove(key: string): void {
    try {
      this.#shelf.removeItem(this.#name(key))
    } catch {
      // It is compared with the server's next time.
    }
  }

  #read(key: string): Required<Entry> | undefined {
    try {
      const { value, at, before = [] } = JSON.parse(this.#shelf.getItem(this.#name(key)) ?? 'null') as Entry
      if (typeof value === 'object' && value !== null && typeof at === 'number') return { value, at, before: Array.isArray(before) ? before : [] }
    } catch {
      // Nothing, or nothing readable.
    }
    return undefined
  }
}
