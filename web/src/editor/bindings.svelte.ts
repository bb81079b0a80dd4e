/** The keys of one person on this device. */
import { t } from '../lib/i18n'
import { bind, chordsOf, sayChord } from '../lib/keys'
import { te } from './i18n'
import { readOwnKeys, tables, type Action, type OwnKeys, type Where } from './keys'
import { kept } from './unsaved'

const none: OwnKeys = { outside: {}, inside: {} }

export class Keys {
  own = $state.raw<OwnKeys>(none)
  readonly #store: { keep(value: OwnKeys | null): void }

  constructor(userId: string, shelf: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = () => localStorage) {
    const store = kept(`gendu:editor-keys:${userId}`, readOwnKeys, shelf)
    this.#store = store
    this.own = store.read() ?? none
  }

  bind(where: Where, action: Action, chord: string): void {
    this.#put({ ...this.own, [where]: bind(tables[where], this.own[where], action, chord) })
  }

  reset(): void {
    this.#put(none)
  }

  #put(own: OwnKeys): void {
    this.own = own
    const changed = Object.values(own).some((of) => Object.keys(of).length > 0)
    this.#store.keep(changed ? own : null)
  }

  /** The first key of an action outside of text, for a sentence that names it. */
  one(action: Action): string {
    const chord = chordsOf(tables.outside, this.own.outside, action)[0]
    return chord === undefined ? te('noKey') : sayChord(chord, t('keySpace'))
  }
}
