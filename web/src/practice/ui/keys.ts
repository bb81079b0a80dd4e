/** The keys of the practice page. */
import { keyOf, type Table } from '../../lib/keys'

const standard = {
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
} as const

export type Action = keyof typeof standard

/** In the order of the help. */
export const actions = Object.keys(standard) as Action[]

/** Shortcuts with Ctrl or Alt, and F1 to F24, stay with the browser. */
export const keys: Table<Action> = {
  standard,
  refuses: (chord) => (/^(?:Ctrl|Alt)\+/.test(chord) || /^(?:Escape|F\d+)$/.test(keyOf(chord)) ? 'browser' : undefined),
}

/** Whether a key goes to a field or a control rather than to the session. */
export function typing(tag: string, type: string, editable: boolean): boolean {
  if (editable || tag === 'TEXTAREA' || tag === 'SELECT') return true
  return tag === 'INPUT' && !['checkbox', 'radio', 'button', 'submit'].includes(type)
}
