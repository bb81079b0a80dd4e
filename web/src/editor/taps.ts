/**
 * Times for lines that have none, from a hand that taps where each begins, and where it
 * ends. Pure, as the gestures of the lines are.
 */
import { roomOf, setEdges, type Lines } from './document'

/** Until its end is tapped, a line lasts so long, ms. */
export const OPEN_MS = 10_000

export interface Tapped {
  readonly lines: Lines
  /** The line that the next tap is of. */
  readonly at: number
  /** The line behind the last one that was tapped has times already. */
  readonly done: boolean
}

/** The line in hand begins; where it was begun already, it ends and the next one begins. */
export function tapStart(lines: Lines, at: number, ms: number, durationMs: number): Tapped {
  if (!lines[at]?.spoken) return { lines: begin(lines, at, ms, durationMs), at, done: false }
  const ended = tapEnd(lines, at, ms, durationMs)
  return ended.done ? ended : { ...ended, lines: begin(ended.lines, ended.at, ms, durationMs) }
}

/** The line in hand ends; the next one is waited for. */
export function tapEnd(lines: Lines, at: number, ms: number, durationMs: number): Tapped {
  if (!lines[at]?.spoken) return { lines, at, done: false }
  const next = lines[at + 1]
  const done = next === undefined || next.spoken
  return { lines: setEdges(lines, at, { endMs: ms }, durationMs), at: done ? at : at + 1, done }
}

function begin(lines: Lines, at: number, ms: number, durationMs: number): Lines {
  const room = roomOf(lines, at, durationMs)
  const startMs = Math.max(ms, room.fromMs)
  return setEdges(lines, at, { startMs, endMs: Math.min(startMs + OPEN_MS, room.toMs) }, durationMs)
}
