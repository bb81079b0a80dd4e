/** What the page says of all lines at once. It goes from one list of lines to the next by what differs: a letter that is typed costs one line, not all. Pure. */
import { sureness } from '../lib/confidence'
import type { Line, Lines } from './document'
import { change } from './steps'

export interface Tally {
  readonly lines: Lines
  /** How many are to be looked at, those that are not heard among them. */
  readonly doubtful: number
  readonly unheard: number
  /** The lines as they were when one of them last had another time, place or certainty: the same list as long as only what they say changes. */
  readonly timed: Lines
}

export function tallyOf(lines: Lines): Tally {
  return tallied({ lines: [], doubtful: 0, unheard: 0, timed: [] }, lines)
}

const doubtful = (lines: Lines) => lines.reduce((n, line) => n + (sureness(line) === 'sure' ? 0 : 1), 0)
const unheard = (lines: Lines) => lines.reduce((n, line) => n + (line.spoken ? 0 : 1), 0)
const sameTimes = (a: Line, b: Line) => a.id === b.id && a.spoken === b.spoken && a.startMs === b.startMs && a.endMs === b.endMs && a.confidence === b.confidence

export function tallied(before: Tally, lines: Lines): Tally {
  if (lines === before.lines) return before
  const { from, drop, put } = change(before.lines, lines)
  const gone = before.lines.slice(from, from + drop)
  const same = gone.length === put.length && gone.every((line, i) => sameTimes(line, put[i]!))
  return {
    lines,
    doubtful: before.doubtful - doubtful(gone) + doubtful(put),
    unheard: before.unheard - unheard(gone) + unheard(put),
    timed: same ? before.timed : lines,
  }
}
