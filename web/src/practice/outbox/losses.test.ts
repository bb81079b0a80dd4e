import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Take } from '../session/model'
import { askForByte, Losses, sentAgain, type Whereabouts } from './losses'
import { uploadQuery } from './waitingtakes'

const URL = '/api/v1/takes/a/audio'

function watch(answers: (Whereabouts | Error)[]) {
  const clock = { now: 0 }
  const asked: string[] = []
  const found: string[] = []
  const losses = new Losses({
    ask: (url) => {
      asked.push(url)
      const answer = answers.shift()
      return answer instanceof Error || !answer ? Promise.reject(answer ?? new Error('asked too often')) : Promise.resolve(answer)
    },
    now: () => clock.now,
    found: (id) => found.push(id),
  })
  return { losses, clock, asked, found }
}

describe('Losses', () => {
  it('tells of a recording that the server has lost, and asks once a minute', async () => {
    const { losses, clock, asked, found } = watch(['there', 'lost'])
    await losses.look('a', URL)
    clock.now = 59_999
    await losses.look('a', URL)
    expect(asked).toEqual([URL])
    clock.now = 60_000
    await losses.look('a', URL)
    expect(asked).toHaveLength(2)
    expect(found).toEqual(['a'])
  })

  it('says nothing where nobody answers, and asks again soon', async () => {
    const { losses, clock, asked, found } = watch([new TypeError('no network'), 'unknown', 'lost'])
    for (const now of [0, 4999, 5000, 9999, 10_000]) {
      clock.now = now
      await losses.look('a', URL)
    }
    expect(asked).toHaveLength(3)
    expect(found).toEqual(['a'])
  })

  it('asks at once about one that was sent again', async () => {
    const { losses, asked, found } = watch(['lost', 'there'])
    await losses.look('a', URL)
    losses.forget('a')
    await losses.look('a', URL)
    expect(asked).toHaveLength(2)
    expect(found).toEqual(['a'])
  })
})

describe('askForByte', () => {
  afterEach(() => void vi.unstubAllGlobals())

  for (const [name, answer, want] of [
    ['a byte', new Response('R', { status: 206 }), 'there'],
    ['a loss', Response.json({ kind: 'lost', message: '' }, { status: 500 }), 'lost'],
    ['another fault', Response.json({ kind: 'internal', message: '' }, { status: 500 }), 'unknown'],
    ['a proxy', new Response('<html>', { status: 502 }), 'unknown'],
    ['no session', Response.json({ kind: 'unauthenticated', message: '' }, { status: 401 }), 'unknown'],
  ] as const) {
    it(`reads ${name}`, async () => {
      const fetched = vi.fn(() => Promise.resolve(answer))
      vi.stubGlobal('fetch', fetched)
      expect(await askForByte(URL, new AbortController().signal)).toBe(want)
      // A copy in the browser's cache must not answer for the server.
      expect(fetched).toHaveBeenCalledWith(URL, expect.objectContaining({ cache: 'no-store', headers: expect.objectContaining({ Range: 'bytes=0-0' }) }))
    })
  }
})

it('sends a take again as it is known', () => {
  const take = {
    id: 'a', episodeId: 'e', cueId: 'c', revision: 3, cueText: 'So it goes.', mode: 'shadow', echoCancelled: true, cut: true,
    recordedAt: '2026-11-29T10:00:00Z', durationMs: 900,
  } as Take
  const body = new ArrayBuffer(8)
  const again = sentAgain(take, 'ann', body)
  expect(again).toMatchObject({ id: 'a', userId: 'ann', state: 'waiting', type: 'audio/wav', body })
  expect(Object.fromEntries(uploadQuery(again))).toEqual({
    episode: 'e', cue: 'c', revision: '3', mode: 'shadow', recordedAt: '2026-11-29T10:00:00Z', speed: '1', echoCancelled: 'true', cut: 'true',
  })
})
