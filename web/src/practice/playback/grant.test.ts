import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope } from '../../lib/scope'
import { keepGrant, RENEW_EVERY } from './grant'

describe('keepGrant', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('renews while the page is seen, goes on after a failure, and ends with its scope', () => {
    const scope = new Scope()
    const ask = vi.fn((_url: string, _init: RequestInit) => Promise.reject(new Error('offline')))
    let seen = true
    keepGrant(scope, '/media/audios/a1/practice.wav', () => seen, ask)
    expect(ask).not.toHaveBeenCalled()
    vi.advanceTimersByTime(2 * RENEW_EVERY)
    expect(ask.mock.calls.map(([url]) => url)).toEqual(['/media/audios/a1/grant', '/media/audios/a1/grant'])
    seen = false
    vi.advanceTimersByTime(RENEW_EVERY)
    expect(ask).toHaveBeenCalledTimes(2)
    seen = true
    scope.dispose()
    vi.advanceTimersByTime(RENEW_EVERY)
    expect(ask).toHaveBeenCalledTimes(2)
  })

  it('renews before the grant of ten minutes ends, also if one renewal fails', () => {
    expect(2 * RENEW_EVERY).toBeLessThan(10 * 60_000)
  })
})
