import { describe, expect, it } from 'vitest'
import { MyCards, type CardPort } from './mycards.svelte'

/** A server in memory that does what it is asked in its order, and notes it. */
function server(ids: string[], refuse: () => boolean = () => false) {
  const asked: string[] = []
  const answer = async (what: string, change: () => void) => {
    asked.push(what)
    await Promise.resolve()
    if (refuse()) throw new Error('refused')
    change()
  }
  const kept = new Set(ids)
  const port: CardPort = {
    list: () => Promise.resolve([...kept]),
    add: (id, source) => answer(source === 'star' ? `add ${id}` : `add ${id} as ${source}`, () => kept.add(id)),
    remove: (id) => answer(`remove ${id}`, () => kept.delete(id)),
  }
  return { port, asked, kept }
}
const { signal } = new AbortController()

describe('the sentences that are cards', () => {
  it('shows what the server knows', async () => {
    const cards = new MyCards(server(['a']).port)
    await cards.load(signal)
    expect([cards.has('a'), cards.has('b')]).toEqual([true, false])
  })

  it('says what a card comes from', async () => {
    const s = server([])
    const cards = new MyCards(s.port)
    expect(await cards.toggle('a', 'judged')).toBe(true)
    expect(s.asked).toEqual(['add a as judged'])
  })

  it('marks at once, and a second press takes the mark away, in this order on the server', async () => {
    const s = server([])
    const cards = new MyCards(s.port)
    const on = cards.toggle('a')
    expect(cards.has('a')).toBe(true)
    const off = cards.toggle('a')
    expect(cards.has('a')).toBe(false)
    expect(await Promise.all([on, off])).toEqual([true, false])
    expect(s.asked).toEqual(['add a', 'remove a'])
    expect([...s.kept]).toEqual([])
  })

  it('puts the mark back where the server refuses, and says so', async () => {
    const cards = new MyCards(server(['a'], () => true).port)
    await cards.load(signal)
    await expect(cards.toggle('a')).rejects.toThrow('refused')
    expect(cards.has('a')).toBe(true)
    await expect(cards.toggle('b')).rejects.toThrow('refused')
    expect(cards.has('b')).toBe(false)
  })

  it('leaves what was changed while the list was on its way', async () => {
    const s = server(['a'])
    let give = (_: readonly string[]) => {}
    const cards = new MyCards({ ...s.port, list: () => new Promise((ok) => (give = ok)) })
    const loading = cards.load(signal)
    await cards.toggle('a') // not known yet: it becomes a card, and then is none
    await cards.toggle('a')
    give(['a', 'b'])
    await loading
    expect([cards.has('a'), cards.has('b')]).toEqual([false, true])
  })
})
