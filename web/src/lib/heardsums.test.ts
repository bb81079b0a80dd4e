import { describe, expect, it } from 'vitest'
import type { Delivered } from './delivery'
import { HeardSums, QUARTER_MS, type HeardSum } from './heardsums'

class Shelf {
  readonly kept = new Map<string, string>()
  full = false
  get length() {
    return this.kept.size
  }
  key = (i: number) => [...this.kept.keys()][i] ?? null
  getItem = (key: string) => this.kept.get(key) ?? null
  removeItem = (key: string) => void this.kept.delete(key)
  setItem = (key: string, value: string) => {
    if (this.full) throw new Error('full')
    this.kept.set(key, value)
  }
}

/** A server that keeps the largest of each id, and pages that share a shelf. */
function world() {
  const shelf = new Shelf()
  const server = new Map<string, HeardSum>()
  const w = { shelf, server, now: 1000 * QUARTER_MS, answer: 'kept' as Delivered, sent: 0, ids: 0, total: () => [...server.values()].reduce((n, s) => n + s.ms, 0) }
  const page = () =>
    new HeardSums('u', {
      storage: shelf,
      now: () => w.now,
      id: () => `id-${++w.ids}`,
      send: (sum) => {
        w.sent++
        if (w.answer === 'kept' && (server.get(sum.id)?.ms ?? 0) < sum.ms) server.set(sum.id, sum)
        return Promise.resolve(w.answer)
      },
    })
  return { ...w, w, page }
}

describe('sums of what was heard', () => {
  it('grow within a quarter and are sent once they have grown', async () => {
    const { w, page } = world()
    const sums = page()
    for (let i = 0; i < 4; i++) sums.add(10_000)
    await sums.flush()
    expect([...w.server.values()]).toEqual([{ id: 'id-1', at: w.now, ms: 40_000 }])
    await sums.flush()
    expect(w.sent).toBe(1)
    sums.add(5000)
    await sums.flush()
    expect([w.total(), w.server.size]).toEqual([45_000, 1])
  })

  it('are sent by themselves after a minute', async () => {
    const { w, page } = world()
    const sums = page()
    for (let i = 0; i < 13; i++) sums.add(5000)
    await Promise.resolve()
    expect(w.total()).toBe(60_000)
  })

  it('begin again with each quarter, and end once the server has them', async () => {
    const { w, page } = world()
    const sums = page()
    sums.add(20_000)
    w.now += QUARTER_MS
    sums.add(30_000)
    await sums.flush()
    expect([...w.server.values()].map((s) => s.ms)).toEqual([20_000, 30_000])
    expect(w.shelf.length).toBe(2) // the quarter before may still grow in another page
    w.now += 2 * QUARTER_MS
    await sums.flush()
    expect([w.shelf.length, w.total()]).toEqual([0, 50_000])
  })

  it('wait for the network, and count once however often they are sent', async () => {
    const { w, page } = world()
    const sums = page()
    w.answer = 'later'
    sums.add(20_000)
    await sums.flush()
    expect([w.total(), w.shelf.length]).toEqual([0, 1])
    w.answer = 'kept'
    await Promise.all([page().flush(), page().flush()]) // two pages that open later
    await sums.flush()
    expect(w.total()).toBe(20_000)
  })

  it('that are refused are forgotten; of who signed out they stay', async () => {
    const { w, page } = world()
    const sums = page()
    sums.add(20_000)
    w.answer = 'signedOut'
    await sums.flush()
    expect(w.shelf.length).toBe(1)
    w.answer = 'refused'
    await sums.flush()
    expect(w.shelf.length).toBe(0)
  })

  it('of a browser without room are sent from memory', async () => {
    const { w, page } = world()
    w.shelf.full = true
    const sums = page()
    sums.add(20_000)
    await sums.flush()
    expect(w.total()).toBe(20_000)
  })

  it('are never more than the quarter', async () => {
    const { w, page } = world()
    const sums = page()
    for (let i = 0; i < 30; i++) sums.add(60_000)
    await sums.flush()
    expect(w.total()).toBe(QUARTER_MS)
  })
})
