import { describe, expect, it } from 'vitest'
import { FormDraft, type DraftShelf } from './formdraft'

function shelf(): DraftShelf & { size: () => number } {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    size: () => kept.size,
  }
}

const start = { name: '', days: 30, all: false }

describe('a draft of a form', () => {
  it('gives back what was typed, to the same form of the same person', () => {
    const storage = shelf()
    expect(new FormDraft('class', 'ann', start, () => storage).keep({ name: '週三', days: 7, all: true })).toBe(true)
    expect(new FormDraft('class', 'ann', start, () => storage).values()).toEqual({ name: '週三', days: 7, all: true })
    expect(new FormDraft('class', 'bob', start, () => storage).values()).toEqual(start)
    expect(new FormDraft('show', 'ann', start, () => storage).values()).toEqual(start)
  })

  it('keeps nothing once it was saved or dismissed, or typed back', () => {
    const storage = shelf()
    const draft = new FormDraft('class', 'ann', start, () => storage)
    draft.keep({ ...start, name: 'a' })
    draft.drop()
    expect(storage.size()).toBe(0)
    draft.keep({ ...start, name: 'a' })
    draft.keep(start)
    expect(storage.size()).toBe(0)
  })

  it.each(['{', '[]', '"text"', '{"name":5,"days":"x","more":1}'])('ignores what it cannot read: %s', (text) => {
    const storage = shelf()
    storage.setItem('gendu:form:ann:class', text)
    expect(new FormDraft('class', 'ann', start, () => storage).values()).toEqual(start)
  })

  it('works without a storage', () => {
    const draft = new FormDraft('class', 'ann', start, () => {
      throw new Error('closed')
    })
    expect(draft.keep({ ...start, name: 'a' }), 'it says that it keeps nothing').toBe(false)
    draft.drop()
    expect(draft.values()).toEqual(start)
  })
})
