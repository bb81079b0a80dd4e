import { describe, expect, it } from 'vitest'
import { doubtfulFirst, sureness } from './confidence'
import { ago, bytes, clock, percent } from './format'
import { keyOf, nextAfter, ordered } from './queue'
import { fromTakes, readRecent, withNewest, type Recent } from './recent'
import type { Cue, QueueItem, Take } from './types'
import { commonAxis, outline, share } from '../sound/waves'

describe('confidence', () => {
  it.each([
    [{ confidence: 1, spoken: true }, 'sure'],
    [{ confidence: 0.75, spoken: true }, 'sure'],
    [{ confidence: 0.74, spoken: true }, 'check'],
    [{ confidence: 0.49, spoken: true }, 'doubtful'],
    [{ confidence: 1, spoken: false }, 'unspoken'],
  ] as const)('%j is %s', (cue, want) => expect(sureness(cue)).toBe(want))
  it('puts the doubtful first, the sure in order', () => {
    const cues = [
      [0, 0.9, true], [1, 0.3, true], [2, 0.8, true], [3, 0, false], [4, 0.2, true], [5, 0.6, true],
    ].map(([position, confidence, spoken]) => ({ position, confidence, spoken }) as Cue)
    expect(doubtfulFirst(cues).map((cue) => cue.position)).toEqual([3, 4, 1, 5, 0, 2])
  })
})

describe('queue', () => {
  const item = (id: string, learner: string, start: number, done = false): QueueItem =>
    ({ take: { id, episodeId: 'e', cueStartMs: start, recordedAt: `2026-01-0${id}T00:00:00Z` }, learnerName: learner, learnerId: learner, classId: 'k', episodeNumber: 'K1', ...(done ? { review: {} } : {}) }) as unknown as QueueItem
  const all = [item('1', 'Wu', 5, true), item('2', 'Lin', 9), item('3', 'Wu', 1), item('4', 'Lin', 1)]
  it('keeps what waits first', () => {
    expect(ordered(all, 'learner', 'en').map((i) => i.take.id)).toEqual(['2', '4', '3', '1'])
    expect(ordered(all, 'sentence', 'en').map((i) => i.take.id)).toEqual(['4', '3', '2', '1'])
  })
  it('goes on with the next that waits, round once', () => {
    const list = ordered(all, 'learner', 'en')
    expect(nextAfter(list, keyOf(list[0]!))?.take.id).toBe('4')
    expect(nextAfter(list, keyOf(list[2]!))?.take.id).toBe('2')
    expect(nextAfter([list[0]!], keyOf(list[0]!))).toBeUndefined()
  })
})

describe('recent', () => {
  const entry = (episodeId: string): Recent => ({ episodeId, number: '', title: '', showTitle: '', cueId: 'c', at: 1, cues: 2, when: 3 })
  it('has an episode once, the newest first, six at most', () => {
    let list: Recent[] = []
    for (const id of ['a', 'b', 'a', 'c', 'd', 'e', 'f', 'g']) list = withNewest(list, entry(id))
    expect(list.map((e) => e.episodeId)).toEqual(['g', 'f', 'e', 'd', 'c', 'a'])
  })
  it.each([[null], [{}], [{ episodes: 3 }], [{ episodes: [null, { episodeId: 'a' }, 7] }]])('reads nothing out of %j', (value) => expect(readRecent(value)).toEqual([]))
  it('reads what it wrote', () => expect(readRecent({ episodes: [entry('a')] })).toEqual([entry('a')]))
  it('is made from takes', () => {
    const take = (episodeId: string, cueId: string) => ({ episodeId, cueId, recordedAt: '2026-01-01T00:00:00Z' }) as Take
    expect(fromTakes([take('b', '3'), take('a', '2'), take('b', '1')]).map((e) => e.episodeId + e.cueId)).toEqual(['b3', 'a2'])
  })
})

describe('format', () => {
  it.each([[0, '0:00'], [59_499, '0:59'], [59_500, '1:00'], [3_600_000, '1:00:00'], [-5, '0:00']])('clock %i', (ms, want) => expect(clock(ms)).toBe(want))
  it.each([[0, '0 B'], [999, '999 B'], [1000, '1 kB'], [999_499, '999 kB'], [1_708_491, '1.7 MB'], [2_147_483_648, '2.1 GB']])('bytes %i', (n, want) => expect(bytes(n, 'en')).toBe(want))
  it.each([[-1, '0%'], [0.499, '50%'], [2, '100%']])('percent %d', (share, want) => expect(percent(share)).toBe(want))
  it.each([['2026-01-10T00:00:00Z', 'this minute'], ['2026-01-09T23:00:00Z', '1 hour ago'], ['2026-01-09T00:00:00Z', 'yesterday'], ['2025-12-10T00:00:00Z', 'last month']])('ago %s', (when, want) =>
    expect(ago(when, 'en', Date.parse('2026-01-10T00:00:00Z'))).toBe(want))
})

describe('waves', () => {
  const peaks = { levels: [{ perSecond: 100, points: Int8Array.from({ length: 400 }, (_, i) => (i % 2 ? 64 : -64)) }] }
  it('lays the voices on each other and shows all of both', () => {
    const axis = commonAxis({ durationMs: 2000, voiceMs: 100 }, { durationMs: 3000, voiceMs: 700 })
    expect(axis).toEqual({ shiftMs: -600, fromMs: -600, toMs: 2400 })
    expect(share(axis, 700 + axis.shiftMs)).toBeCloseTo(share(axis, 100))
    expect([share(axis, -9999), share(axis, 9999)]).toEqual([0, 1])
  })
  it('draws one closed outline', () => {
    const path = outline(peaks, 0, 2000, 50)
    expect(path.match(/[ML]/g)).toHaveLength(100)
    expect(path).toMatch(/^M0 4\.0L.*Z$/)
    expect(outline({ levels: [{ perSecond: 100, points: new Int8Array(200) }] }, 0, 1000, 50)).toBe('')
  })
})
