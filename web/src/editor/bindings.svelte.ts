/** The keys of one person on this device. */
import { changed, chordsOf, readableBindings, rebind, sayChord, standard, type Action, type Bindings, type Where } from './keys'
import { te } from './i18n'
import { kept } from './unsaved'

export class Keys {
  bindings = $state.raw<Bindings>(standard)
  readonly #store: { keep(value: Bindings | null): void }

  constructor(userId: string, shelf: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = () => localStorage) {
    const store = kept(`gendu:editor-keys:${userId}`, readableBindings, shelf)
    this.#store = store
    this.bindings = store.read() ?? standard
  }

  get changed(): boolean {
    return changed(this.bindings)
  }

  rebind(where: Where, action: Action, chord: string): void {
    this.#put(rebind(this.bindings, where, action, chord))
  }

  reset(): void {
    this.#put(standard)
  }

  #put(bindings: Bindings): void {
    this.bindings = bindings
    this.#store.keep(changed(bindings) ? bindings : null)
  }

  /** The chords of an action as they are written. */
  of(action: Action, where: Where = 'outside'): string[] {
    return chordsOf(this.bindings, where, action).map((chord) => sayChord(chord, te('space')))
  }

  /** The first of them, for a sentence that names it. */
  one(action: Action): string {
    return this.of(action)[0] ?? te('noKey')
  }
}
