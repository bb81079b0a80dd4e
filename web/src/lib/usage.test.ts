import { expect, it } from 'vitest'
import { nearlyFull, share } from './usage'

const limits = { bytes: 1000, takes: 10, uploads: 1, settings: 1, settingBytes: 1, streams: 1 }

it('gives the part that is used', () => {
  expect([share(0, 10), share(5, 10), share(20, 10), share(0, 0), share(-1, 10)]).toEqual([0, 0.5, 1, 1, 0])
})

it('says when one of the limits is near', () => {
  expect(nearlyFull({ used: { bytes: 899, takes: 8 }, limits })).toBe(false)
  expect(nearlyFull({ used: { bytes: 900, takes: 0 }, limits })).toBe(true)
  expect(nearlyFull({ used: { bytes: 0, takes: 9 }, limits })).toBe(true)
})
