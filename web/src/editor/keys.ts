/** The keys of the editor: after Aegisub outside of text, after transcript editors inside of it. */
import { readOwn, refused, sameChords, type Own, type Table } from '../lib/keys'

const outside = {
  play: ['Space', 's'], beforeStart: ['q'], afterStart: ['w'], beforeEnd: ['e'], afterEnd: ['d'], toEnd: ['t'],
  previous: ['z', 'ArrowUp'], next: ['x', 'ArrowDown'], commit: ['Enter'], doubtful: ['f'], nextUnspoken: ['n'],
  nextFlagged: ['Shift+f'], acceptFlag: ['y'], dismissFlag: ['Shift+y'],
  startEarlier: ['ArrowLeft'], startLater: ['ArrowRight'], startMuchEarlier: ['Ctrl+ArrowLeft'], startMuchLater: ['Ctrl+ArrowRight'],
  endEarlier: ['Shift+ArrowLeft'], endLater: ['Shift+ArrowRight'], endMuchEarlier: ['Ctrl+Shift+ArrowLeft'], endMuchLater: ['Ctrl+Shift+ArrowRight'],
  bodyEarlier: [','], bodyLater: ['.'], bodyMuchEarlier: ['j'], bodyMuchLater: ['l'], leadIn: ['c'], leadOut: ['v'], shiftMany: ['Ctrl+i'],
  align: ['a'], unspoken: ['u'], tapAlong: ['b'], edit: ['i', 'F2'], editTranslation: ['r'], editSpeaker: ['p'], around: ['k'],
  splitSentences: ['h'], splitPlayhead: ['g'], merge: ['m'], find: ['Ctrl+f'], undo: ['Ctrl+z'], redo: ['Ctrl+Shift+z', 'Ctrl+y'], revisions: ['o'], help: ['?'],
} as const

const inside = {
  commit: ['Enter'], leave: ['Escape'], find: ['Ctrl+f'], splitHere: ['Ctrl+Enter'], back: ['Alt+j'], pause: ['Alt+k'], forward: ['Alt+l'],
  previous: ['Alt+ArrowUp'], next: ['Alt+ArrowDown'],
} as const

export type Action = keyof typeof outside | keyof typeof inside

/** Outside of text a letter is a key; inside of it letters are letters. */
export type Where = 'outside' | 'inside'

const ofBrowser = /^Ctrl\+(?:Shift\+)?[wtn]$/

export const tables: Readonly<Record<Where, Table<Action>>> = {
  outside: { standard: outside, refuses: (chord) => (ofBrowser.test(chord) || /(?:^|\+)Escape$/.test(chord) ? 'browser' : undefined) },
  inside: {
    standard: inside,
    refuses: (chord) => {
      if (ofBrowser.test(chord)) return 'browser'
      return /^(?:Ctrl|Alt)\+|^(?:Enter|Escape|F\d+)$/.test(chord) ? undefined : 'writes'
    },
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

export type OwnKeys = Readonly<Record<Where, Own>>

/** Reads the keys that this browser keeps. */
export function readOwnKeys(value: unknown): OwnKeys | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { outside, inside } = value as Partial<Record<Where, unknown>>
  return { outside: readPlace(tables.outside, outside), inside: readPlace(tables.inside, inside) }
}

function readPlace(table: Table<Action>, value: unknown): Own {
  const old = typeof value === 'object' && value !== null && Object.values(value).some((of) => typeof of === 'string')
  return old ? readOldTable(table, value) : readOwn(value)
}

/**
 * A former version kept the action of every chord. An action without one, which came
 * with a later version or had lost its chord, has its standard ones where they are free.
 */
function readOldTable(table: Table<Action>, value: object): Own {
  const kept = Object.entries(value).flatMap(([chord, of]) => (Object.hasOwn(table.standard, of) && !refused(table, chord) ? [{ chord: withoutShift(chord), of: of as Action }] : []))
  const own: Record<string, readonly string[]> = {}
  for (const [action, standard] of Object.entries(table.standard)) {
    const has = kept.flatMap(({ chord, of }) => (of === action ? [chord] : []))
    const chords = has.length > 0 ? has : standard.filter((chord) => !kept.some((one) => one.chord === chord))
    if (!sameChords(chords, standard)) own[action] = chords
  }
  return own
}

/** The former version named Shift for signs too. */
function withoutShift(chord: string): string {
  return chord.replace(/Shift\+(?=[^\p{L}]$)/u, '')
}
