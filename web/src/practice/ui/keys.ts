/** Which key does what. A chord is written "Shift+c", " " as "Space". */

export const actions = [
  'toggle', 'prev', 'next', 'replay', 'record', 'skip', 'mine', 'original', 'turns', 'both',
  'slower', 'faster', 'loop', 'text', 'translation', 'textAll', 'translationAll', 'reading', 'favourite', 'card', 'flag', 'help',
] as const
export type Action = (typeof actions)[number]

export const defaultKeys: Readonly<Record<Action, readonly string[]>> = {
  toggle: ['Space'],
  prev: ['ArrowLeft'],
  next: ['ArrowRight'],
  replay: ['ArrowUp'],
  record: ['r'],
  skip: ['Enter'],
  mine: ['b'],
  original: ['a'],
  turns: ['c'],
  both: ['Shift+c'],
  slower: ['['],
  faster: [']'],
  loop: ['l'],
  text: ['t'],
  translation: ['y'],
  textAll: ['Shift+t'],
  translationAll: ['Shift+y'],
  reading: ['p'],
  favourite: ['f'],
  card: ['s'],
  flag: ['Shift+f'],
  help: ['?'],
}

export interface Press {
  key: string
  shiftKey: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
}

/** Keys that say nothing by themselves, or that no page should take: F1 to F24 are the browser's. */
const NOBODYS = /^(?:Shift|Control|Alt|AltGraph|Meta|Fn|CapsLock|NumLock|ScrollLock|Dead|Unidentified|Process|F\d+)$/

/**
 * The name of a key press, "" for what is not ours (with Ctrl, Alt or Meta, or a
 * modifier alone). Shift is named for letters and named keys; for signs such as "?"
 * it is part of the sign already.
 */
export function chord(e: Press): string {
  if (e.ctrlKey || e.altKey || e.metaKey) return ''
  if (NOBODYS.test(e.key)) return ''
  if (e.key === ' ') return e.shiftKey ? 'Shift+Space' : 'Space'
  const letter = e.key.length === 1 && e.key.toLowerCase() !== e.key.toUpperCase()
  const key = letter ? e.key.toLowerCase() : e.key
  return e.shiftKey && (letter || e.key.length > 1) ? `Shift+${key}` : key
}

/** The chord that a press binds; "" for what is not ours, for Tab, which leads on, and for a key that is held. */
export function bindable(e: Press & { repeat: boolean }): string {
  return e.key === 'Tab' || e.repeat ? '' : chord(e)
}

/** The chords of an action: the learner's own, else the default. */
export function chordsOf(action: Action, own: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return own[action] ?? defaultKeys[action]
}

/** What a chord does; a learner's own binding wins over a default of another action. */
export function actionFor(pressed: string, own: Readonly<Record<string, readonly string[]>>): Action | undefined {
  if (pressed === '') return undefined
  const mine = actions.find((a) => own[a]?.includes(pressed))
  return mine ?? actions.find((a) => own[a] === undefined && defaultKeys[a].includes(pressed))
}

/** Binds a chord to an action and takes it away from every other. */
export function bind(own: Readonly<Record<string, string[]>>, action: Action, pressed: string): Record<string, string[]> {
  const out: Record<string, string[]> = { ...own, [action]: [pressed] }
  for (const a of actions) {
    if (a !== action && chordsOf(a, out).includes(pressed)) out[a] = chordsOf(a, out).filter((c) => c !== pressed)
  }
  return out
}

/** The other action that a chord is taken from. */
export function holder(own: Readonly<Record<string, readonly string[]>>, action: Action, pressed: string): Action | undefined {
  const held = actionFor(pressed, own)
  return held === action ? undefined : held
}

/** Whether a key goes to a field or a control rather than to the session. */
export function typing(tag: string, type: string, editable: boolean): boolean {
  if (editable || tag === 'TEXTAREA' || tag === 'SELECT') return true
  return tag === 'INPUT' && !['checkbox', 'radio', 'button', 'submit'].includes(type)
}

/** How a chord is shown. */
export function label(c: string): string {
  const signs: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Enter: '↵', Escape: 'Esc' }
  return c.split('+').map((part) => (part === '' ? '+' : (signs[part] ?? (part.length === 1 ? part.toUpperCase() : part)))).join(' + ')
}
