import { describe, expect, it } from 'vitest'
import type { Line } from './document'
import { flagTicks, middle, reportsOf, type Flag } from './flags'

const line = (id: string, more: Partial<Line> = {}): Line => ({ id, text: 'One.', translation: '', position: 0, paragraph: 0, startMs: 1000, endMs: 2000, confidence: 1, spoken: true, ...more })
let made = 0
const flag = (more: Partial<Flag> = {}): Flag => ({ id: `f${made++}`, cueId: 'a', kind: 'start', shiftMs: 0, note: '', startMs: 1000, endMs: 2000, was: '', ...more })

describe('reports on a line', () => {
  it('put together what several say of one thing, in one order', () => {
    const list = [flag({ kind: 'other', note: 'loud' }), flag({ shiftMs: -200 }), flag({ shiftMs: -150, note: 'cut' }), flag({ shiftMs: -50, note: 'cut' })]
    const reports = reportsOf(list, [line('a'), line('b')]).get('a')!
    expect(reports.map((one) => [one.kind, one.ids.length, one.shiftMs, one.notes.join()])).toEqual([['start', 3, -150, 'cut'], ['other', 1, 0, 'loud']])
  })

  it.each([
    [[], 0],
    [[-50], -50],
    [[-200, -100], -100],
    [[100, 250], 100],
    [[-150, 50, 100], 50],
  ])('of %j take the middle, %i', (shifts, want) => {
    expect(middle(shifts)).toBe(want)
  })

  it('move an edge only where it is as it was', () => {
    const list = [flag({ shiftMs: -100 }), flag({ kind: 'end', shiftMs: 50 })]
    const [start, end] = reportsOf(list, [line('a', { startMs: 900 })]).get('a')!
    expect(start).toMatchObject({ shiftMs: 0, changed: true, was: '1000' })
    expect(end).toMatchObject({ shiftMs: 50, changed: false })
    const later = reportsOf([...list, flag({ startMs: 900, shiftMs: 20 })], [line('a', { startMs: 900 })]).get('a')![0]
    expect(later).toMatchObject({ shiftMs: 20, changed: false })
  })

  it('say that a text is not any more what it was', () => {
    const list = [flag({ kind: 'text', was: 'Won.' }), flag({ cueId: 'b', kind: 'text', was: 'One.' })]
    const reports = reportsOf(list, [line('a'), line('b')])
    expect(reports.get('a')![0]).toMatchObject({ changed: true, was: 'Won.' })
    expect(reports.get('b')![0]).toMatchObject({ changed: false })
  })

  it('go with a line that became part of another one, and are none of a line that is gone', () => {
    const reports = reportsOf([flag({ cueId: 'b', kind: 'end' }), flag({ cueId: 'gone' })], [line('a', { absorbed: ['b'] })])
    expect([...reports.keys()]).toEqual(['a'])
  })

  it('stand on the band in the middle of their line', () => {
    expect(flagTicks([line('a'), line('b', { spoken: false }), line('c')], new Set(['a', 'b']), 10_000)).toEqual([150, 200])
    expect(flagTicks([line('a')], new Set(), 10_000)).toEqual([])
  })
})
