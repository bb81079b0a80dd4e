import { describe, expect, it } from 'vitest'
import { fill, sums, weeksOf, type Day } from './progress'

const DAY = 86_400_000

/** Ten weeks from a Monday, today being the Wednesday of the ninth. */
function days(change: Record<number, Partial<Day>> = {}): Day[] {
  return Array.from({ length: 70 }, (_, i) => ({
    date: new Date(Date.UTC(2026, 0, 5) + i * DAY).toISOString().slice(0, 10),
    spokenMs: 0, heardMs: 0, rated: 0, due: 0,
    state: i < 58 ? 'past' : i === 58 ? 'today' : 'future',
    ...change[i],
  }) satisfies Day)
}

describe('progress', () => {
  it('shows the weeks since the first practice, and at least four', () => {
    expect(weeksOf(days()).length).toBe(4)
    expect(weeksOf(days({ 57: { rated: 1 } })).length).toBe(4)
    const weeks = weeksOf(days({ 15: { spokenMs: 1000 } }))
    expect([weeks.length, weeks[0]![0]!.date]).toEqual([8, '2026-01-19'])
    expect(weeks.every((week) => week.length === 7)).toBe(true)
  })

  it('fills a day by minutes, one to come by cards, and lets a little be seen', () => {
    const [none, little, rated, half, much] = [0, 1000, 0, 300_000, 9_000_000].map((spokenMs, i) => fill({ ...days()[0]!, spokenMs, rated: i === 2 ? 3 : 0 }))
    expect([none, little, rated, half, much]).toEqual([0, 0.15, 0.15, 0.5, 1])
    expect(fill({ ...days()[60]!, due: 10 })).toBe(0.5)
    expect(fill({ ...days()[60]!, due: 0 })).toBe(0)
  })

  it('sums up this week and all minutes', () => {
    const list = days({ 55: { spokenMs: 90_000 }, 56: { spokenMs: 60_000, heardMs: 240_000 }, 58: { rated: 2 } })
    expect(sums(list)).toEqual({ daysThisWeek: 2, minutes: 3, heard: 4 })
    expect(sums([])).toEqual({ daysThisWeek: 0, minutes: 0, heard: 0 })
  })
})
