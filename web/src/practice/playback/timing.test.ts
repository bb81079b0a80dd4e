import { describe, expect, it } from 'vitest'
import { clipStart, Delays, endedAt, Onset, SampleClock } from './timing'

describe('the delay of a start', () => {
  it('is the middle of the last five of its kind, whatever the other kind does', () => {
    const d = new Delays()
    expect(d.expected('ready')).toBe(20)
    for (const ms of [900, 30, 31, 32, 140, 33]) d.add('ready', ms)
    d.add('cold', 120)
    expect([d.expected('ready'), d.expected('cold')]).toEqual([32, 120])
    for (const ms of [-5, 10, 10]) d.add('ready', ms)
    expect(d.expected('ready')).toBe(10)
  })
})

describe('the onset of a clip', () => {
  it('is the earliest reckoning soon behind it', () => {
    const o = new Onset()
    o.seen(1000, 0, 1)
    expect(o.at).toBe(0)
    o.seen(1050, 20, 1) // told 10 ms late
    o.seen(1066, 46, 1)
    o.seen(1900, 1000, 1) // too far behind to tell
    expect(o.at).toBe(1020)
  })

  it('heeds the speed, and a change of it', () => {
    const o = new Onset()
    o.seen(1100, 50, 0.5)
    expect(o.at).toBe(1000)
    expect(o.began).toBe(1000)
    o.turned(1400, 200, 2)
    expect([o.at, o.began]).toEqual([1300, 1000])
    o.seen(1500, 0, 2)
    expect(o.at).toBe(1300)
  })
})

describe('the end of a cue', () => {
  it.each([
    ['counted where the onset is known', 1000, 1150, 150, 1, 2190, 2000],
    ['counted where "ended" came early', 1000, 1150, 150, 1, 2120, 2000],
    ['at half the speed', 1000, 1150, 150, 0.5, 3300, 3000],
    ['by the event where nothing was seen to sound', 0, 1150, 150, 1, 2150, 2000],
    ['by the event where it stood still meanwhile', 1000, 1150, 150, 1, 5150, 5000],
  ])('%s', (_, onset, clip, tail, rate, now, want) => expect(endedAt(onset, clip, tail, rate, now)).toBe(want))
})

describe('the clock of a recording', () => {
  it('counts back from the block that was held up least', () => {
    const c = new SampleClock()
    expect(c.startedAt).toBe(0)
    c.seen(1100, 1024, 16_000) // 64 ms of samples
    c.seen(1130, 2048, 16_000)
    c.seen(1230, 3072, 16_000)
    expect(c.startedAt).toBe(1002)
  })

  it.each([
    ['behind its beginning', 2000, 0, 1, 1400, 600],
    ['with padding, at half the speed', 2000, 300, 0.5, 1400, 1200],
    ['before its beginning', 1390.4, 0, 1, 1400, -10],
    ['unknown where nothing sounded', 0, 0, 1, 1400, undefined],
    ['unknown where nothing was recorded', 2000, 0, 1, 0, undefined],
  ])('tells when the cue sounded: %s', (_, sounded, lead, rate, started, want) => expect(clipStart(sounded, lead, rate, started)).toBe(want))
})
