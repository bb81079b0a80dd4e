import { afterEach, describe, expect, it, vi } from 'vitest'
import { Database } from './database'
import { IdbShelf, ShelfFull, uploadQuery, type WaitingTake } from './waitingtakes'

const take: WaitingTake = {
  id: '1', userId: 'ann', episodeId: 'e', cueId: 'c', revision: 1, cueText: '', mode: 'repeat', recordedAt: '', durationMs: 1000,
  type: 'audio/wav', body: new ArrayBuffer(4), state: 'waiting', attempts: 0, nextAt: 0, message: '',
}

/** A request that is answered in a moment, or never. */
function request<T>(result: T, answered = true) {
  const r = { result, onsuccess: () => undefined }
  if (answered) queueMicrotask(() => r.onsuccess())
  return r
}

/** As much of IndexedDB as one `of` needs; `broken` connections throw at every transaction. */
function factory(broken: number) {
  let opened = 0
  const store = { index: () => ({ getAll: () => request([{ ...take, body: undefined }]) }) }
  const open = () => {
    const ill = ++opened <= broken
    return request({
      transaction: () => {
        if (ill) throw new DOMException('The database connection is closing.', 'InvalidStateError')
        const tx = { oncomplete: () => undefined, objectStore: () => store }
        setTimeout(() => tx.oncomplete())
        return tx
      },
    })
  }
  return { open, opened: () => opened }
}

afterEach(() => vi.useRealTimers())

describe('the address of an upload', () => {
  const named = (row: WaitingTake) => ['cue', 'keyword'].map((name) => uploadQuery(row).get(name))

  it('names the cue, also for rows from before keywords were recorded', () => {
    expect(named(take)).toEqual(['c', null])
    expect(named({ ...take, subject: 'cue' })).toEqual(['c', null])
  })

  it('names the keyword, and no cue beside it', () => {
    expect(named({ ...take, subject: 'keyword', cueId: 'k' })).toEqual([null, 'k'])
  })
})

describe('the shelf in IndexedDB', () => {
  it('is full where the browser never answers', async () => {
    vi.useFakeTimers()
    const shelf = new IdbShelf(new Database({ open: () => request(null, false) } as unknown as IDBFactory))
    const put = expect(shelf.put(take)).rejects.toBeInstanceOf(ShelfFull)
    await vi.advanceTimersByTimeAsync(10_000)
    await put
  })

  it('opens a connection again that broke without a word, once', async () => {
    const once = factory(1)
    expect((await new IdbShelf(new Database(once as unknown as IDBFactory)).of('ann')).map((r) => r.id)).toEqual(['1'])
    expect(once.opened()).toBe(2)
    const always = factory(9)
    await expect(new IdbShelf(new Database(always as unknown as IDBFactory)).of('ann')).rejects.toThrow('closing')
    expect(always.opened()).toBe(2)
  })
})
