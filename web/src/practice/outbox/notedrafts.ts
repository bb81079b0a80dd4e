/**
 * Notes that were typed and not saved: kept in the browser while they are written, so
 * that Escape, Back, a reload or a lost connection costs none of them.
 */
import type { Shelf } from './unsentvalues'

export class NoteDrafts {
  readonly #shelf: Shelf
  readonly #userId: string

  constructor(shelf: Shelf, userId: string) {
    this.#shelf = shelf
    this.#userId = userId
  }

  #name(takeId: string): string {
    return `gendu:note:${this.#userId}:${takeId}`
  }

  /** What was typed for a take and differs from the note that it has; null where nothing was. */
  of(takeId: string, saved: string): string | null {
    const text = this.#read(takeId)
    return text === null || text === saved ? null : text
  }

  #read(takeId: string): string | null {
    try {
      return this.#shelf.getItem(this.#name(takeId))
    } catch {
      return null
    }
  }

  /** Keeps what is typed by now; what the take has already need not be kept. */
  keep(takeId: string, text: string, saved: string): void {
    if (text === saved) return this.drop(takeId)
    try {
      this.#shelf.setItem(this.#name(takeId), text)
    } catch {
      // A full or closed storage: it is still in the form.
    }
  }

  /** It was saved, or is not wanted. */
  drop(takeId: string): void {
    try {
      this.#shelf.removeItem(this.#name(takeId))
    } catch {
      // Nothing was kept there either.
    }
  }
}
