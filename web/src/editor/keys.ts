/** Which key does what in the editor: after Aegisub outside of text, after transcript editors inside of it; and what a person made of that. */

/** In the order of the help. */
const actions = [
  'play', 'beforeStart', 'afterStart', 'beforeEnd', 'afterEnd', 'toEnd',
  'previous', 'next', 'commit', 'doubtful', 'nextUnspoken', 'nextFlagged', 'acceptFlag', 'dismissFlag',
  'startEarlier', 'startLater', 'endEarlier', 'endLater', 'startMuchEarlier', 'startMuchLater', 'endMuchEarlier', 'endMuchLater',
  'bodyEarlier', 'bodyLater', 'bodyMuchEarlier', 'bodyMuchLater', 'leadIn', 'leadOut', 'shiftMany', 'align', 'unspoken', 'tapAlong',
  'edit', 'editTranslation', 'editSpeaker', 'around', 'splitSentences', 'splitPlayhead', 'merge', 'find', 'undo', 'redo', 'revisions', 'help',
  'splitHere', 'back', 'pause', 'forward', 'leave',
] as const

export type Action = (typeof actions)[number]

/** Outside of text a letter is a key; inside of it letters are letters. */
export type Where = 'outside' | 'inside'

/** The action of each chord, as `chordOf` names it. */
export type Bindings = Readonly<Record<Where, Readonly<Record<string, Action>>>>

export const standard: Bindings = {
  outside: {
    Space: 'play', s: 'play', q: 'beforeStart', w: 'afterStart', e: 'beforeEnd', d: 'afterEnd', t: 'toEnd',
    z: 'previous', ArrowUp: 'previous', x: 'next', ArrowDown: 'next', Enter: 'commit', f: 'doubtful', n: 'nextUnspoken', 'Shift+f': 'nextFlagged', y: 'acceptFlag', 'Shift+y': 'dismissFlag',
    ArrowLeft: 'startEarlier', ArrowRight: 'startLater', 'Ctrl+ArrowLeft': 'startMuchEarlier', 'Ctrl+ArrowRight': 'startMuchLater',
    'Shift+ArrowLeft': 'endEarlier', 'Shift+ArrowRight': 'endLater', 'Ctrl+Shift+ArrowLeft': 'endMuchEarlier', 'Ctrl+Shift+ArrowRight': 'endMuchLater',
    ',': 'bodyEarlier', '.': 'bodyLater', j: 'bodyMuchEarlier', l: 'bodyMuchLater', c: 'leadIn', v: 'leadOut', 'Ctrl+i': 'shiftMany',
    a: 'align', u: 'unspoken', b: 'tapAlong', i: 'edit', F2: 'edit', r: 'editTranslation', p: 'editSpeaker', k: 'around',
    h: 'splitSentences', g: 'splitPlayhead', m: 'merge', 'Ctrl+f': 'find', 'Ctrl+z': 'undo', 'Ctrl+Shift+z': 'redo', 'Ctrl+y': 'redo', o: 'revisions', '?': 'help',
  },
  inside: {
    Enter: 'commit', Escape: 'leave', 'Ctrl+f': 'find', 'Ctrl+Enter': 'splitHere', 'Alt+j': 'back', 'Alt+k': 'pause', 'Alt+l': 'forward', 'Alt+ArrowUp': 'previous', 'Alt+ArrowDown': 'next',
  },
}

export type Group = 'groupListen' | 'groupGo' | 'groupTimes' | 'groupText' | 'groupInText'

