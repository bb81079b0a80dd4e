import { describe, expect, it, vi } from 'vitest'
import { dice, MemoryShelf } from '../fixtures'
import type { Take } from '../session/model'
import { backoff, notTaken, sendingTime, UploadQueue, type QueuePorts, type Sent } from './queue'
import { merge, unseen, waitingRow, withNews, withTake } from './rows'
import { noShelf, uploadQuery, type TakeShelf, type WaitingTake } from './waitingtakes'

const waiting = (id: string, userId = 'ann', at = id): WaitingTake => ({
  id, userId, episodeId: 'e', cueId: 'c', revision: 1, cueText: '', mode: 'repeat', recordedAt: at, durationMs: 1000,
  type: 'audio/wav', body: new ArrayBuffer(4), state: 'waiting', attempts: 0, nextAt: 0, message: '',
})

const saved = (id: string, change: Partial<Take> = {}): Take => ({
  id, episodeId: 'e', subject: 'cue', cueId: 'c', revision: 1, cueText: '', cueStartMs: 0, cueEndMs: 1, audioUrl: '', referenceUrl: '', mode: 'repeat',
  echoCancelled: false, cut: false, durationMs: 1000, note: '', best: false, favourite: false, recordedAt: id, createdAt: id, submissions: [], reviews: [], ...change,
})

/** A server and a clock by hand; two queues may share one shelf and one lock. */
class Place {
  time = 0
  user: string | null = 'ann'
  up = true
  answers: Sent[] = []
  arrived: string[] = []
  server = new Map<string, string>()
  erased: string[] = []
  timers: { at: number; run: () => void }[] = []
  held = false
  sends = 0

  constructor(readonly shelf: TakeShelf = new MemoryShelf()) {}

  ports(change: Partial<QueuePorts> = {}): QueuePorts {
    return {
      shelf: this.shelf,
      whoami: async () => {
        if (!this.up) throw new Error('offline')
        return this.user
      },
      send: async (take) => {
        this.sends++
        if (!this.up) return { kind: 'later', message: '', afterMs: 0 }
        const given = this.answers.shift()
        if (given && given.kind !== 'saved') return given
        this.server.set(take.id, take.userId)
        this.arrived.push(take.id)
        return { kind: 'saved', take: saved(take.id) }
      },
      erase: async (row) => {
        if (!this.up) return { kind: 'later', message: '', afterMs: 0 }
        this.erased.push(row.id)
        this.server.delete(row.id)
        return { kind: 'gone' }
      },
      alone: async (_, run) => {
        if (this.held) return
        this.held = true
        await run().finally(() => (this.held = false))
      },
      now: () => this.time,
      random: () => 0.5,
      after: (ms, run) => {
        const t = { at: this.time + ms, run }
        this.timers.push(t)
        return () => void (this.timers = this.timers.filter((x) => x !== t))
      },
      saved: () => undefined,
      changed: () => undefined,
      ...change,
    }
  }

  /** Lets time pass, with everything that is due. */
  async pass(ms: number): Promise<void> {
    await calm()
    const end = this.time + ms
    for (let k = 0; k < 200; k++) {
      const next = [...this.timers].sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      this.time = Math.max(this.time, next.at)
      this.timers = this.timers.filter((x) => x !== next)
      next.run()
      await calm()
    }
    this.time = end
  }
}

async function calm(): Promise<void> {
  for (let i = 0; i < 60; i++) await Promise.resolve()
}

