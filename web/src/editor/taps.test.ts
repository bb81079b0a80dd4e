import { describe, expect, it } from 'vitest'
import type { Line, Lines } from './document'
import { OPEN_MS, tapEnd, tapStart, type Tapped } from './taps'

const line = (id: string, startMs = 0, endMs = 0): Line => ({ id, text: id, position: 0, paragraph: 0, translation: '', startMs, endMs, confidence: endMs ? 1 : 0, spoken: endMs > 0 })
const DURATION = 60_000
const lines: Lines = [line('a', 0, 1000), line('b'), line('c'), line('d', 30_000, 31_000), line('e')]
const times = (tapped: Tapped) => tapped.lines.map((l) => [l.startMs, l.endMs])

describe('taps', () => {
  it('begin a line, end it as the next one begins, and stop before a line that has times', () => {
    const one = tapStart(lines, 1, 2000, DURATION)
    expect(one).toMatchObject({ at: 1, done: false })
    expect(times(one)[1]).toEqual([2000, 2000 + OPEN_MS])
    const two = tapStart(one.lines, 1, 4000, DURATION)
    expect(two).toMatchObject({ at: 2, done: false })
    expect(times(two).slice(1, 3)).toEqual([[2000, 4000], [4000, 4000 + OPEN_MS]])
    const three = tapStart(two.lines, 2, 6000, DURATION)
    expect(three).toMatchObject({ at: 2, done: true })
    expect(times(three)).toEqual([[0, 1000], [2000, 4000], [4000, 6000], [30_000, 31_000], [0, 0]])
  })

  it('leave a pause where an end is tapped', () => {
    const one = tapStart(lines, 1, 2000, DURATION)
    const end = tapEnd(one.lines, 1, 3500, DURATION)
    expect(end).toMatchObject({ at: 2, done: false })
    expect(times(tapStart(end.lines, 2, 4200, DURATION)).slice(1, 3)).toEqual([[2000, 3500], [4200, 4200 + OPEN_MS]])
  })

  it('never overlap a neighbour', () => {
    expect(times(tapStart(lines, 1, 400, DURATION))[1]).toEqual([1000, 1000 + OPEN_MS])
    expect(times(tapStart(lines, 2, 29_500, DURATION))[2]).toEqual([29_500, 30_000])
    expect(times(tapEnd(tapStart(lines, 4, 40_000, DURATION).lines, 4, 99_000, DURATION))[4]).toEqual([40_000, DURATION])
    expect(tapEnd(lines, 4, 50_000, DURATION)).toEqual({ lines, at: 4, done: false }) // it did not begin
  })
})
