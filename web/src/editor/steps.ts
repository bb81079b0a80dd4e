/**
 * Undo across a reload: the steps as they are kept in the browser. Each step is what has to
 * be changed in the state next to it, so that a thousand steps of a long text stay small.
 */
import type { Step } from './history'
import { readableAround, saidAround, type Around, type Text } from './around'
import { movedBy, readableLine, sameLine, type Line, type Lines } from './document'

/** Makes the state of a step out of the one next to it: so many lines from a place give way to these. */
export interface Patch {
  readonly at: number
  readonly from: number
  readonly drop: number
  readonly put: Lines
  /** Instead of others: the same lines, moved by so many ms. */
  readonly by?: number
  /** What stands around them, where that is another one. */
  readonly around?: Around
}

/** What was done, over the text as it was then. */
export interface KeptSteps {
  /** Of the lines that the steps lead away from. */
  readonly sum: string
  /** The line in hand. */
  readonly at: number
  /** From the nearest one on. */
  readonly past: readonly Patch[]
  readonly future: readonly Patch[]
  /** Where those behind them are, from the nearest part on. */
  readonly pastParts?: readonly string[]
  readonly futureParts?: readonly string[]
}

const sums = new WeakMap<Line, number>()

/** FNV-1a, 32 bit. */
function hashOf(said: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < said.length; i++) hash = Math.imul(hash ^ said.charCodeAt(i), 0x01000193)
  return hash
}

/** What a line says never changes: its sum is computed once. */
function sumOfLine(line: Line): number {
  let sum = sums.get(line)
  if (sum === undefined) sums.set(line, (sum = hashOf([line.id, line.text, line.translation, line.speaker ?? '', line.spoken, line.startMs, line.endMs].join('\n'))))
  return sum
}

/** The last text that was summed up: one that goes from line to line asks again and again. */
let summed: { of: Text; sum: string } | undefined

/** A short sum of all that a text says: the same for the same text. */
export function sumOf(of: Text): string {
  const { lines, around } = of
  if (summed?.of.lines === lines && summed.of.around === around) return summed.sum
  let hash = hashOf(saidAround(around).join('\n'))
  for (const line of lines) hash = Math.imul(hash ^ sumOfLine(line), 0x01000193)
  const sum = `${lines.length}.${(hash >>> 0).toString(16)}`
  summed = { of, sum }
  return sum
}

/** So many lines from a place give way to these: how `to` is made out of `lines`. Equal lines at both ends stay. */
export function change(lines: Lines, to: Lines): { from: number; drop: number; put: Lines } {
  const shorter = Math.min(lines.length, to.length)
  let from = 0
  while (from < shorter && lines[from] === to[from]) from++
  let tail = 0
  while (tail < shorter - from && lines[lines.length - 1 - tail] === to[to.length - 1 - tail]) tail++
  return { from, drop: lines.length - from - tail, put: to.slice(from, to.length - tail) }
}

/** Steps do not change, and most have the same neighbour each time they are kept. */
const patches = new WeakMap<Step<Text>, { of: Text; patch: Patch; chars: number }>()

/** How far lines were moved, where that is all that was done to them; a whole text that is moved stays small so. */
function movedAlike(lines: Lines, to: Lines): number | undefined {
  const first = lines.findIndex((line) => line.spoken)
  const by = first < 0 || lines.length !== to.length ? 0 : to[first]!.startMs - lines[first]!.startMs
  const alike = (line: Line, i: number) => {
    const now = to[i]!
    const was = movedBy(line, by)
    return now.id === line.id && sameLine(now, was) && (now.words === undefined) === (line.words === undefined) && (now.absorbed === line.absorbed)
  }
  return by !== 0 && lines.every(alike) ? by : undefined
}

/** How `other` is made out of `text`, and how long that is when it is written. */
export function patchTo(other: Step<Text>, text: Text): { patch: Patch; chars: number } {
  const made = patches.get(other)
  if (made && made.of.lines === text.lines && made.of.around === text.around) return made
  const { from, drop, put } = change(text.lines, other.value.lines)
  const by = drop > 1 ? movedAlike(text.lines.slice(from, from + drop), put) : undefined
  const patch: Patch = { at: other.at, from, drop, ...(by === undefined ? { put } : { put: [], by }), ...(other.value.around === text.around ? {} : { around: other.value.around }) }
  const fresh = { of: text, patch, chars: JSON.stringify(patch).length }
  patches.set(other, fresh)
  return fresh
}

/** The states that patches lead to, the nearest one last; undefined where one does not fit. */
export function states(patches: readonly Patch[], { lines, around }: Text): Step<Text>[] | undefined {
  const out: Step<Text>[] = []
  for (const patch of patches) {
    const { at, from, drop, by } = patch
    if (from + drop > lines.length || from < 0 || drop < 0) return undefined
    const put = by === undefined ? patch.put : lines.slice(from, from + drop).map((line) => movedBy(line, by))
    if (drop > 0 || put.length > 0) lines = lines.toSpliced(from, drop, ...put)
    if (lines.length === 0) return undefined
    around = patch.around ?? around
    out.push({ value: { lines, around }, at: Math.min(at, lines.length - 1) })
  }
  return out.reverse()
}

/** What another version may have written is not trusted. */
export function readable(value: unknown): KeptSteps | undefined {
  if (typeof value !== 'object' || value === null || !('sum' in value) || !('at' in value) || !('past' in value) || !('future' in value)) return undefined
  const { sum, at } = value
  const [past, future] = [readablePatches(value.past), readablePatches(value.future)]
  if (typeof sum !== 'string' || !whole(at) || !past || !future) return undefined
  const names = (parts: unknown) => (Array.isArray(parts) && (parts as unknown[]).every((name) => typeof name === 'string') ? (parts as string[]) : [])
  return { sum, at, past, future, pastParts: names('pastParts' in value && value.pastParts), futureParts: names('futureParts' in value && value.futureParts) }
}

export function readablePatches(value: unknown): Patch[] | undefined {
  return Array.isArray(value) && (value as unknown[]).every(readablePatch) ? (value as Patch[]) : undefined
}

const whole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function readablePatch(value: unknown): value is Patch {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('from' in value) || !('drop' in value) || !('put' in value)) return false
  if ('by' in value && !Number.isSafeInteger(value.by)) return false
  if ('around' in value && !readableAround(value.around)) return false
  return whole(value.at) && whole(value.from) && whole(value.drop) && Array.isArray(value.put) && (value.put as unknown[]).every((line): line is Line => readableLine(line))
}
