/** The whole text on a thin band: where it is heard, and what is to be looked at. Pure. */
import { sureness } from '../lib/confidence'
import type { Lines } from './document'

/** The band is so many units wide; two marks in one unit are one. */
export const WIDE = 1000

export interface Marks {
  /** Stretches in which a line is heard, [from, to] in units. */
  readonly heard: readonly (readonly [number, number])[]
  readonly doubtful: readonly number[]
  /** Lines that are not heard stand where the line before them ends. */
  readonly unspoken: readonly number[]
}

export function marksOf(lines: Lines, durationMs: number): Marks {
  const unit = (ms: number) => Math.min(WIDE, Math.max(0, Math.round((ms / Math.max(1, durationMs)) * WIDE)))
  const heard: [number, number][] = []
  const doubtful = new Set<number>()
  const unspoken = new Set<number>()
  let end = 0
  for (const line of lines) {
    if (!line.spoken) {
      unspoken.add(unit(end))
      continue
    }
    const [from, to] = [unit(line.startMs), unit(line.endMs)]
    const last = heard.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else heard.push([from, to])
    if (sureness(line) !== 'sure') doubtful.add(unit((line.startMs + line.endMs) / 2))
    end = line.endMs
  }
  return { heard, doubtful: [...doubtful], unspoken: [...unspoken] }
}

/** Which line is meant by a place on the band: the one that is heard there, or the nearest before it; the first where there is none. */
export function lineAt(lines: Lines, ms: number): number {
  let at = -1
  lines.forEach((line, i) => {
    if (line.spoken && line.startMs <= ms) at = i
  })
  return at < 0 ? Math.max(0, lines.findIndex((line) => line.spoken)) : at
}
