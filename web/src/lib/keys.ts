/**
 * Which key does what on a page, and what a person made of it. A page has a table of
 * standard keys, or two where keys mean other things inside of text. Stored are only
 * the actions whose keys differ from the table.
 */

export interface Press {
  readonly key: string
  readonly code?: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Why a chord cannot be a key: it is none yet, the browser keeps it, or one writes with it. */
export type Refusal = 'none' | 'browser' | 'writes'

export interface Table<A extends string> {
  readonly standard: Readonly<Partial<Record<A, readonly string[]>>>
  /** Why a page does not take a chord. Keys that say nothing by themselves need no word here. */
  readonly refuses: (chord: string) => Refusal | undefined
}

/** What a person changed: the chords of each action that has others than the standard ones. */
export type Own = Readonly<Record<string, readonly string[]>>

const NOTHING = /^(?:Shift|Control|Alt|AltGraph|Meta|Fn|CapsLock|NumLock|ScrollLock|Dead|Unidentified|Process)$/

/**
 * The name of a press: "Ctrl+Shift+z", " " as "Space", letters in lower case, ⌘ as
 * Ctrl. Shift is named for letters and named keys; of signs such as "?" it is part.
 */
export function chordOf(press: Press): string {
  // With Alt a letter may become another sign: the key itself counts.
  const name = press.altKey && /^Key[A-Z]$/.test(press.code ?? '') ? press.code!.slice(3) : press.key
  const key = name === ' ' ? 'Space' : name.length === 1 ? name.toLowerCase() : name
  return [press.ctrlKey || press.metaKey ? 'Ctrl+' : '', press.altKey ? 'Alt+' : '', press.shiftKey && hasShift(key) ? 'Shift+' : '', key].join('')
}

const hasShift = (key: string) => key.length > 1 || key.toLowerCase() !== key.toUpperCase()

/** The key of a chord without Ctrl, Alt and Shift. */
export function keyOf(chord: string): string {
  return chord.split('+').at(-1) || '+'
}

/** Why a chord cannot be a key of this table. */
export function refused<A extends string>(table: Table<A>, chord: string): Refusal | undefined {
  if (NOTHING.test(keyOf(chord))) return 'none'
  return keyOf(chord) === 'Tab' ? 'browser' : table.refuses(chord)
}

/** The chords of an action. A standard one that a person gave to another action is none of them. */
export function chordsOf<A extends string>({ standard }: Table<A>, own: Own, action: A): readonly string[] {
  if (Object.hasOwn(own, action)) return own[action]!
  const taken = Object.keys(standard).flatMap((other) => own[other] ?? [])
  return (standard[action] ?? []).filter((chord) => !taken.includes(chord))
}

/** What a chord does. */
export function actionOf<A extends string>(table: Table<A>, own: Own, chord: string): A | undefined {
  if (refused(table, chord)) return undefined
  return (Object.keys(table.standard) as A[]).find((action) => chordsOf(table, own, action).includes(chord))
}

/** An action has this chord alone from now on; the action that had it loses it. */
export function bind<A extends string>(table: Table<A>, own: Own, action: A, chord: string): Record<string, string[]> {
  const out = new Map(Object.entries(own).map(([name, chords]) => [name, [...chords]]))
  for (const other of Object.keys(table.standard) as A[]) {
    const chords = chordsOf(table, own, other)
    if (chords.includes(chord)) out.set(other, chords.filter((one) => one !== chord))
  }
  out.set(action, [chord])
  if (sameChords(table.standard[action] ?? [], [chord])) out.delete(action)
  return Object.fromEntries(out)
}

/** Whether both are the same chords, in any order. */
export function sameChords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((chord) => b.includes(chord))
}

/** Reads keys of any age. Actions that this version does not know are kept for one that does. */
export function readOwn(value: unknown): Record<string, string[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const out: Record<string, string[]> = {}
  for (const [action, chords] of Object.entries(value).slice(0, 64)) {
    if (Array.isArray(chords)) out[action] = chords.filter((c): c is string => typeof c === 'string' && c.length <= 32).slice(0, 4)
  }
  return out
}

const signs: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' }

/** A chord as a page writes it; the space bar has a word in each language. */
export function sayChord(chord: string, space: string): string {
  return chord.split(/\+(?=.)/).map((part) => (part === 'Space' ? space : (signs[part] ?? (part.length === 1 ? part.toUpperCase() : part)))).join(' + ')
}
