/** Which key does what in the editor: after Aegisub outside of text, after transcript editors inside of it. */

export type Action =
  | 'play' | 'beforeStart' | 'afterStart' | 'beforeEnd' | 'afterEnd' | 'toEnd'
  | 'previous' | 'next' | 'commit' | 'doubtful' | 'edit'
  | 'startEarlier' | 'startLater' | 'endEarlier' | 'endLater' | 'startMuchEarlier' | 'startMuchLater' | 'endMuchEarlier' | 'endMuchLater'
  | 'leadIn' | 'leadOut' | 'merge' | 'align' | 'unspoken' | 'undo' | 'redo' | 'find' | 'shiftMany' | 'help'
  | 'back' | 'pause' | 'forward' | 'splitHere' | 'leave'

/** Outside of text. */
export const outside: Readonly<Record<string, Action>> = {
  Space: 'play', s: 'play', q: 'beforeStart', w: 'afterStart', e: 'beforeEnd', d: 'afterEnd', t: 'toEnd',
  z: 'previous', ArrowUp: 'previous', x: 'next', ArrowDown: 'next', Enter: 'commit', f: 'doubtful', F2: 'edit', i: 'edit',
  ArrowLeft: 'startEarlier', ArrowRight: 'startLater', 'Ctrl+ArrowLeft': 'startMuchEarlier', 'Ctrl+ArrowRight': 'startMuchLater',
  'Shift+ArrowLeft': 'endEarlier', 'Shift+ArrowRight': 'endLater', 'Ctrl+Shift+ArrowLeft': 'endMuchEarlier', 'Ctrl+Shift+ArrowRight': 'endMuchLater',
  c: 'leadIn', v: 'leadOut', m: 'merge', a: 'align', u: 'unspoken', 'Ctrl+z': 'undo', 'Ctrl+Shift+z': 'redo', 'Ctrl+y': 'redo', 'Ctrl+f': 'find', 'Ctrl+i': 'shiftMany', '?': 'help',
}

/** Inside of text, where letters are letters. */
export const inside: Readonly<Record<string, Action>> = {
  Enter: 'commit', Escape: 'leave', 'Ctrl+f': 'find', 'Ctrl+Enter': 'splitHere', 'Alt+j': 'back', 'Alt+k': 'pause', 'Alt+l': 'forward', 'Alt+ArrowUp': 'previous', 'Alt+ArrowDown': 'next',
}

/** What the help shows, in its order: the keys of one row do related things. */
export const rows: readonly { readonly keys: readonly string[]; readonly says: string }[] = [
  { keys: ['Space', 'S'], says: 'keyPlay' },
  { keys: ['Q', 'W'], says: 'keyStart' },
  { keys: ['E', 'D'], says: 'keyEnd' },
  { keys: ['T'], says: 'keyToEnd' },
  { keys: ['Z', 'X'], says: 'keyMove' },
  { keys: ['F'], says: 'keyDoubtful' },
  { keys: ['Enter'], says: 'keyCommit' },
  { keys: ['I'], says: 'keyEdit' },
  { keys: ['←', '→'], says: 'keyStartEdge' },
  { keys: ['Shift ←', 'Shift →'], says: 'keyEndEdge' },
  { keys: ['Ctrl ←', 'Ctrl →'], says: 'keyMuch' },
  { keys: ['C', 'V'], says: 'keyLead' },
  { keys: ['M'], says: 'keyMerge' },
  { keys: ['A'], says: 'keyAlign' },
  { keys: ['U'], says: 'keyUnspoken' },
  { keys: ['Ctrl Z', 'Ctrl ⇧ Z'], says: 'keyUndo' },
  { keys: ['Ctrl F'], says: 'keyFind' },
  { keys: ['Ctrl I'], says: 'keyShift' },
  { keys: ['Ctrl Enter'], says: 'keySplit' },
  { keys: ['Alt J', 'Alt K', 'Alt L'], says: 'keyInText' },
  { keys: ['?'], says: 'keyHelp' },
]

interface Press {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** A press by the name of the tables: letters in lower case, ⌘ as Ctrl. */
export function chordOf(press: Press): string {
  // With Alt a letter may become another sign: the key itself counts.
  const letter = press.altKey && /^Key[A-Z]$/.test(press.code) ? press.code.slice(3).toLowerCase() : press.key
  const key = letter === ' ' ? 'Space' : letter.length === 1 ? letter.toLowerCase() : letter
  const shift = press.shiftKey && key !== '?' // which is Shift on most keyboards
  return [press.ctrlKey || press.metaKey ? 'Ctrl+' : '', press.altKey ? 'Alt+' : '', shift ? 'Shift+' : '', key].join('')
}

export function actionOf(press: Press, inText: boolean): Action | undefined {
  const table = inText ? inside : outside
  const chord = chordOf(press)
  return Object.hasOwn(table, chord) ? table[chord] : undefined
}
