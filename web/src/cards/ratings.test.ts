import { describe, expect, it, vi } from 'vitest'
import type { Delivered } from '$lib/delivery'
import { Ratings, type WaitingRating } from './ratings'

class Memory {
  readonly map = new Map<string, string>()
  full = false
  get length() {
    return this.map.size
  }
  key = (i: number) => [...this.map.keys()][i] ?? null
  getItem = (key: string) => this.map.get(key) ?? null
  removeItem = (key: string) => void this.map.delete(key)
  setItem = (key: string, value: string) => {
    if (this.full) throw new Error('full')
    this.map.set(key, value)
  }
}

const rating = (id: string, at: number): WaitingRating => ({ id, cueId: 'c', episodeId: 'e', rating: 'good', at })

function make(answers: Delivered[], storage = new Memory()) {
  const sent: string[] = []
  const timers: (() => void)[] = []
  const send = vi.fn((r: WaitingRating) => {
    sent.push(r.id)
    return Promise.resolve(answers.shift() ?? 'kept')
  })
  const ratings = new Ratings('ann', { storage, send, after: (_, run) => (timers.push(run), () => undefined) })
  return { ratings, sent, timers, storage }
}

const settle = () => new Promise<void>((done) => setTimeout(done))

describe('ratings on their way', () => {
  it('are sent in order and dropped once the server has them', async () => {
    const { ratings, sent, storage } = make([])
    ratings.add(rating('b', 2))
    ratings.add(rating('a', 1))
    await settle()
    expect(sent).toEqual(['b', 'a'])
    expect([ratings.waiting(), storage.length]).toEqual([[], 0])
  })

  it('are awaited by who asks while one is on its way', async () => {
    let answer: (how: Delivered) => void = () => undefined
    const ratings = new Ratings('ann', { storage: new Memory(), send: () => new Promise((done) => (answer = done)), after: () => () => undefined })
    ratings.add(rating('a', 1))
    let done = false
    const asked = ratings.flush().then(() => (done = true))
    await settle()
    expect(done).toBe(false)
    answer('kept')
    await asked
    expect(ratings.waiting()).toEqual([])
  })

  it('wait for the network, and go out in their order', async () => {
    const { ratings, sent, timers } = make(['later'])
    ratings.add(rating('b', 2))
    await settle()
    ratings.add(rating('a', 1))
    await settle()
    expect(ratings.waiting()).toEqual([])
    expect(sent).toEqual(['b', 'a', 'b'])
    expect(timers).toHaveLength(1)
  })

  it('outlive the page, for their owner only', async () => {
    const storage = new Memory()
    make(['later'], storage).ratings.add(rating('a', 1))
    await settle()
    storage.map.set('gendu-rating:bob:z', JSON.stringify(rating('z', 0)))
    storage.map.set('gendu-rating:ann:x', 'no JSON')
    const later = make([], storage)
    await later.ratings.flush()
    expect(later.sent).toEqual(['a'])
    expect([...storage.map.keys()]).toEqual(['gendu-rating:bob:z', 'gendu-rating:ann:x'])
  })

  it('wait for their owner to sign in, and drop what is never taken', async () => {
    const { ratings, sent } = make(['signedOut', 'refused'])
    ratings.add(rating('a', 1))
    await settle()
    expect(ratings.waiting()).toHaveLength(1)
    await ratings.flush()
    expect([sent, ratings.waiting()]).toEqual([['a', 'a'], []])
  })

  it('are in memory where the browser has no room', async () => {
    const storage = new Memory()
    storage.full = true
    const { ratings, sent } = make(['later'], storage)
    ratings.add(rating('a', 1))
    await settle()
    expect(ratings.waiting()).toHaveLength(1)
    await ratings.flush()
    expect([sent, ratings.waiting()]).toEqual([['a', 'a'], []])
  })
})