describe('a take that finds no space', () => {
  it('waits, and says where there is none', async () => {
    const p = new Place()
    p.answers = [notTaken(507, 'full', 'The disk is full.', 0), notTaken(403, 'quota', 'Yours is used up.', 0)]
    const queue = new UploadQueue('ann', p.ports())
    await queue.add(waiting('1'))
    const row = async () => (await p.shelf.of('ann'))[0]
    await vi.waitFor(async () => expect((await row())?.attempts).toBe(1))
    expect(await row()).toMatchObject({ state: 'waiting', full: 'server', message: 'The disk is full.' })
    await queue.retry()
    await vi.waitFor(async () => expect((await row())?.attempts).toBe(2))
    expect(await row()).toMatchObject({ state: 'waiting', full: 'mine' })
    await queue.retry()
    await vi.waitFor(() => expect(p.arrived).toEqual(['1']))
    expect(await row()).toBeUndefined()
    queue.dispose()
  })

  it('differs from one that is refused for good', () => {
    expect(notTaken(507, 'full', 'm', 1000)).toEqual({ kind: 'later', message: 'm', afterMs: 1000, full: 'server' })
    expect(notTaken(403, 'quota', 'm', 0)).toEqual({ kind: 'later', message: 'm', afterMs: 0, full: 'mine' })
    expect(notTaken(403, 'denied', 'm', 0)).toEqual({ kind: 'refused', message: 'm' })
    expect(notTaken(503, undefined, 'm', 0)).toEqual({ kind: 'later', message: 'm', afterMs: 0 })
    expect([notTaken(401, '', '', 0).kind, notTaken(410, '', '', 0).kind]).toEqual(['signedOut', 'gone'])
  })
})

