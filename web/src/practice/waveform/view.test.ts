import { describe, expect, it } from 'vitest'
import { dice, someCues } from '../fixtures'
import { columns, decodePeaks, loudest, peaksOf } from '../../sound/peaks'
import { contour, decodePitch, LONGEST_CONTOUR, median, trackPitch } from '../../sound/pitch'
import { around, dragged, MAX_SPAN, MIN_SPAN, msAt, pitchY, tick, visible, within, xOf, zoom } from './view'

/** peaks.dat as the server writes it: levels one behind the other. */
function peaksFile(levels: { rate: number; per: number; points: number[] }[]): ArrayBuffer {
  const out = new Uint8Array(levels.reduce((n, l) => n + 24 + l.points.length, 0))
  const v = new DataView(out.buffer)
  let at = 0
  for (const l of levels) {
    ;[2, 1, l.rate, l.per, l.points.length / 2, 1].forEach((x, i) => v.setUint32(at + 4 * i, x, true))
    l.points.forEach((p, i) => v.setInt8(at + 24 + i, p))
    at += 24 + l.points.length
  }
  return out.buffer
}

describe('peaks.dat', () => {
  const file = peaksFile([
    { rate: 24_000, per: 480, points: [-10, 20, -30, 40, -50, 60] },
    { rate: 24_000, per: 3840, points: [-50, 60] },
  ])

  it('has its levels one behind the other', () => {
    const p = decodePeaks(file)
    expect(p.levels.map((l) => [l.perSecond, ...l.points])).toEqual([
      [50, -10, 20, -30, 40, -50, 60],
      [6.25, -50, 60],
    ])
  })

  it.each([
    ['empty', new ArrayBuffer(0), 'byte 0'],
    ['cut in a header', file.slice(0, 20), 'header cut off at byte 0'],
    ['cut in the points', file.slice(0, 28), '3 points claimed at byte 24'],
    ['cut in the second level', file.slice(0, 40), 'header cut off at byte 30'],
    ['another version', peaksFile([{ rate: 0, per: 1, points: [] }]), 'byte 0'],
  ])('refuses what is %s', (_, buffer, words) => expect(() => decodePeaks(buffer)).toThrow(words))

  it('gives the extremes of every column and silence outside', () => {
    const p = decodePeaks(file)
    expect(columns(p, 0, 60, 3).map((c) => c.high * 128)).toEqual([20, 40, 60])
    expect(columns(p, 0, 60, 1)).toEqual([{ low: -50 / 128, high: 60 / 128 }])
    expect(columns(p, -40, 0, 2)).toEqual([{ low: 0, high: 0 }, { low: 0, high: 0 }])
  })

  it('takes the coarse level for a wide view', () => {
    const coarse = decodePeaks(peaksFile([{ rate: 100, per: 1, points: [0, 1] }, { rate: 100, per: 100, points: [-100, 100] }]))
    expect(columns(coarse, 0, 1000, 1)[0]!.high).toBe(100 / 128)
  })

  it('finds a burst wherever it lies in a take', () => {
    const roll = dice(3)
    for (let k = 0; k < 50; k++) {
      const x = new Float32Array(16_000)
      const at = Math.floor(roll() * x.length)
      x[at] = 0.75
      const n = 40
      const hit = columns(peaksOf(x, 16_000), 0, 1000, n).findIndex((c) => c.high > 0.7)
      expect(Math.abs(hit - Math.floor((at / x.length) * n))).toBeLessThanOrEqual(1)
    }
    expect(loudest(peaksOf(Float32Array.of(0, -0.5, 0.25), 100), 0, 30)).toBeCloseTo(0.5)
  })
})

