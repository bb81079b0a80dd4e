import { describe, expect, it } from 'vitest'
import { Paged, type Part } from './paged.svelte'

/** A server with the numbers 1 to n, three to a part, whose answers wait to be let go. */
function numbers(n: number) {
  const waiting: (() => void)[] = []
  const list = new Paged<number>((cursor) => {
    const from = Number(cursor ?? 0)
    const items = Array.from({ length: Math.min(3, n - from) }, (_, i) => from + i + 1)
    const part: Part<number> = { items, total: n, next: from + 3 < n ? String(from + 3) : undefined }
    return new Promise((resolve) => waiting.push(() => resolve(part)))
  })
  const answer = async (which = 0) => {
    waiting.splice(which, 1)[0]?.()
    await new Promise((done) => setTimeout(done))
  }
  return { list, answer, waiting }
}

describe('Paged', () => {
  it('adds part after part until the last', async () => {
    const { list, answer, waiting } = numbers(7)
    void list.restart()
    expect([list.items, list.busy]).toEqual([undefined, true])
    await answer()
    expect([list.items, list.total, list.more, list.busy]).toEqual([[1, 2, 3], 7, true, false])
    void list.goOn()
    void list.goOn() // a second press while the first one is under way
    expect(waiting).toHaveLength(1)
    await answer()
    void list.goOn()
    await answer()
    expect([list.items, list.more]).toEqual([[1, 2, 3, 4, 5, 6, 7], false])
    void list.goOn()
    expect(waiting).toHaveLength(0)
  })

  it('begins again, and drops the answer to an older question', async () => {
    const { list, answer } = numbers(7)
    void list.restart()
    await answer()
    void list.goOn()
    void list.restart()
    await answer(1)
    await answer(0)
    expect([list.items, list.busy]).toEqual([[1, 2, 3], false])
  })

  it('keeps what is shown when a part fails, and can ask for it again', async () => {
    let fail = false
    const list = new Paged<string>(async () => {
      if (fail) throw new Error('no network')
      return { items: ['a'], total: 2, next: 'x' }
    })
    await list.restart()
    fail = true
    await list.goOn()
    expect([list.items, String(list.error), list.more, list.busy]).toEqual([['a'], 'Error: no network', true, false])
    fail = false
    await list.goOn()
    expect([list.items, list.error]).toEqual([['a', 'a'], undefined])
    list.change((item) => item.toUpperCase())
    expect(list.items).toEqual(['A', 'A'])
  })
})
