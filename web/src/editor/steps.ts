/**
 * Undo across a reload: the steps as they are kept in the browser. Each step is what has to
 * be changed in the state next to it, so that a thousand steps of a long text stay small.
 */
import type { Step } from './history'
import { readableLine, type Line, type Lines } from './document'

/** Makes the state of a step out of the one next to it: so many lines from a place give way to these. */
interface Patch {
  readonly at: number
  readonly from: number
  readonly drop: number
  readonly put: Lines
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
}

/** At most so many characters are kept: the oldest steps go first. */
export const KEPT_CHARS = 500_000

/** A short sum of all that a text says: the same for the same lines (FNV-1a, 32 bit). */
export function sumOf(lines: Lines): string {
  let hash = 0x811c9dc5
  for (const line of lines) {
    const said = [line.id, line.text, line.translation, line.speaker ?? '', line.spoken, line.startMs, line.endMs].join('\n')
    for (let i = 0; i < said.length; i++) hash = Math.imul(hash ^ said.charCodeAt(i), 0x01000193)
  }
  return `${lines.length}.${(hash >>> 0).toString(16)}`
}

/** How `other` is made out of `lines`: equal lines at both ends stay. */
function patchTo(other: Step<Lines>, lines: Lines): Patch {
  const to = other.value
  const shorter = Math.min(lines.length, to.length)
  let from = 0
  while (from < shorter && lines[from] === to[from]) from++
  let tail = 0
  while (tail < shorter - from && lines[lines.length - 1 - tail] === to[to.length - 1 - tail]) tail++
  return { at: other.at, from, drop: lines.length - from - tail, put: to.slice(from, to.length - tail) }
}

/** One patch after the other, as far as there is space. */
function chain(steps: readonly Step<Lines>[], lines: Lines, space: { left: number }): Patch[] {
  const out: Patch[] = []
  for (const step of steps) {
    const patch = patchTo(step, lines)
    space.left -= JSON.stringify(patch).length
    if (space.left < 0) break
    out.push(patch)
    lines = step.value
  }
  return out
}

/** The steps around a state, to be kept. `past` and `future` have the nearest step last, as a history has them. */
export function keep(now: Step<Lines>, past: readonly Step<Lines>[], future: readonly Step<Lines>[]): KeptSteps {
  const space = { left: KEPT_CHARS }
  return { sum: sumOf(now.value), at: now.at, past: chain(past.toReversed(), now.value, space), future: chain(future.toReversed(), now.value, space) }
}

/** The states that patches lead to, the nearest one last; undefined where one does not fit. */
function states(patches: readonly Patch[], lines: Lines): Step<Lines>[] | undefined {
  const out: Step<Lines>[] = []
  for (const { at, from, drop, put } of patches) {
    if (from + drop > lines.length || from < 0 || drop < 0) return undefined
    lines = lines.toSpliced(from, drop, ...put)
    if (lines.length === 0) return undefined
    out.push({ value: lines, at: Math.min(at, lines.length - 1) })
  }
  return out.reverse()
}

/** The steps that were kept around this text; undefined where it says something else by now. */
export function restore(kept: KeptSteps, now: Lines): { past: Step<Lines>[]; future: Step<Lines>[] } | undefined {
  if (kept.sum !== sumOf(now)) return undefined
  const [past, future] = [states(kept.past, now), states(kept.future, now)]
  return past && future ? { past, future } : undefined
}

/** What another version may have written is not trusted. */
export function readable(value: unknown): KeptSteps | undefined {
  if (typeof value !== 'object' || value === null || !('sum' in value) || !('at' in value) || !('past' in value) || !('future' in value)) return undefined
  const { sum, at, past, future } = value
  if (typeof sum !== 'string' || !whole(at) || !Array.isArray(past) || !Array.isArray(future)) return undefined
  return [...(past as unknown[]), ...(future as unknown[])].every(readablePatch) ? { sum, at, past: past as Patch[], future: future as Patch[] } : undefined
}

const whole = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function readablePatch(value: unknown): value is Patch {
  if (typeof value !== 'object' || value === null || !('at' in value) || !('from' in value) || !('drop' in value) || !('put' in value)) return false
  return whole(value.at) && whole(value.from) && whole(value.drop) && Array.isArray(value.put) && (value.put as unknown[]).every((line): line is Line => readableLine(line))
}
