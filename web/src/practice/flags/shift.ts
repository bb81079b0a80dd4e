/** Where a learner would have a sentence begin and end. Pure; all times in ms. */

/** One press moves an edge by so much. */
export const STEP = 50
/** As the server has it: no edge is moved further. */
const FURTHEST = 5000
/** No sentence is proposed to be shorter. */
const SHORTEST = 100
/** So much around an edge is heard once it was moved. */
const AROUND = 1500

export type Edge = 'start' | 'end'

/** By how much each edge is to move; below 0 is earlier. */
export interface Shift {
  readonly start: number
  readonly end: number
}

export const still: Shift = { start: 0, end: 0 }

interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** The sentence with its edges moved. */
export function moved(span: Span, shift: Shift): Span {
  return { startMs: span.startMs + shift.start, endMs: span.endMs + shift.end }
}

/** The shift with one edge moved on by so much; undefined where there is no room for that. */
export function nudge(span: Span, shift: Shift, edge: Edge, by: number, durationMs: number): Shift | undefined {
  const next = { ...shift, [edge]: shift[edge] + by }
  const { startMs, endMs } = moved(span, next)
  const fits = Math.abs(next[edge]) <= FURTHEST && startMs >= 0 && endMs <= durationMs && endMs - startMs >= SHORTEST
  // The server holds each edge against the other one as it is now.
  const alone = edge === 'start' ? span.startMs + next.start < span.endMs : span.endMs + next.end > span.startMs
  return fits && alone ? next : undefined
}

/** What is heard once an edge was moved: the beginning, or the end, of the sentence as it would be. */
export function heard(span: Span, shift: Shift, edge: Edge): { fromMs: number; toMs: number } {
  const { startMs, endMs } = moved(span, shift)
  return edge === 'start' ? { fromMs: startMs, toMs: Math.min(endMs, startMs + AROUND) } : { fromMs: Math.max(startMs, endMs - AROUND), toMs: endMs }
}
