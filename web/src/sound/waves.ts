// Two recordings on one time axis, as paths to draw.

import { columns, loudest, type Peaks } from './peaks'
import type { Pitch } from './pitch'

export interface Axis {
  /** What the axis shows, in ms of the reference's own time. */
  readonly fromMs: number
  readonly toMs: number
  /** What is added to a time of the take to get a time of the axis. */
  readonly shiftMs: number
}

interface Voice {
  readonly durationMs: number
  readonly voiceMs: number
}

/** commonAxis lays both so that the voices begin at the same place, and shows all of both. */
export function commonAxis(reference: Voice, take: Voice): Axis {
  const shiftMs = reference.voiceMs - take.voiceMs
  return { shiftMs, fromMs: Math.min(0, shiftMs), toMs: Math.max(reference.durationMs, take.durationMs + shiftMs, 1) }
}

/** outline is an SVG path of `count` columns in a box of count × 100; its middle is silence. */
export function outline(peaks: Peaks, fromMs: number, toMs: number, count: number): string {
  const cols = columns(peaks, fromMs, toMs, count)
  const top = loudest(peaks, fromMs, toMs)
  if (top <= 0 || cols.length === 0) return ''
  const y = (value: number) => (50 - (value / top) * 46).toFixed(1)
  const upper = cols.map((column, i) => `${i} ${y(Math.max(column.high, top / 46))}`)
  const lower = cols.map((column, i) => `${i} ${y(Math.min(column.low, -top / 46))}`).reverse()
  return `M${upper.join('L')}L${lower.join('L')}Z`
}

/** share is where a time stands on the axis, 0 to 1. */
export function share(axis: Axis, ms: number): number {
  return Math.min(1, Math.max(0, (ms - axis.fromMs) / (axis.toMs - axis.fromMs)))
}

/** Semitones above and below the middle that a contour shows. */
const REACH = 7

/** contour is an SVG path in a box of count × 100: semitones around `centre`, broken where there is no voice. */
export function contour(pitch: Pitch, centre: number, axis: Axis, count: number): string {
  let path = ''
  let voiced = false
  pitch.hz.forEach((hz, i) => {
    if (hz > 0) {
      const semitones = Math.min(REACH, Math.max(-REACH, 12 * Math.log2(hz / centre)))
      const y = 50 - (semitones / REACH) * 46
      path += `${voiced ? 'L' : 'M'}${(share(axis, i * pitch.hopMs) * count).toFixed(1)} ${y.toFixed(1)}`
    }
    voiced = hz > 0
  })
  return path
}
