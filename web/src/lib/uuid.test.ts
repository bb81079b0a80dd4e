import { describe, expect, it, vi } from 'vitest'
import { newUUID } from './uuid'

describe('a UUID', () => {
  it('has the form of version 4 and is another one each time', () => {
    const ids = new Set(Array.from({ length: 1000 }, newUUID))
    expect(ids.size).toBe(1000)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('is made on a page without https, where the browser has no crypto.randomUUID', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    try {
      expect(newUUID()).toHaveLength(36)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
