/** What learners report about lines, put together for who corrects them. Pure. */
import type { components } from '../lib/api.gen'
import type { Line, Lines } from './document'
import { WIDE } from './overview'

export type Flag = components['schemas']['Flag']
export type Kind = Flag['kind']

/** What several learners report about one thing of a line. */
export interface Report {
  readonly line: string
  readonly kind: Kind
  readonly ids: readonly string[]
  readonly notes: readonly string[]
  /** By how much the edge should move, ms; 0 where nothing is proposed, or not for the edge as it is now. */
  readonly shiftMs: number
  /** What it is about is not any more what it was when the last of them reported it. */
  readonly changed: boolean
  /** The text, the translation or the edge (in ms) as it was then. */
  readonly was: string
}

const ORDER: readonly Kind[] = ['start', 'end', 'text', 'translation', 'other']

/** Which line each id is in now: a line that became part of another one in this visit is in that. */
function placesOf(lines: Lines, wanted: ReadonlySet<string>): Map<string, Line> {
  const places = new Map<string, Line>()
  for (const line of lines) {
    for (const id of line.absorbed ?? []) if (wanted.has(id)) places.set(id, line)
    if (wanted.has(line.id)) places.set(line.id, line)
  }
  return places
}

/** What a flag is about: as it was when it was made, and as it is now. */
function about(flag: Flag, line: Line): readonly [string, string] {
  switch (flag.kind) {
    case 'start': return [String(flag.startMs), String(line.startMs)]
    case 'end': return [String(flag.endMs), String(line.endMs)]
    case 'text': return [flag.was, line.text]
    case 'translation': return [flag.was, line.translation]
    case 'other': return ['', '']
  }
}

/** The middle one; of two in the middle the one that moves less. */
export function middle(shifts: readonly number[]): number {
  const sorted = shifts.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0]
  return Math.abs(low) < Math.abs(high) ? low : high
}

/** The reports on each line, by its id. Flags of sentences that are not here have none. */
export function reportsOf(flags: readonly Flag[], lines: Lines): ReadonlyMap<string, readonly Report[]> {
  const reports = new Map<string, Report[]>()
  if (flags.length === 0) return reports
  const places = placesOf(lines, new Set(flags.map((flag) => flag.cueId)))
  const together = new Map<string, { line: Line; kind: Kind; list: Flag[] }>()
  for (const flag of flags) {
    const line = places.get(flag.cueId)
    if (!line) continue
    const key = `${line.id} ${flag.kind}`
    const one = together.get(key) ?? { line, kind: flag.kind, list: [] }
    one.list.push(flag)
    together.set(key, one)
  }
  for (const { line, kind, list } of together.values()) {
    // A proposal moves the edge that it was made for, and no other.
    const valid = list.filter((flag) => flag.shiftMs !== 0 && about(flag, line)[0] === about(flag, line)[1])
    const [was, now] = about(list.at(-1)!, line)
    const report: Report = {
      line: line.id,
      kind,
      ids: list.map((flag) => flag.id),
      notes: [...new Set(list.map((flag) => flag.note).filter(Boolean))],
      shiftMs: middle(valid.map((flag) => flag.shiftMs)),
      changed: valid.length === 0 && was !== now,
      was,
    }
    const of = reports.get(line.id) ?? []
    of.push(report)
    reports.set(line.id, of.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)))
  }
  return reports
}

/** Where flagged lines are on the band, in its units. A line that is not heard stands where the one before it ends. */
export function flagTicks(lines: Lines, flagged: { has(id: string): boolean; readonly size: number }, durationMs: number): number[] {
  if (flagged.size === 0) return []
  const ticks = new Set<number>()
  let end = 0
  for (const line of lines) {
    if (flagged.has(line.id)) ticks.add(Math.round(((line.spoken ? (line.startMs + line.endMs) / 2 : end) / Math.max(1, durationMs)) * WIDE))
    if (line.spoken) end = line.endMs
  }
  return [...ticks]
}
