import { describe, expect, it } from 'vitest'
import { heard, moved, nudge, still } from './shift'

const span = { startMs: 1000, endMs: 4000 }

describe('a proposed shift', () => {
  it('moves each edge by itself', () => {
    const once = nudge(span, still, 'start', -50, 10_000)!
    const twice = nudge(span, once, 'end', 50, 10_000)!
    expect(twice).toEqual({ start: -50, end: 50 })
    expect(moved(span, twice)).toEqual({ startMs: 950, endMs: 4050 })
  })

  it.each([
    ['before the audio', { startMs: 20, endMs: 500 }, 'start', -50],
    ['behind the audio', { startMs: 9000, endMs: 9980 }, 'end', 50],
    ['further than anybody believes', { startMs: 6000, endMs: 9000 }, 'start', -5050],
    ['so that nothing is left', { startMs: 1000, endMs: 1120 }, 'start', 50],
    ['the same from behind', { startMs: 1000, endMs: 1120 }, 'end', -50],
  ] as const)('goes not %s', (_, where, edge, by) => {
    expect(nudge(where, still, edge, by, 10_000)).toBeUndefined()
  })

  it('leaves each edge right by itself, for each is a report of its own', () => {
    const later = nudge({ startMs: 1000, endMs: 1500 }, { start: 0, end: 400 }, 'start', 550, 10_000)
    expect(later).toBeUndefined()
  })

  it('is heard around the edge that moved', () => {
    expect(heard(span, { start: -100, end: 0 }, 'start')).toEqual({ fromMs: 900, toMs: 2400 })
    expect(heard(span, { start: -100, end: 200 }, 'end')).toEqual({ fromMs: 2700, toMs: 4200 })
    expect(heard({ startMs: 0, endMs: 800 }, still, 'end')).toEqual({ fromMs: 0, toMs: 800 })
  })
})
