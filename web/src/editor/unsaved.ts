/** What the editor keeps in this browser for the case that the page is closed: corrections that are not saved yet. The steps of undo: keptsteps.ts. */
import { readableAround, sameAround, type Around, type Text } from './around'
import { readableLine, type Lines } from './document'
import type { Base } from './saver'
import { change } from './steps'

export interface Unsaved {
  /** The revision that it was made from: so many of its lines from a place give way to others. */
  readonly base: string
  readonly from: number
  readonly drop: number
  readonly put: Lines
  /** What stands around the lines, where some of that is not saved. */
  readonly around?: Around | undefined
  /** Ids of revisions that may have come of it: they were sent, and nobody heard the answer. */
  readonly sent?: readonly string[] | undefined
}

/** What a text has that its base has not. */
export function unsavedOver(base: Base, now: Text, sent: readonly string[] = []): Unsaved {
  return { base: base.id, ...change(base.text.lines, now.lines), around: sameAround(base.text.around, now.around) ? undefined : now.around, sent: sent.length > 0 ? sent : undefined }
}

/** The text that was not saved, from that of its base. */
export function textWith({ from, drop, put, around }: Unsaved, base: Text): Text {
  return { lines: base.lines.toSpliced(from, drop, ...put), around: around ?? base.around }
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface UnsavedStore {
  read(): Unsaved | null
  keep(unsaved: Unsaved | null): void
}

/** Keeps a value under a key; null: nothing. A full or closed storage keeps nothing, and breaks nothing. */
export function kept<T>(key: string, readable: (value: unknown) => T | undefined, shelf: () => Shelf): { read(): T | null; keep(value: T | null): void } {
  const attempt = <R>(use: (shelf: Shelf) => R): R | null => {
    try {
      return use(shelf())
    } catch {
      return null
    }
  }
  return {
    read: () => attempt((s) => readable(JSON.parse(s.getItem(key) ?? 'null'))) ?? null,
    keep: (value) => void attempt((s) => (value ? s.setItem(key, JSON.stringify(value)) : s.removeItem(key))),
  }
}

/** Corrections of one person and one episode. */
export function unsavedOf(userId: string, episodeId: string, shelf: () => Shelf = () => localStorage): UnsavedStore {
  return kept(`gendu:editor:${userId}:${episodeId}`, readable, shelf)
}

/** What another version may have written is not trusted. A former one kept all lines. */
function readable(value: unknown): Unsaved | undefined {
  if (typeof value !== 'object' || value === null || !('base' in value) || typeof value.base !== 'string') return undefined
  const all = 'lines' in value
  const put: unknown = 'lines' in value ? value.lines : 'put' in value ? value.put : undefined
  const [from, drop] = all ? [0, Number.MAX_SAFE_INTEGER] : ['from' in value ? value.from : undefined, 'drop' in value ? value.drop : undefined]
  if (!Array.isArray(put) || (all && put.length === 0) || !put.every(readableLine) || !whole(from) || !whole(drop)) return undefined
  const around = 'around' in value && readableAround(value.around) ? value.around : undefined
  const sent = 'sent' in value && Array.isArray(value.sent) && (value.sent as unknown[]).every((id) => typeof id === 'string') ? (value.sent as string[]) : undefined
  return { base: value.base, from, drop, put: put as Lines, around, sent }
}

const whole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
