/** What the editor keeps in this browser for the case that the page is closed: corrections that are not saved yet, and the steps of undo. */
import { readableLine, type Lines } from './document'
import { readable as readableSteps, type KeptSteps } from './steps'

interface Unsaved {
  readonly base: string
  readonly lines: Lines
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface UnsavedStore {
  read(): Unsaved | null
  keep(unsaved: Unsaved | null): void
}

export interface StepsStore {
  read(): KeptSteps | null
  keep(steps: KeptSteps | null): void
}

/** Keeps a value under a key; null: nothing. A full or closed storage keeps nothing, and breaks nothing. */
function kept<T>(key: string, readable: (value: unknown) => T | undefined, shelf: () => Shelf): { read(): T | null; keep(value: T | null): void } {
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

/** Their steps of undo, and the line in hand. */
export function stepsOf(userId: string, episodeId: string, shelf: () => Shelf = () => localStorage): StepsStore {
  return kept(`gendu:editor-steps:${userId}:${episodeId}`, readableSteps, shelf)
}

/** What another version may have written is not trusted. */
function readable(value: unknown): Unsaved | undefined {
  if (typeof value !== 'object' || value === null || !('base' in value) || !('lines' in value)) return undefined
  const { base, lines } = value
  if (typeof base !== 'string' || !Array.isArray(lines) || lines.length === 0) return undefined
  return lines.every(readableLine) ? { base, lines: lines as Lines } : undefined
}
