import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Grants, RENEW_EVERY } from './grants'
import { Scope } from './scope'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function made(seen = () => true) {
  const scope = new Scope()
  const asked: string[] = []
  const ask = (url: string) => {
    asked.push(url)
    return Promise.reject(new Error('offline')) // a renewal that fails costs nothing
  }
  return { scope, asked, grants: new Grants(scope, ask, seen, () => Date.now()) }
}

it('what a page is about is renewed as long as it is open and seen', () => {
  let seen = true
  const { scope, asked, grants } = made(() => seen)
  grants.hold('/media/audios/a1/practice.wav')
  vi.advanceTimersByTime(10 * RENEW_EVERY)
  expect(asked).toEqual(new Array(10).fill('/media/audios/a1/grant'))
  seen = false
  vi.advanceTimersByTime(3 * RENEW_EVERY)
  expect(asked).toHaveLength(10)
  seen = true
  vi.advanceTimersByTime(RENEW_EVERY)
  expect(asked).toHaveLength(11)
  scope.dispose()
  vi.advanceTimersByTime(3 * RENEW_EVERY)
  expect(asked).toHaveLength(11)
})

it('what was played is renewed for as long as a grant lasts', () => {
  const { asked, grants } = made()
  grants.used('/media/audios/a1/clips/0-1000.wav')
  grants.used('/media/audios/a2/listening.m4a')
  grants.used('/media/audios/a2/clips/5-9.wav')
  vi.advanceTimersByTime(RENEW_EVERY)
  expect(asked).toEqual(['/media/audios/a1/grant', '/media/audios/a2/grant'])
  grants.used('/media/audios/a1/clips/0-1000.wav') // again: from now on
  vi.advanceTimersByTime(2 * RENEW_EVERY)
  expect(asked.filter((url) => url.includes('a1'))).toHaveLength(3)
  expect(asked.filter((url) => url.includes('a2'))).toHaveLength(2)
  vi.advanceTimersByTime(10 * RENEW_EVERY)
  expect(asked).toHaveLength(5)
})

it('takes have no grants', () => {
  const { asked, grants } = made()
  grants.used('/api/v1/takes/t1/audio')
  grants.used('blob:http://x/1')
  vi.advanceTimersByTime(RENEW_EVERY)
  expect(asked).toEqual([])
})
