import { describe, expect, it } from 'vitest'
import { ValueSender, type Outcome, type SenderPorts } from './valuesender'
import { Unsent } from './unsentvalues'

/** A server and a clock by hand. */
class Desk implements SenderPorts {
  time = 0
  timers: { at: number; run: () => void }[] = []
  answers: Outcome[] = []
  got: [key: string, n: unknown, leaving: boolean][] = []
  signedOuts = 0
  readonly shelf = new Map<string, string>()
  unsent = new Unsent(
    { getItem: (k) => this.shelf.get(k) ?? null, setItem: (k, v) => void this.shelf.set(k, v), removeItem: (k) => void this.shelf.delete(k) },
    'ann',
    () => this.time,
  )
  hold: ((how: Outcome) => void) | null = null
  slow = false

  put = (key: string, value: Record<string, unknown>, leaving: boolean): Promise<Outcome> => {
    this.got.push([key, value.n, leaving])
    if (this.slow) return new Promise((resolve) => (this.hold = resolve))
    return Promise.resolve(this.answers.shift() ?? 'kept')
  }
  after = (ms: number, run: () => void) => {
    const timer = { at: this.time + ms, run }
    this.timers.push(timer)
    return () => void (this.timers = this.timers.filter((t) => t !== timer))
  }

  async pass(ms: number): Promise<void> {
    const end = this.time + ms
    for (;;) {
      for (let i = 0; i < 8; i++) await Promise.resolve()
      const next = [...this.timers].sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      this.time = next.at
      this.timers = this.timers.filter((t) => t !== next)
      next.run()
    }
    this.time = end
  }
}

describe('the sender of settings', () => {
  it('sends the newest value once, a moment after the last change', async () => {
    const d = new Desk()
    const k = new ValueSender(d)
    k.keep('a', { n: 1 }, 800)
    await d.pass(500)
    k.keep('a', { n: 2 }, 800)
    k.keep('b', { n: 9 }, 100)
    await d.pass(5000)
    expect(d.got).toEqual([['b', 9, false], ['a', 2, false]])
    expect(k.waiting).toBe(false)
  })

  it('tries again, less and less often, until it is kept', async () => {
    const d = new Desk()
    d.answers = ['later', 'later', 'later']
    const k = new ValueSender(d)
    k.keep('a', { n: 1 }, 0)
    await d.pass(13_999)
    expect([d.got.length, k.waiting]).toEqual([3, true])
    await d.pass(1)
    expect([d.got.length, k.waiting]).toEqual([4, false])
  })

  it('sends what waits at once when the page is left', async () => {
    const d = new Desk()
    const k = new ValueSender(d)
    k.keep('a', { n: 1 }, 800)
    k.flush()
    await d.pass(5000)
    expect(d.got).toEqual([['a', 1, true]])
  })

  it('never has two of one key under way: the newer follows the older', async () => {
    const d = new Desk()
    d.slow = true
    const k = new ValueSender(d)
    k.keep('a', { n: 1 }, 0)
    await d.pass(10)
    k.keep('a', { n: 2 }, 0)
    k.flush()
    await d.pass(1000)
    expect(d.got.map((g) => g[1])).toEqual([1])
    d.hold!('kept')
    await d.pass(10)
    expect(d.got.map((g) => g[1])).toEqual([1, 2])
    d.hold!('kept')
    await d.pass(10)
    expect(k.waiting).toBe(false)
  })

  it('waits for somebody to sign in, and drops what is never taken', async () => {
    const d = new Desk()
    d.answers = ['signedOut']
    const k = new ValueSender(d)
    k.onSignedOut = () => void d.signedOuts++
    k.keep('a', { n: 1 }, 0)
    await d.pass(600_000)
    expect([d.got.length, d.signedOuts, k.waiting]).toEqual([1, 1, true])
    k.flush()
    await d.pass(0)
    expect([d.got.length, k.waiting]).toEqual([2, false])
    d.answers = ['refused']
    k.keep('a', { n: 2 }, 0)
    await d.pass(600_000)
    expect([d.got.length, k.waiting]).toEqual([3, false])
  })

  it('tells what the last page had no time to tell, and begins with it', async () => {
    const d = new Desk()
    d.time = 1000
    d.slow = true
    const gone = new ValueSender(d)
    gone.keep('a', { n: 1 }, 800)
    gone.flush()
    const old = { value: { n: 0 }, updatedAt: new Date(500).toISOString() }
    d.slow = false
    const k = new ValueSender(d)
    expect([k.reading('a')(old), k.reading('b')(old)]).toEqual([{ n: 1 }, { n: 0 }])
    await d.pass(10)
    expect(d.got.map(([key, n]) => [key, n])).toEqual([['a', 1], ['a', 1]])
    expect(d.shelf.size).toBe(0)
    expect(new ValueSender(d).reading('a')(old)).toEqual({ n: 0 })
  })

  it('holds a value that was put down while an older one was under way, though that one arrived later', async () => {
    const d = new Desk()
    d.slow = true
    d.time = 1000
    const gone = new ValueSender(d)
    gone.reading('a')({ value: { n: 0 } })
    gone.keep('a', { n: 1 }, 0)
    await d.pass(10)
    gone.keep('a', { n: 2 }, 800)
    gone.flush() // the page is left: the answer to the first reaches nobody
    const next = new ValueSender(d)
    expect(next.reading('a')({ value: { n: 1 }, updatedAt: new Date(5000).toISOString() })).toEqual({ n: 2 })
  })

  it('gives way to another device that wrote later', async () => {
    const d = new Desk()
    d.slow = true
    const gone = new ValueSender(d)
    gone.reading('a')({ value: { n: 0 } })
    gone.keep('a', { n: 1 }, 800)
    gone.flush()
    expect(new ValueSender(d).reading('a')({ value: { n: 7 }, updatedAt: new Date(5000).toISOString() })).toEqual({ n: 7 })
  })

  it.each(['kept', 'refused'] as const)('leaves nothing for the next page of what was %s', async (how) => {
    const d = new Desk()
    d.answers = [how]
    new ValueSender(d).keep('a', { n: 1 }, 0)
    expect(d.shelf.size).toBe(1)
    await d.pass(10)
    expect(d.shelf.size).toBe(0)
  })

  it('believes what it sent over an answer that was given before', async () => {
    const d = new Desk()
    const k = new ValueSender(d)
    const old = { value: { n: 0 } }
    const first = k.reading('a')
    k.keep('a', { n: 1 }, 0)
    await d.pass(1)
    expect(k.waiting).toBe(false)
    expect(first(old), 'confirmed while the server was asked').toEqual({ n: 1 })
    expect(k.reading('a')({ value: { n: 2 } }), 'asked afterwards: another device may have written').toEqual({ n: 2 })
    d.slow = true
    k.keep('a', { n: 3 }, 0)
    const second = k.reading('a')
    await d.pass(1)
    expect(second(old), 'under way').toEqual({ n: 3 })
  })
})
