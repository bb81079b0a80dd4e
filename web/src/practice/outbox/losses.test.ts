import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Take } from '../session/model'
import { type Holder, Losses } from './losses'
import type { Sent } from './queue'
import { uploadQuery, type WaitingTake } from './waitingtakes'

const take = {
  id: 'a', episodeId: 'e', subject: 'keyword', cueId: 'c', revision: 3, cueText: 'So it goes.', mode: 'shadow', echoCancelled: true, cut: true,
  recordedAt: '2026-11-29T10:00:00Z', durationMs: 900, audioUrl: '/api/v1/takes/a/audio',
} as Take
const there = () => new Response('R', { status: 206 })
const lost = () => Response.json({ kind: 'lost', message: '' }, { status: 500 })

/** A watch over a server that gives the answers one after the other; null is no answer. */
function watch(...answers: (Response | null)[]) {
  const clock = { now: 0 }
  const takes: Holder = { lost: new Set(), held: () => [take] }
  const asked = vi.fn((_url: string, _how: RequestInit) => {
    const answer = answers.shift()
    return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('no network'))
  })
  vi.stubGlobal('fetch', asked)
  const losses = new Losses(new AbortController().signal, takes, () => clock.now)
  return { losses, clock, asked, takes }
}

afterEach(() => void vi.unstubAllGlobals())

describe('look', () => {
  it('tells of a recording that the server has lost, and asks once a minute', async () => {
    const { losses, clock, asked, takes } = watch(there(), lost())
    for (const now of [0, 59_999, 60_000, 61_000]) {
      expect([...takes.lost], `at ${now}`).toEqual(now > 60_000 ? ['a'] : [])
      clock.now = now
      await losses.look(take)
    }
    expect(asked).toHaveBeenCalledTimes(2)
    // A copy in the browser's cache must not answer for the server.
    expect(asked.mock.calls[0]).toMatchObject([take.audioUrl, { cache: 'no-store', headers: { Range: 'bytes=0-0' } }])
  })

  it('says nothing where the server says nothing of it, and asks again soon', async () => {
    const unclear = [null, new Response('<html>', { status: 502 }), Response.json({ kind: 'internal' }, { status: 500 }), Response.json({ kind: 'unauthenticated' }, { status: 401 })]
    const { losses, clock, asked, takes } = watch(...unclear, lost())
    for (const now of [0, 4999, 5000, 9999, 10_000, 15_000, 20_000]) {
      clock.now = now
      await losses.look(take)
    }
    expect(asked).toHaveBeenCalledTimes(5)
    expect([...takes.lost]).toEqual(['a'])
  })
})

it('asks about the others too once one is lost, and about none whose sound is not here', async () => {
  const other = { ...take, id: 'b', audioUrl: '/api/v1/takes/b/audio' }
  const { losses, asked, takes } = watch(lost(), lost(), lost())
  takes.held = () => [take, other]
  await losses.look({ ...take, id: 'z' })
  expect([...takes.lost]).toEqual([])
  await losses.look(take)
  expect([...takes.lost].sort()).toEqual(['a', 'b'])
  expect(asked).toHaveBeenCalledTimes(3)
})

describe('heal', () => {
  const body = new ArrayBuffer(8)
  const answering = (sent: Sent) => ({ sendDirectly: vi.fn((_: WaitingTake) => Promise.resolve(sent)) })

  it('sends the take as the server knows it, and asks about it again at the next play', async () => {
    const { losses, asked, takes } = watch(lost(), there())
    await losses.look(take)
    const queue = answering({ kind: 'saved', take })
    await losses.heal(queue, take, 'ann', body)
    expect([...takes.lost]).toEqual([])
    const sent = queue.sendDirectly.mock.calls[0]?.[0]
    expect(sent).toMatchObject({ id: 'a', userId: 'ann', type: 'audio/wav', body })
    expect(Object.fromEntries(sent ? uploadQuery(sent) : [])).toEqual({
      episode: 'e', keyword: 'c', revision: '3', mode: 'shadow', recordedAt: '2026-11-29T10:00:00Z', speed: '1', echoCancelled: 'true', cut: 'true',
    })
    await losses.look(take)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('knows of one that was deleted meanwhile', async () => {
    const { losses, takes } = watch(lost())
    await losses.look(take)
    await losses.heal(answering({ kind: 'gone' }), take, 'ann', body)
    expect([...takes.lost]).toEqual([])
  })

  for (const [sent, kind] of [
    [{ kind: 'signedOut' }, 'unauthenticated'],
    [{ kind: 'refused', message: 'no' }, 'conflict'],
    [{ kind: 'later', message: '', afterMs: 0 }, 'unavailable'],
    [{ kind: 'later', message: '', afterMs: 0, full: 'server' }, 'full'],
  ] as [Sent, string][]) {
    it(`fails as ${kind}, and the take stays lost`, async () => {
      const { losses, takes } = watch(lost())
      await losses.look(take)
      await expect(losses.heal(answering(sent), take, 'ann', body)).rejects.toMatchObject({ kind })
      expect([...takes.lost]).toEqual(['a'])
    })
  }
})
