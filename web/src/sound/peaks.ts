/** Waveform peaks: audiowaveform .dat version 2, 8 bit, mono; one file per level. */

export interface PeakLevel {
  /** Points per second. */
  perSecond: number
  /** min, max, min, max … in 1/128 of full scale. */
  points: Int8Array
}

/** Levels from the finest to the coarsest; there is always one. */
export interface Peaks {
  levels: PeakLevel[]
}

const HEADER = 24
const MAX_LEVELS = 8

/** Reads peaks.dat; throws with the byte offset of what is wrong. */
export function decodePeaks(buffer: ArrayBuffer): Peaks {
  const v = new DataView(buffer)
  const levels: PeakLevel[] = []
  for (let at = 0; at < v.byteLength || at === 0; ) {
    if (levels.length === MAX_LEVELS) throw new Error(`peaks: more than ${MAX_LEVELS} levels at byte ${at}`)
    if (v.byteLength - at < HEADER) throw new Error(`peaks: header cut off at byte ${at}`)
    const [version, flags, rate, per, points, channels] = [0, 4, 8, 12, 16, 20].map((o) => v.getUint32(at + o, true)) as [
      number, number, number, number, number, number,
    ]
    if (version !== 2 || flags !== 1 || channels !== 1 || rate < 1 || per < 1) throw new Error(`peaks: not version 2, 8 bit, mono at byte ${at}`)
    at += HEADER
    if (points * 2 > v.byteLength - at) throw new Error(`peaks: ${points} points claimed at byte ${at}`)
    levels.push({ perSecond: rate / per, points: new Int8Array(buffer, at, points * 2) })
    at += points * 2
  }
  return { levels }
}

/** Peaks of samples in memory (a take), 100 points a second, one level. */
export function peaksOf(samples: Float32Array, rate: number): Peaks {
  const perSecond = 100
  const n = Math.ceil((samples.length / rate) * perSecond)
  const points = new Int8Array(2 * n)
  for (let i = 0; i < n; i++) {
    const to = Math.min(samples.length, Math.round(((i + 1) * rate) / perSecond))
    let low = 0
    let high = 0
    for (let k = Math.round((i * rate) / perSecond); k < to; k++) {
      low = Math.min(low, samples[k]!)
      high = Math.max(high, samples[k]!)
    }
    points[2 * i] = Math.max(-128, Math.floor(low * 128))
    points[2 * i + 1] = Math.min(127, Math.ceil(high * 128))
  }
  return { levels: [{ perSecond, points }] }
}

/** One column of a drawing: -1 … 1. */
export interface Column {
  low: number
  high: number
}

/**
 * The columns of a stretch, from the coarsest level that still has a point per
 * column. Columns outside the audio are zero.
 */
export function columns(peaks: Peaks, fromMs: number, toMs: number, count: number): Column[] {
  const perColumn = (toMs - fromMs) / 1000 / count
  let level = peaks.levels[0]!
  for (const l of peaks.levels) if (l.perSecond * perColumn >= 1) level = l
  const total = level.points.length / 2
  const out: Column[] = []
  for (let i = 0; i < count; i++) {
    const a = (fromMs / 1000 + i * perColumn) * level.perSecond
    const first = Math.floor(a)
    const last = Math.max(first, Math.ceil(a + perColumn * level.perSecond) - 1)
    let low = 0
    let high = 0
    for (let p = Math.max(0, first); p <= last && p < total; p++) {
      low = Math.min(low, level.points[2 * p]!)
      high = Math.max(high, level.points[2 * p + 1]!)
    }
    out.push({ low: low / 128, high: high / 128 })
  }
  return out
}

/** The largest height within a stretch, so that a quiet voice fills its strip too. */
export function loudest(peaks: Peaks, fromMs: number, toMs: number): number {
  return columns(peaks, fromMs, toMs, 200).reduce((m, c) => Math.max(m, c.high, -c.low), 0)
}