describe('pitch.bin', () => {
  function pitchFile(hz: number[]): ArrayBuffer {
    const out = new ArrayBuffer(12 + 3 * hz.length)
    const v = new DataView(out)
    ;[...'GPT1'].forEach((c, i) => v.setUint8(i, c.charCodeAt(0)))
    v.setUint32(4, 10_000, true)
    v.setUint32(8, hz.length, true)
    hz.forEach((f, i) => v.setUint16(12 + 2 * i, f * 32, true))
    return out
  }

  it('reads hops and Hz', () => {
    const p = decodePitch(pitchFile([0, 100, 220.5]))
    expect([p.hopMs, ...p.hz]).toEqual([10, 0, 100, 220.5])
  })

  it.each([
    ['no header', new ArrayBuffer(4), 'byte 0'],
    ['too short', pitchFile([1, 2]).slice(0, 15), '2 frames claimed'],
  ])('refuses %s', (_, buffer, words) => expect(() => decodePitch(buffer)).toThrow(words))

  it('an octave above the median is twelve semitones', () => {
    const lines = contour({ hopMs: 10, hz: Float32Array.of(200, 200, 0, 0, 0, 0, 400, 400) }, 0, 80, 200)
    expect(lines.map((l) => l.map((p) => Math.round(p.semitones)))).toEqual([
      [0, 0],
      [12, 12],
    ])
  })

  it('bridges a small hole, breaks at a leap, drops a single frame', () => {
    const line = (hz: number[]) => contour({ hopMs: 10, hz: Float32Array.from(hz) }, 0, 10 * hz.length, 100).map((l) => l.length)
    expect(line([100, 0, 0, 100, 100])).toEqual([3])
    expect(line([100, 100, 200, 200])).toEqual([2, 2])
    expect(line([100, 0, 0, 0, 0, 0, 100, 100])).toEqual([2])
  })

  it('medians and slices', () => {
    const p = { hopMs: 10, hz: Float32Array.of(0, 300, 100, 0, 200) }
    expect([median(p.hz), median(Float32Array.of(0))]).toEqual([200, 0])
  })

  it('has no contour for a stretch so long that it would be a wall', () => {
    const p = { hopMs: 10, hz: new Float32Array(LONGEST_CONTOUR / 10 + 100).fill(200) }
    expect(contour(p, 0, LONGEST_CONTOUR, 200)).toHaveLength(1)
    expect(contour(p, 0, LONGEST_CONTOUR + 10, 200)).toEqual([])
  })

  it('tracks a take and lets the page breathe', async () => {
    const x = Float32Array.from({ length: 16_000 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 200 * i) / 16_000))
    let breaths = 0
    const p = await trackPitch(x, 16_000, 1024, () => [200, 0.95], async () => void breaths++)
    expect(breaths).toBe(1)
    expect(median(p.hz)).toBe(200)
    const quiet = await trackPitch(x.map((v) => v / 1e4), 16_000, 1024, () => [200, 0.95], async () => undefined)
    expect(median(quiet.hz)).toBe(0)
  })
})

describe('the view', () => {
  const v = { fromMs: 1000, toMs: 3000, width: 400 }

  it('maps there and back', () => {
    expect([xOf(v, 1000), xOf(v, 2000), xOf(v, 3000)]).toEqual([0, 200, 400])
    expect(msAt(v, 100)).toBe(1500)
  })

  it('zooms around a moment that keeps its place, within bounds', () => {
    const z = zoom(v, 0.5, 1500, 60_000)
    expect(z).toEqual({ fromMs: 1250, toMs: 2250 })
    const roll = dice(11)
    let span = { fromMs: 0, toMs: 5000 }
    for (let i = 0; i < 500; i++) {
      span = zoom(span, 0.3 + roll() * 3, span.fromMs + roll() * (span.toMs - span.fromMs), 7_200_000)
      expect(span.fromMs).toBeGreaterThanOrEqual(0)
      expect(span.toMs).toBeLessThanOrEqual(7_200_000.001)
      expect(span.toMs - span.fromMs).toBeGreaterThanOrEqual(MIN_SPAN - 1e-6)
      expect(span.toMs - span.fromMs).toBeLessThanOrEqual(MAX_SPAN + 1e-6)
    }
  })

  it('stays within the audio', () => {
    expect(within({ fromMs: -500, toMs: 500 }, 10_000)).toEqual({ fromMs: 0, toMs: 1000 })
    expect(within({ fromMs: 9500, toMs: 10_500 }, 10_000)).toEqual({ fromMs: 9000, toMs: 10_000 })
  })

  it('sees the cues that it touches', () => {
    const cues = someCues(4) // 1000–3000, 3500–5500 …
    expect(visible({ ...v, fromMs: 2900, toMs: 3600 }, cues).map((c) => c.index)).toEqual([0, 1])
    expect(around(cues[1]!, 60_000).fromMs).toBeLessThan(3500)
  })

  it.each([
    [2000, 4000, { first: 0, last: 1 }],
    [4000, 2000, { first: 0, last: 1 }],
    [3100, 3400, null],
    [1200, 2800, null],
    [2900, 3400, null],
    [0, 99_999, { first: 0, last: 3 }],
  ])('a drag from %i to %i chooses %j', (a, b, want) => expect(dragged(someCues(4), a, b)).toEqual(want))

  it('sets the marks apart', () => {
    expect([tick(v), tick({ ...v, toMs: 3_601_000 })]).toEqual([500, 1_800_000])
    for (const span of [500, 5000, 60_000, 3_600_000]) {
      const wide = { fromMs: 0, toMs: span, width: 400 }
      expect((tick(wide) / span) * 400).toBeGreaterThanOrEqual(Math.min(70, (1_800_000 / span) * 400))
    }
  })

  it('keeps the contour on the strip', () => {
    expect([pitchY(0, 100), pitchY(99, 100), pitchY(-99, 100)]).toEqual([50, 3, 97])
  })
})
