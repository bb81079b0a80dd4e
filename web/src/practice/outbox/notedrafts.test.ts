import { describe, expect, it } from 'vitest'
import { NoteDrafts } from './notedrafts'

function storage() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    kept,
  }
}

describe('a note that was typed and not saved', () => {
  it('is there for the next page, for its own take and person', () => {
    const shelf = storage()
    new NoteDrafts(shelf, 'mei').keep('take', 'link the words', '')
    expect(new NoteDrafts(shelf, 'mei').of('take', '')).toBe('link the words')
    expect(new NoteDrafts(shelf, 'mei').of('other', '')).toBeNull()
    expect(new NoteDrafts(shelf, 'bo').of('take', '')).toBeNull()
  })

  it('is none once the take has it, and not kept once it is dropped', () => {
    const shelf = storage()
    const notes = new NoteDrafts(shelf, 'mei')
    notes.keep('take', 'slower', 'slow')
    expect(notes.of('take', 'slower')).toBeNull()
    expect(notes.of('take', 'slow')).toBe('slower')
    notes.keep('take', 'slow', 'slow')
    expect(shelf.kept.size).toBe(0)
    notes.keep('take', '', 'slow')
    expect(notes.of('take', 'slow'), 'a note that was emptied').toBe('')
    notes.drop('take')
    expect(notes.of('take', 'slow')).toBeNull()
  })

  it('does not stop the writing where the browser has no storage', () => {
    const no = () => {
      throw new DOMException('no', 'SecurityError')
    }
    const notes = new NoteDrafts({ getItem: no, setItem: no, removeItem: no }, 'mei')
    notes.keep('take', 'a', '')
    notes.drop('take')
    expect(notes.of('take', '')).toBeNull()
  })
})