/** What the help shows. */
export const groups: readonly { readonly name: Group; readonly where: Where; readonly actions: readonly Action[] }[] = [
  { name: 'groupListen', where: 'outside', actions: ['play', 'beforeStart', 'afterStart', 'beforeEnd', 'afterEnd', 'toEnd'] },
  { name: 'groupGo', where: 'outside', actions: ['previous', 'next', 'commit', 'doubtful', 'nextUnspoken', 'nextFlagged', 'acceptFlag', 'dismissFlag', 'find', 'undo', 'redo', 'revisions', 'help'] },
  {
    name: 'groupTimes',
    where: 'outside',
    actions: [
      'startEarlier', 'startLater', 'endEarlier', 'endLater', 'startMuchEarlier', 'startMuchLater', 'endMuchEarlier', 'endMuchLater',
      'bodyEarlier', 'bodyLater', 'bodyMuchEarlier', 'bodyMuchLater', 'leadIn', 'leadOut', 'shiftMany', 'align', 'unspoken', 'tapAlong',
    ],
  },
  { name: 'groupText', where: 'outside', actions: ['edit', 'editTranslation', 'editSpeaker', 'around', 'splitSentences', 'splitPlayhead', 'merge'] },
  { name: 'groupInText', where: 'inside', actions: ['commit', 'leave', 'splitHere', 'back', 'pause', 'forward', 'previous', 'next', 'find'] },
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

export function actionOf(bindings: Bindings, press: Press, where: Where): Action | undefined {
  const chord = chordOf(press)
  return owner(bindings, where, chord)
}

/** What a chord does. */
export function owner(bindings: Bindings, where: Where, chord: string): Action | undefined {
  return Object.hasOwn(bindings[where], chord) ? bindings[where][chord] : undefined
}

/** The chords of an action; none where another action took its last one. */
export function chordsOf(bindings: Bindings, where: Where, action: Action): string[] {
  return Object.entries(bindings[where]).flatMap(([chord, of]) => (of === action ? [chord] : []))
}

/** An action has this chord alone from now on; the action that had it loses it. */
export function rebind(bindings: Bindings, where: Where, action: Action, chord: string): Bindings {
  const others = Object.entries(bindings[where]).filter(([c, of]) => of !== action && c !== chord)
  return { ...bindings, [where]: { ...Object.fromEntries(others), [chord]: action } }
}

/** Why a chord cannot be a key: it is none yet, the browser keeps it, or one writes with it. */
export function refused(where: Where, chord: string): 'none' | 'browser' | 'writes' | undefined {
  const key = chord.split('+').at(-1) || '+'
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(key)) return 'none'
  if (key === 'Tab' || /^Ctrl\+(Shift\+)?[wtn]$/.test(chord) || (key === 'Escape' && where === 'outside')) return 'browser'
  if (where === 'inside' && !/^(Ctrl|Alt)\+/.test(chord) && !/^(Enter|Escape|F\d+)$/.test(chord)) return 'writes'
  return undefined
}

const same = (a: Bindings, b: Bindings) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (b: Bindings) => [b.outside, b.inside].map((table) => Object.entries(table).sort(([x], [y]) => (x < y ? -1 : 1)))

/** Whether somebody changed a key. */
export function changed(bindings: Bindings): boolean {
  return !same(bindings, standard)
}

/** What another version may have written is not trusted: chords of known actions stay, and an action that has none gets its own, where that is free. */
export function readableBindings(value: unknown): Bindings | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const table = (where: Where) => {
    const kept: unknown = where in value ? (value as Record<string, unknown>)[where] : undefined
    if (typeof kept !== 'object' || kept === null) return standard[where]
    const known = Object.entries(kept).filter((entry): entry is [string, Action] => (actions as readonly unknown[]).includes(entry[1]) && !refused(where, entry[0]))
    const has = new Set(known.map(([, action]) => action))
    const taken = new Set(known.map(([chord]) => chord))
    const own = Object.entries(standard[where]).filter(([chord, action]) => !has.has(action) && !taken.has(chord))
    return Object.fromEntries([...known, ...own])
  }
  return { outside: table('outside'), inside: table('inside') }
}

const signs: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' }

/** A chord as the help writes it. */
export function sayChord(chord: string, space: string): string {
  const parts = chord.split(/\+(?=.)/)
  return parts.map((part) => (part === 'Space' ? space : (signs[part] ?? (part.length === 1 ? part.toUpperCase() : part)))).join(' ')
}
