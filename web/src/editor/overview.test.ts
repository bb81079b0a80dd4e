import { describe, expect, it } from 'vitest'
import type { Line } from './document'
import { lineAt, marksOf } from './overview'

const line = (id: string, startMs: number, endMs: number, confidence = 1): Line => ({ id, text: id, position: 0, paragraph: 0, translation: '', startMs, endMs, confidence, spoken: endMs > 0 })
const lines = [line('a', 0, 0), line('b', 1000, 2000), line('c', 2000, 3000, 0.4), line('d', 0, 0), line('e', 5000, 6000, 0.6)]

describe('the overview', () => {
  it('shows where lines are heard, and what is to be looked at', () =>
    expect(marksOf(lines, 10_000)).toEqual({ heard: [[100, 300], [500, 600]], doubtful: [250, 550], unspoken: [0, 300] }))

  it('has no more marks than places', () => {
    const many = Array.from({ length: 3000 }, (_, i) => line(`l${i}`, i * 10, i * 10 + 9, 0))
    const { heard, doubtful } = marksOf(many, 30_000)
    expect(heard).toEqual([[0, 1000]])
    expect(doubtful.length).toBeLessThanOrEqual(1001)
    expect(marksOf([], 0)).toEqual({ heard: [], doubtful: [], unspoken: [] })
  })

  it.each([[1500, 1], [4000, 2], [9999, 4], [0, 1]])('leads from %i ms to a line', (ms, at) => expect(lineAt(lines, ms)).toBe(at))
})