describe('the upload queue', () => {
  it('sends oldest first and empties the shelf', async () => {
    const p = new Place()
    for (const id of ['3', '1', '2']) await p.shelf.put(waiting(id))
    new UploadQueue('ann', p.ports()).kick()
    await p.pass(0)
    expect(p.arrived).toEqual(['1', '2', '3'])
    expect(await p.shelf.of('ann')).toEqual([])
  })

  it('keeps takes while nobody answers, and sends each once when somebody does', async () => {
    const p = new Place()
    const q = new UploadQueue('ann', p.ports())
    p.up = false
    for (const id of ['1', '2', '3', '4', '5']) await q.add(waiting(id))
    await p.pass(60_000)
    expect([p.arrived.length, (await p.shelf.of('ann')).length]).toEqual([0, 5])
    p.up = true
    await p.pass(120_000)
    expect([...p.arrived].sort()).toEqual(['1', '2', '3', '4', '5'])
  })

  it('goes on from the shelf after a reload', async () => {
    const p = new Place()
    p.up = false
    const before = new UploadQueue('ann', p.ports())
    await before.add(waiting('1'))
    before.dispose()
    p.up = true
    new UploadQueue('ann', p.ports()).kick()
    await p.pass(5000)
    expect(p.arrived).toEqual(['1'])
  })

  it('sends nothing of the first person under the second', async () => {
    const p = new Place()
    p.user = 'bob'
    const ann = new UploadQueue('ann', p.ports())
    await ann.add(waiting('1'))
    new UploadQueue('bob', p.ports()).kick()
    await p.pass(100_000)
    expect([p.sends, ann.signedOut]).toEqual([0, true])
    p.user = 'ann'
    await p.pass(20_000)
    expect(p.server.get('1')).toBe('ann')
  })

  it('waits for somebody to sign in, then goes on', async () => {
    const p = new Place()
    p.answers = [{ kind: 'signedOut' }]
    const q = new UploadQueue('ann', p.ports())
    await q.add(waiting('1'))
    await p.pass(0)
    expect([q.signedOut, p.arrived.length]).toEqual([true, 0])
    await q.retry()
    await p.pass(0)
    expect([q.signedOut, p.arrived]).toEqual([false, ['1']])
  })

  it('keeps what was refused, tells why, and does not try again by itself', async () => {
    const p = new Place()
    p.answers = [{ kind: 'refused', message: 'too long' }]
    const q = new UploadQueue('ann', p.ports())
    await q.add(waiting('1'))
    await q.add(waiting('2'))
    await p.pass(600_000)
    expect((await p.shelf.of('ann')).map((r) => [r.id, r.state, r.message])).toEqual([['1', 'refused', 'too long']])
    expect([p.arrived, p.sends]).toEqual([['2'], 2])
  })

  it('forgets what was deleted on the server', async () => {
    const p = new Place()
    p.answers = [{ kind: 'gone' }]
    await new UploadQueue('ann', p.ports()).add(waiting('1'))
    await p.pass(0)
    expect(await p.shelf.of('ann')).toEqual([])
  })

  it.each<Sent>([{ kind: 'later', message: '', afterMs: 0 }, { kind: 'saved', take: saved('1') }, { kind: 'refused', message: 'no' }])(
    'a take that was deleted while it was under way is deleted on the server too, when its answer is $kind',
    async (late) => {
      const p = new Place()
      let answer: (s: Sent) => void = () => undefined
      const q = new UploadQueue('ann', p.ports({ send: () => new Promise((resolve) => (answer = resolve)) }))
      await q.add(waiting('1'))
      await calm()
      await q.drop(waiting('1'))
      expect(p.erased).toEqual([])
      answer(late)
      await p.pass(0)
      expect([p.erased, await p.shelf.of('ann')]).toEqual([['1'], []])
      q.dispose()
    },
  )

  it('a deletion outlives its page and a dead network, and is never an upload', async () => {
    const p = new Place()
    p.up = false
    const before = new UploadQueue('ann', p.ports())
    await before.add(waiting('1'))
    await p.pass(5000)
    await before.drop(waiting('1'))
    await p.pass(5000)
    before.dispose()
    expect((await p.shelf.of('ann')).map((r) => r.state)).toEqual(['deleted'])
    const sends = p.sends
    const after = new UploadQueue('ann', p.ports())
    await after.retry()
    await p.pass(30_000)
    p.up = true
    await p.pass(120_000)
    expect([p.sends, p.erased, await p.shelf.of('ann')]).toEqual([sends, ['1'], []])
  })

  it('a deletion for which the browser has no room is remembered by the page', async () => {
    const p = new Place(noShelf)
    p.up = false
    const q = new UploadQueue('ann', p.ports())
    await q.drop(waiting('1'))
    await p.pass(10_000)
    p.up = true
    await p.pass(120_000)
    expect([p.erased, p.sends]).toEqual([['1'], 0])
  })

  it('a clock that was set back holds nothing up', async () => {
    const p = new Place()
    await p.shelf.put({ ...waiting('1'), nextAt: 365 * 86_400_000 })
    new UploadQueue('ann', p.ports()).kick()
    await p.pass(0)
    expect(p.arrived).toEqual(['1'])
  })

  it('looks again within a minute, and heeds no endless Retry-After', async () => {
    const p = new Place()
    p.answers = [{ kind: 'later', message: '', afterMs: 1e12 }]
    await new UploadQueue('ann', p.ports()).add(waiting('1'))
    await p.pass(0)
    expect(p.timers.map((t) => t.at)).toEqual([60_000])
    await p.pass(14 * 60_000)
    expect(p.arrived).toEqual([])
    await p.pass(2 * 60_000)
    expect(p.arrived).toEqual(['1'])
  })

  it('without an answer nobody is called signed out', async () => {
    const p = new Place(noShelf)
    const q = new UploadQueue('ann', p.ports())
    p.up = false
    expect([(await q.sendDirectly(waiting('1'))).kind, q.signedOut]).toEqual(['later', false])
    p.up = true
    p.user = null
    expect([(await q.sendDirectly(waiting('1'))).kind, q.signedOut]).toEqual(['signedOut', true])
    p.user = 'ann'
    expect([(await q.sendDirectly(waiting('1'))).kind, q.signedOut]).toEqual(['saved', false])
  })

  it('gives a long recording the time that a weak network needs', () => {
    expect([0, 50_000, 2_500_000, 16 << 20].map(sendingTime)).toEqual([60_000, 70_000, 560_000, 600_000])
  })

  it('a shelf without room for news waits all the same, and asks nothing twice in a hurry', async () => {
    const shelf = new MemoryShelf()
    shelf.mark = () => Promise.reject(new Error('QuotaExceededError'))
    const p = new Place(shelf)
    p.answers = [{ kind: 'later', message: '', afterMs: 0 }, { kind: 'later', message: '', afterMs: 0 }, { kind: 'refused', message: 'too long' }]
    const q = new UploadQueue('ann', p.ports())
    await q.add(waiting('1'))
    await p.pass(600_000)
    expect([p.sends, p.arrived]).toEqual([3, []])
    await q.retry()
    await p.pass(0)
    expect(p.arrived).toEqual(['1'])
  })

  it('what cannot be taken off the shelf is asked about once a minute', async () => {
    const shelf = new MemoryShelf()
    shelf.remove = () => Promise.reject(new Error('UnknownError'))
    const p = new Place(shelf)
    await new UploadQueue('ann', p.ports()).add(waiting('1'))
    await p.pass(59_000)
    expect(p.sends).toBe(1)
  })

  it('heeds Retry-After', async () => {
    const p = new Place()
    p.answers = [{ kind: 'later', message: '', afterMs: 30_000 }]
    await new UploadQueue('ann', p.ports()).add(waiting('1'))
    await p.pass(29_000)
    expect(p.arrived).toEqual([])
    await p.pass(2000)
    expect(p.arrived).toEqual(['1'])
  })

  it('two tabs send each take once, whatever the network does', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const roll = dice(seed)
      const p = new Place()
      const tabs = [new UploadQueue('ann', p.ports()), new UploadQueue('ann', p.ports())]
      const ids = Array.from({ length: 6 }, (_, i) => String(i))
      for (const id of ids) {
        p.up = roll() < 0.5
        await tabs[Math.floor(roll() * 2)]!.add(waiting(id))
        await p.pass(Math.floor(roll() * 3000))
      }
      p.up = true
      await p.pass(300_000)
      expect([...p.arrived].sort(), `seed ${seed}`).toEqual(ids)
      expect(await p.shelf.of('ann')).toEqual([])
    }
  })

  it('waits longer and longer, up to a minute', () => {
    expect([0, 1, 2, 3, 20].map((n) => backoff(n, 0.5))).toEqual([1000, 2000, 4000, 8000, 60_000])
    expect([backoff(0, 0), backoff(0, 1)]).toEqual([750, 1250])
  })
})

