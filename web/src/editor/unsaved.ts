/** Corrections that are not saved yet, kept in this browser for the case that the page is closed. */
import type { Lines } from './document'

interface Unsaved {
  readonly base: string
  readonly lines: Lines
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface UnsavedStore {
  read(): Unsaved | null
  keep(unsaved: Unsaved | null): void
}

/** Those of one person and one episode. */
export function unsavedOf(userId: string, episodeId: string, shelf: () => Shelf = () => localStorage): UnsavedStore {
  const key = `gendu:editor:${userId}:${episodeId}`
  const attempt = <R>(use: (shelf: Shelf) => R): R | null => {
    try {
      return use(shelf())
    } catch {
      return null // a full or closed storage: the page alone has them
    }
  }
  return {
    read: () => attempt((s) => readable(JSON.parse(s.getItem(key) ?? 'null'))),
    keep: (unsaved) => void attempt((s) => (unsaved ? s.setItem(key, JSON.stringify(unsaved)) : s.removeItem(key))),
  }
}

/** What another version may have written is not trusted. */
function readable(value: unknown): Unsaved | null {
  if (typeof value !== 'object' || value === null || !('base' in value) || !('lines' in value)) return null
  const { base, lines } = value
  if (typeof base !== 'string' || !Array.isArray(lines) || lines.length === 0) return null
  const whole = lines.every((l: unknown) => typeof l === 'object' && l !== null && 'id' in l && 'text' in l && typeof l.text === 'string' && 'translation' in l && 'startMs' in l && typeof l.startMs === 'number' && 'endMs' in l && 'spoken' in l)
  return whole ? { base, lines: lines as Lines } : null
}
