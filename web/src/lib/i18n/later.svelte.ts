// A dictionary of a part of the app, fetched in the language that is shown when the
// part needs it.
import { locale } from './i18n.svelte'
import { fill, type Arguments, type Like, type Locale, type Messages } from './translate'

/** D is the English dictionary; the others have its keys. */
export class LaterWords<D extends Messages> {
  readonly #load: Record<Locale, () => Promise<{ default: Like<D> }>>
  #words = $state.raw<{ of: Locale; are: Like<D> } | undefined>(undefined)
  #coming: Promise<void> | undefined

  constructor(load: Record<Locale, () => Promise<{ default: Like<D> }>>) {
    this.#load = load
  }

  /** Fetches the language that is shown, unless it is here; of two languages the later wins. */
  async load(): Promise<void> {
    const of = locale()
    if (this.#words?.of === of) return
    const are = (await this.#load[of]()).default
    if (locale() === of) this.#words = { of, are }
  }

  /** Whether the words of the language that is shown are here. Reactive. */
  get here(): boolean {
    return this.#words?.of === locale()
  }

  /** The text for a key; undefined while no language is here. Reactive. */
  text<K extends keyof D>(key: K, values: Arguments<D[K]>): string | undefined {
    return this.#words && fill(this.#words.are[key], values[0] as Readonly<Record<string, string | number>> | undefined, this.#words.of)
  }

  /** The same for texts that may come late: it asks for the language that is shown, and is empty until it is here. */
  textOnUse<K extends keyof D>(key: K, values: Arguments<D[K]>): string {
    if (!this.here && !this.#coming) {
      this.#coming = this.load()
        .catch(() => undefined) // the next use asks again
        .finally(() => (this.#coming = undefined))
    }
    return this.text(key, values) ?? ''
  }
}
