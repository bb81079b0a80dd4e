import { describe, expect, it } from 'vitest'
import { boundsOf } from './bounds'
import { someCues } from '../fixtures'
import { breathFor, clipSpan, gapFor, rungs, skipTo, speedFor, takeLimit } from './gap'
import { cueAt, practisable } from './model'
import { climb, defaults, readSettings, snapSpeed } from './settings'

describe('gapFor', () => {
  it.each([
    [500, 1, 2000],
    [2000, 1, 3400],
    [2000, 0.5, 5800],
    [60_000, 1, 30_000],
  ])('smart: a cue of %i ms at %f', (cue, speed, want) => expect(gapFor({ ...defaults, gap: 'smart' }, cue, speed)).toBe(want))

  it('fixed and multiple', () => {
    expect(gapFor({ ...defaults, gap: 'fixed', gapMs: 1234 }, 9000, 1)).toBe(1234)
    expect(gapFor({ ...defaults, gap: 'times', gapTimes: 1.5 }, 4000, 0.8)).toBe(7500)
    expect(breathFor({ ...defaults, gap: 'fixed', gapMs: 300 })).toBe(300)
  })
})

describe('speeds', () => {
  it.each([
    [0.8 + 0.05, 0.85],
    [0.1, 0.5],
    [9, 2],
    [1.026, 1.05],
    [NaN, 1],
  ])('snaps %f to %f', (v, want) => expect(snapSpeed(v)).toBe(want))

  it('walks the whole scale without dust', () => {
    let v = 0.5
    for (let i = 0; i < 30; i++) v = snapSpeed(v + 0.05)
    expect(v).toBe(2)
  })

  it.each([
    ['stays on the last rung', 5, [0.8, 1, 1.2], [0.8, 1, 1.2, 1.2, 1.2]],
    ['has as many rungs as repeats', 3, [0.8, 1, 1.2], [0.8, 1, 1.2]],
    ['reaches the last rung with fewer repeats than rungs', 2, [0.8, 1, 1.2], [0.8, 1.2]],
    ['reaches it with one repeat', 1, [0.8, 1, 1.2], [1.2]],
    ['spreads a long ladder over few repeats', 3, [0.7, 0.8, 0.9, 1, 1.1], [0.7, 0.9, 1.1]],
    ['climbs all of it where the repeats have no end', 0, [0.8, 1, 1.2], [0.8, 1, 1.2, 1.2]],
    ['is one speed without a ladder', 3, [], [1.5, 1.5, 1.5]],
  ])('%s', (_, repeats, ladder, want) => {
    expect(want.map((_, r) => speedFor({ speed: 1.5, ladder, repeats }, r))).toEqual(want)
  })
})

describe('a ladder that is chosen', () => {
  it.each([
    [1, 3],
    [2, 3],
    [3, 3],
    [5, 5],
    [0, 0],
  ])('with %i repeats is climbed in %i, and reaches every rung', (repeats, want) => {
    const chosen = climb({ repeats }, [0.8, 1, 1.2])
    expect(chosen).toEqual({ ladder: [0.8, 1, 1.2], repeats: want })
    expect(rungs(chosen)).toEqual([0.8, 1, 1.2])
  })

  it('leaves the repeats as they are where it is given up', () => expect(climb({ repeats: 1 }, [])).toEqual({ ladder: [], repeats: 1 }))
})

describe('clipSpan', () => {
  const cues = someCues(3) // 1000–3000, 3500–5500, 6000–8000

  it.each([
    ['bare', 1, 0, 0, 3500, 5500],
    ['padded', 1, 200, 300, 3300, 5800],
    ['never into a neighbour', 1, 1000, 1000, 3000, 6000],
    ['never before the start', 0, 1000, 0, 0, 3000],
    ['never behind the end', 2, 0, 1000, 6000, 8200],
  ])('%s', (_, i, before, after, fromMs, toMs) => expect(clipSpan(cues, i, before, after, 8200)).toEqual({ fromMs, toMs }))

  it('plays a cue whole even where its neighbours overlap it', () => {
    const crossed = cues.map((c, i) => (i === 1 ? { ...c, startMs: 2800, endMs: 6100 } : c))
    expect(clipSpan(crossed, 1, 500, 500, 9000)).toEqual({ fromMs: 2800, toMs: 6100 })
  })

  it('is never longer than the server cuts', () => {
    const long = someCues(1, 200_000)
    expect(clipSpan(long, 0, 0, 0, 300_000)).toEqual({ fromMs: 1000, toMs: 121_000 })
  })
})

it('a recording may be two and a half times as long, and five seconds', () => {
  expect([takeLimit(1000), takeLimit(6000)]).toEqual([10_000, 20_000])
})

describe('skipTo', () => {
  const cues = someCues(3, 2000, 3000) // 1000–3000, 6000–8000, 11000–13000
  it.each([
    ['while somebody speaks', 0, 2900, null],
    ['right behind the last word', 0, 3050, null],
    ['in a long pause', 0, 3500, 5800],
    ['close to the next word', 0, 5750, null],
    ['before the first cue, when it is far', -1, 500, 800],
    ['behind the last', 2, 14_000, null],
  ])('%s', (_, current, ms, want) => expect(skipTo(current === -1 ? someCues(1) : cues, current, ms)).toBe(want))

  it('leaves short pauses alone', () => expect(skipTo(someCues(2, 2000, 900), 0, 3450)).toBeNull())
})

describe('bounds', () => {
  const cues = someCues(7)
  it.each([
    ['all', 4, null, 0, 6],
    ['cue', 4, null, 4, 4],
    ['paragraph', 4, null, 3, 5],
    ['paragraph', 6, null, 6, 6],
    ['range', 4, { first: 2, last: 9 }, 2, 6],
    ['range', 4, null, 4, 4],
  ] as const)('%s around %i', (scope, at, range, first, last) => expect(boundsOf(cues, scope, at, range)).toEqual({ first, last }))
})

describe('cues', () => {
  const cues = someCues(3)
  it.each([
    [0, -1],
    [1000, 0],
    [3200, 0],
    [3500, 1],
    [99_999, 2],
  ])('at %i ms it is cue %i', (ms, want) => expect(cueAt(cues, ms)).toBe(want))

  it('drops what was not spoken and sorts by time', () => {
    const mixed = [{ ...cues[1]! }, { ...cues[2]!, spoken: false }, { ...cues[0]! }]
    expect(practisable(mixed).map((c) => c.position)).toEqual([0, 1])
  })
})

describe('readSettings', () => {
  it.each([null, 7, [], 'x', {}])('reads %j as the defaults', (raw) => expect(readSettings(raw)).toEqual(defaults))

  it('keeps what is right and repairs what is not', () => {
    const got = readSettings({ mode: 'shadow', repeats: 99, speed: 0.83, ladder: [0.8, 'x', 7], gap: 'never', padBefore: -5, keys: { mine: ['m', 3] } })
    expect(got).toMatchObject({ mode: 'shadow', repeats: 10, speed: 0.85, ladder: [0.8, 2], gap: 'smart', padBefore: 0, keys: { mine: ['m'] } })
  })

  it('survives a round through JSON', () => {
    const mine = readSettings({ ...defaults, ladder: [0.8, 1], keys: { loop: ['k'] } })
    expect(readSettings(JSON.parse(JSON.stringify(mine)))).toEqual(mine)
  })
})
