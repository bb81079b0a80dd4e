import { describe, expect, it } from 'vitest'
import { Unsent, type Shelf } from './unsentvalues'

class Shelves implements Shelf {
  readonly held = new Map<string, string>()
  getItem = (name: string) => this.held.get(name) ?? null
  setItem = (name: string, text: string) => void this.held.set(name, text)
  removeItem = (name: string) => void this.held.delete(name)
}

const noon = Date.UTC(2026, 10, 25, 12)
const iso = (ms: number) => new Date(ms).toISOString()

describe('settings that the server has not confirmed', () => {
  it.each([
    ['it was never written', undefined, { n: 2 }],
    ['what it has is older', iso(noon - 1), { n: 2 }],
    ['what it has is as new', iso(noon), undefined],
    ['another device wrote later', iso(noon + 1), undefined],
  ])('are told to the server where %s', (_, updatedAt, want) => {
    const shelf = new Shelves()
    const unsent = new Unsent(shelf, 'ann', () => noon)
    unsent.put('practice', { n: 2 })
    expect(unsent.newerThan('practice', { value: { n: 1 }, updatedAt })).toEqual(want)
    expect(shelf.held.size).toBe(want ? 1 : 0)
  })

  it.each([
    ['what the server has was sent from here, and arrived late', { b: { d: 1, c: 2 }, a: 1 }, { n: 2 }],
    ['another device wrote later', { a: 7 }, undefined],
  ])('hold or fall where %s', (_, value, want) => {
    const shelf = new Shelves()
    const unsent = new Unsent(shelf, 'ann', () => noon)
    unsent.put('practice', { n: 2 }, [{ a: 0 }, { a: 1, b: { c: 2, d: 1 } }])
    expect(unsent.newerThan('practice', { value, updatedAt: iso(noon + 60_000) })).toEqual(want)
  })

  it('belong to a person and a key', () => {
    const shelf = new Shelves()
    new Unsent(shelf, 'ann', () => noon).put('practice', { n: 1 })
    expect(new Unsent(shelf, 'ben', () => noon).newerThan('practice', { value: {} })).toBeUndefined()
    expect(new Unsent(shelf, 'ann', () => noon).newerThan('position:e1', { value: {} })).toBeUndefined()
  })

  it('stay when another tab has put a newer value in their place', () => {
    const shelf = new Shelves()
    const unsent = new Unsent(shelf, 'ann', () => noon)
    unsent.put('practice', { n: 1 })
    unsent.put('practice', { n: 2 })
    unsent.drop('practice', { n: 1 })
    expect(unsent.newerThan('practice', { value: {} })).toEqual({ n: 2 })
    unsent.drop('practice', { n: 2 })
    expect(unsent.newerThan('practice', { value: {} })).toBeUndefined()
  })

  it.each(['', 'null', '7', '[]', '{', '{"value":1,"at":2}', '{"value":{}}'])('count for nothing as %j', (text) => {
    const shelf = new Shelves()
    shelf.setItem('gendu:unsent:ann:practice', text)
    expect(new Unsent(shelf, 'ann', () => noon).newerThan('practice', { value: {} })).toBeUndefined()
  })

  it('are done without where the browser refuses its storage', () => {
    const refuse = () => {
      throw new DOMException('no', 'SecurityError')
    }
    const unsent = new Unsent({ getItem: refuse, setItem: refuse, removeItem: refuse }, 'ann', () => noon)
    unsent.put('practice', { n: 1 })
    unsent.drop('practice', { n: 1 })
    expect(unsent.newerThan('practice', { value: {} })).toBeUndefined()
  })
})
