import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { counting, intervals, schedule, type RatingEvent, type Schedule } from './schedule'

interface History extends Schedule {
  events: [string, RatingEvent['rating'], number, string][]
}

/** Written by the tests of practice/cards: what the server computes. */
const histories = readFileSync(new URL('../../../practice/cards/testdata/histories.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as History)

const eventsOf = (h: History): RatingEvent[] => h.events.map(([id, rating, at, undoes]) => ({ id, rating, at, undoes: undoes || undefined }))

/** The same random numbers in every run. */
function random(seed: number): () => number {
  let x = seed
  return () => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
    return x / 2 ** 32
  }
}

describe('the schedule in the page', () => {
  it('is that of the server to the millisecond, for 1,000 histories', () => {
    expect(histories).toHaveLength(1000)
    for (const h of histories) {
      const got = schedule(eventsOf(h))
      expect([got.dueAt, got.days, got.reps, got.lapses]).toEqual([h.dueAt, h.days, h.reps, h.lapses])
      // ts-fsrs rounds within its formulas too, so that what the days come from differs in the seventh digit.
      expect(Math.abs(got.stability - h.stability)).toBeLessThanOrEqual(1e-6 * h.stability)
      expect(Math.abs(got.difficulty - h.difficulty)).toBeLessThanOrEqual(1e-6 * h.difficulty)
    }
  })

  it('does not depend on the order in which events arrive, nor on some coming twice', () => {
    const next = random(17)
    for (const h of histories.slice(0, 300)) {
      const events = eventsOf(h)
      const mixed = [...events, ...events.slice(0, 2)].map((e) => [next(), e] as const).sort((a, b) => a[0] - b[0])
      expect(schedule(mixed.map(([, e]) => e))).toEqual(schedule(events))
    }
  })

  it('counts nothing that was undone', () => {
    const good: RatingEvent = { id: 'a', rating: 'good', at: 1_000_000 }
    const undo: RatingEvent = { id: 'b', rating: 'undo', at: 2_000_000, undoes: 'a' }
    expect(counting([undo, good])).toEqual([])
    expect(schedule([undo, good]).dueAt).toBe(0)
  })

  it('says what each rating would give', () => {
    expect(intervals([], Date.UTC(2026, 2, 1))).toEqual({ again: 1, hard: 1, good: 2 })
    const known: RatingEvent[] = [{ id: 'a', rating: 'good', at: Date.UTC(2026, 2, 1) }]
    const then = intervals(known, Date.UTC(2026, 2, 3))
    expect(then.again).toBeLessThan(then.hard)
    expect(then.hard).toBeLessThan(then.good)
  })
})
