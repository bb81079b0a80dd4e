import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeAs } from '../../lib/api'
import { settingsSender } from './settingsender'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  writeAs(undefined)
})

describe('the sender of one person', () => {
  it('outlives the page, and writes nothing into the account of the next', async () => {
    vi.useFakeTimers()
    const held = new Map<string, string>()
    vi.stubGlobal('localStorage', {
      getItem: (k: string) => held.get(k) ?? null,
      setItem: (k: string, v: string) => void held.set(k, v),
      removeItem: (k: string) => void held.delete(k),
    })
    let online = false
    const names: (string | null)[] = []
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      if (!online) throw new TypeError('Failed to fetch')
      names.push(new Headers(init.headers).get('Gendu-User'))
      return Response.json({ kind: 'unauthenticated', message: 'Somebody else is signed in.' }, { status: 401 })
    })
    writeAs('ann')
    settingsSender('ann').keep('practice', { speed: 0.8 }, 0)
    await vi.advanceTimersByTimeAsync(1000)
    // Ann signs out and Ben signs in, in the same tab.
    writeAs('ben')
    online = true
    await vi.advanceTimersByTimeAsync(600_000)
    expect(names).toEqual(['ann'])
    expect([...held.keys()], 'kept for Ann’s next page').toEqual(['gendu:unsent:ann:practice'])
  })

  it('sends nothing that an older page left behind what the next page said', async () => {
    vi.useFakeTimers()
    let online = false
    const got: unknown[] = []
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      if (!online) throw new TypeError('Failed to fetch')
      got.push(JSON.parse(String(init.body)))
      return new Response(null, { status: 204 })
    })
    settingsSender('cleo').keep('practice', { speed: 0.8 }, 0)
    await vi.advanceTimersByTimeAsync(60_000)
    online = true
    settingsSender('cleo').keep('practice', { speed: 1 }, 0)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(got).toEqual([{ value: { speed: 1 } }])
  })
})