describe('rows', () => {
  it('the server wins over what still waits, newest first', () => {
    const rows = merge([saved('2'), saved('1')], [waitingRow(waiting('1')), waitingRow(waiting('3'))])
    expect(rows.map((r) => [r.id, r.state])).toEqual([
      ['3', 'waiting'],
      ['2', 'saved'],
      ['1', 'saved'],
    ])
  })

  it('says whether the microphone had echo cancellation, on the way and after it', () => {
    const over = { ...waiting('1'), mode: 'shadow' as const, echoCancelled: true }
    const old = waiting('2') // from before that was kept
    expect([over, old].map((w) => uploadQuery(w).get('echoCancelled'))).toEqual(['true', 'false'])
    expect([over, old].map((w) => waitingRow(w).echoCancelled)).toEqual([true, false])
    expect(merge([saved('3', { echoCancelled: true })], [])[0]?.echoCancelled).toBe(true)
  })

  it('a list that was long under way does not undo what arrived meanwhile', () => {
    const before = [saved('1'), saved('2')]
    const now = withTake([saved('3'), ...before], saved('2', { note: 'fresh' }))
    const rows = withNews([saved('1', { note: 'elsewhere' }), saved('2')], before, now)
    expect(rows.map((t) => [t.id, t.note]).sort()).toEqual([['1', 'elsewhere'], ['2', 'fresh'], ['3', '']])
  })

  it('a cue has one best take', () => {
    const list = withTake([saved('1', { best: true }), saved('2', { best: true, cueId: 'other' })], saved('3', { best: true }))
    expect(list.filter((t) => t.best).map((t) => t.id)).toEqual(['3', '2'])
  })

  it('knows an unread review', () => {
    const review = { id: 'r', classId: 'k', teacherName: '', verdict: 'good' as const, text: '', comments: [], createdAt: '', updatedAt: '', seen: false }
    expect([unseen(saved('1')), unseen(saved('1', { reviews: [review] })), unseen(saved('1', { reviews: [{ ...review, seen: true }] }))]).toEqual([false, true, false])
  })
})
