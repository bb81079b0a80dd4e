import { describe, expect, it } from 'vitest'
import { joinPath, nextWithSecret, secretOf, signInToJoin } from './secrets'

describe('secrets in addresses', () => {
  it.each(['ABCD2345', 'AB CD', 'a/b?c#d&e%'])('%s stands behind the # only, and comes back', (code) => {
    for (const address of [joinPath(code), signInToJoin(code)]) {
      const url = new URL(address, 'https://gendu.example')
      expect(url.pathname + url.search).not.toContain(encodeURIComponent(code))
      expect(secretOf(url.hash.slice(1))).toBe(code)
    }
  })

  it('takes the code along through the sign-in, to joining only', () => {
    const url = new URL(signInToJoin('ABCD'), 'https://gendu.example')
    expect(nextWithSecret(url.searchParams.get('next') ?? '', url.hash.slice(1))).toBe('/join#ABCD')
    expect(nextWithSecret('/studio', 'ABCD')).toBe('/studio')
    expect(nextWithSecret('/join', '')).toBe('/join')
  })

  it('reads a stray % as it is', () => {
    expect(secretOf('100%')).toBe('100%')
  })
})
