// What was typed into a form and neither saved nor dismissed: kept in the browser, so that
// Escape, Back or a reload costs none of it. Never for passwords.

type Values = Readonly<Record<string, string | number | boolean>>

/** The part of a browser's storage that a draft needs. */
export type DraftShelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export class FormDraft<T extends Values> {
  readonly #key: string
  readonly #start: T
  readonly #shelf: () => DraftShelf

  /**
   * `form` names the form, `userId` whose it is; `start` is what the form shows when nothing
   * was typed. The shelf of the tab ends with it; another one may outlive it.
   */
  constructor(form: string, userId: string, start: T, shelf: () => DraftShelf = () => sessionStorage) {
    this.#key = `gendu:form:${userId}:${form}`
    this.#start = start
    this.#shelf = shelf
  }

  /** What the form begins with: what was typed before, else the start. */
  values(): T {
    const kept = this.#attempt((shelf) => JSON.parse(shelf.getItem(this.#key) ?? 'null') as unknown)
    if (typeof kept !== 'object' || kept === null) return this.#start
    const known = Object.entries(kept).filter(([name, value]) => typeof value === typeof this.#start[name])
    return { ...this.#start, ...Object.fromEntries(known) }
  }

  /** Keeps what is typed by now, nothing where it is what the form began with; false where the browser has no room for it. */
  keep(values: T): boolean {
    if (!Object.entries(values).every(([name, value]) => value === this.#start[name]))
      return this.#attempt((shelf) => (shelf.setItem(this.#key, JSON.stringify(values)), true)) ?? false
    this.drop()
    return true
  }

  /** It was saved, or dismissed by its button. */
  drop(): void {
    this.#attempt((shelf) => shelf.removeItem(this.#key))
  }

  /** A full or closed storage keeps nothing: then the form alone has the text. */
  #attempt<R>(use: (shelf: DraftShelf) => R): R | undefined {
    try {
      return use(this.#shelf())
    } catch {
      return undefined
    }
  }
}
