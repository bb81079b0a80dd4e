/**
 * Keeps the steps of undo in the browser in parts. A part is written once and never changes; a
 * small head says which parts hold, and has the steps that are in no part yet. So a letter
 * writes a few kB, however long the history is. The head is written behind new parts and
 * before old ones are removed: whenever the browser ends, it leads to parts that are there.
 */
import { newUUID } from '../lib/uuid'
import type { Step } from './history'
import type { Text } from './around'
import { patchTo, readable, readablePatches, states, sumOf, type KeptSteps, type Patch } from './steps'

/** The steps of one text take at most so many characters: the oldest ones go first. */
export const KEPT_CHARS = 1_000_000
/** What is in no part yet takes no more characters than this. */
export const PART_CHARS = 6_000

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>
type Steps = readonly Step<Text>[]

/** Where an earlier visit ended. Without steps where the text says something else by now. */
export interface Earlier {
  /** The line in hand. */
  readonly at: number
  readonly past: Steps
  readonly future: Steps
}

interface Part {
  readonly name: string
  readonly chars: number
  /** Behind its nearest step, counted from the oldest one of all. */
  readonly to: number
  readonly nearest: Step<Text>
  /** The text that its nearest step leads away from. */
  readonly over: Text
}

/** A part as it was read, with the number of its steps. */
interface ReadPart {
  readonly name: string
  readonly steps: number
  readonly chars: number
}

/** Patches of steps, the nearest one first, with their length. */
interface Piece {
  readonly patches: Patch[]
  readonly chars: number
}

const overOf = (steps: Steps, to: number, now: Text): Text => steps[to]?.value ?? now

/** Which parts hold of a stack of steps; the oldest part first. */
class Stack {
  parts: Part[] = []

  /** Gives up parts whose steps are gone: were undone, or give way to others. */
  #holding(steps: Steps, now: Text): void {
    for (let part = this.parts.at(-1); part; part = this.parts.at(-1)) {
      const over = overOf(steps, part.to, now)
      if (steps[part.to - 1] === part.nearest && over.lines === part.over.lines && over.around === part.over.around) return
      this.parts.pop()
    }
  }

  /** Puts what is more than a head holds into new parts; gives what the head holds. */
  fill(steps: Steps, now: Text, write: (piece: Piece) => string): Patch[] {
    this.#holding(steps, now)
    const low = this.parts.at(-1)?.to ?? 0
    let from = steps.length
    let left = 0
    for (; from > low; from--) {
      const { chars } = patchTo(steps[from - 1]!, overOf(steps, from, now))
      if (left + chars > KEPT_CHARS) break
      left += chars
    }
    if (from > low) this.parts = [] // a step between is too long: what is older cannot be reached
    while (left > PART_CHARS) {
      const piece = { patches: [] as Patch[], chars: 0 }
      for (; piece.chars < PART_CHARS && from < steps.length; from++) {
        const { patch, chars } = patchTo(steps[from]!, overOf(steps, from + 1, now))
        piece.patches.unshift(patch)
        piece.chars += chars
      }
      left -= piece.chars
      this.parts.push({ name: write(piece), chars: piece.chars, to: from, nearest: steps[from - 1]!, over: overOf(steps, from, now) })
    }
    return steps.slice(from).map((step, i) => patchTo(step, overOf(steps, from + i + 1, now)).patch).reverse()
  }

  /** Parts as they were read: names, numbers of steps and lengths, the nearest one first. */
  take(read: readonly ReadPart[], steps: Steps, now: Text, open: number): void {
    let to = steps.length - open
    this.parts = []
    for (const { name, steps: count, chars } of read) {
      this.parts.unshift({ name, chars, to, nearest: steps[to - 1]!, over: overOf(steps, to, now) })
      to -= count
    }
  }

  get names(): string[] {
    return this.parts.map((part) => part.name).reverse()
  }
}

export class StepsStore {
  readonly #key: string
  readonly #shelf: () => Shelf
  readonly #visit: string
  #made = 0
  readonly #past = new Stack()
  readonly #future = new Stack()
  /** Parts that the head names, or did; undefined before the first time in this visit. */
  #written: Set<string> | undefined

  /** `visit` is another one at each opening: names of parts are never used twice. */
  constructor(key: string, visit: string, shelf: () => Shelf) {
    this.#key = key
    this.#visit = visit
    this.#shelf = shelf
  }

  /** What an earlier visit kept around a text; null: nothing. */
  read(now: Text): Earlier | null {
    const head = this.#attempt((shelf) => readable(JSON.parse(shelf.getItem(this.#key) ?? 'null')))
    if (!head) return null
    const none = { at: head.at, past: [], future: [] }
    if (head.sum !== sumOf(now)) return none
    const [past, future] = [this.#parts(head.pastParts), this.#parts(head.futureParts)]
    const [back, forth] = [states([...head.past, ...past.patches], now), states([...head.future, ...future.patches], now)]
    if (!back || !forth) return none
    this.#past.take(past.parts, back, now, head.past.length)
    this.#future.take(future.parts, forth, now, head.future.length)
    return { at: head.at, past: back, future: forth }
  }

  /** As many parts as are there: one that is missing ends the way. */
  #parts(names: readonly string[] = []): { patches: Patch[]; parts: ReadPart[] } {
    const out: { patches: Patch[]; parts: ReadPart[] } = { patches: [], parts: [] }
    for (const name of names) {
      const raw = this.#attempt((shelf) => shelf.getItem(this.#at(name)))
      const patches = raw && this.#attempt(() => readablePatches(JSON.parse(raw)))
      if (!raw || !patches || patches.length === 0) break
      out.patches.push(...patches)
      out.parts.push({ name, steps: patches.length, chars: raw.length })
    }
    return out
  }

  /** Keeps the steps around a state; `past` and `future` have the nearest step last, as a history has them. */
  keep(now: Step<Text>, past: Steps, future: Steps): void {
    const write = (piece: Piece): string => {
      const name = `${this.#visit}-${this.#made++}`
      this.#put(this.#at(name), JSON.stringify(piece.patches))
      return name
    }
    const [back, forth] = [this.#past.fill(past, now.value, write), this.#future.fill(future, now.value, write)]
    while (this.#chars > KEPT_CHARS && this.#forgetOldest());
    const head: KeptSteps = { sum: sumOf(now.value), at: now.at, past: back, future: forth, pastParts: this.#past.names, futureParts: this.#future.names }
    if (this.#put(this.#key, JSON.stringify(head))) this.#sweep(new Set([...this.#past.names, ...this.#future.names]))
  }

  get #chars(): number {
    return [...this.#past.parts, ...this.#future.parts].reduce((sum, part) => sum + part.chars, 0)
  }

  /** Removes parts that the head names no more; once in a visit also what one that was cut off left behind. */
  #sweep(named: Set<string>): void {
    const before = this.#written ?? this.#attempt((shelf) => Array.from({ length: shelf.length }, (_, i) => shelf.key(i) ?? '').filter((key) => key.startsWith(this.#at(''))).map((key) => key.slice(this.#at('').length))) ?? []
    for (const name of before) if (!named.has(name)) this.#attempt((shelf) => shelf.removeItem(this.#at(name)))
    this.#written = named
  }

  /** Gives up the oldest part; false where there is none. */
  #forgetOldest(): boolean {
    const part = this.#past.parts.shift() ?? this.#future.parts.shift()
    if (part) this.#attempt((shelf) => shelf.removeItem(this.#at(part.name)))
    return part !== undefined
  }

  /** A browser without room gets it from the oldest steps. */
  #put(key: string, value: string): boolean {
    do {
      if (this.#attempt((shelf) => (shelf.setItem(key, value), true))) return true
    } while (this.#forgetOldest())
    return false
  }

  #at(name: string): string {
    return `${this.#key}:${name}`
  }

  /** A full or closed storage keeps nothing, and breaks nothing. */
  #attempt<R>(use: (shelf: Shelf) => R): R | undefined {
    try {
      return use(this.#shelf())
    } catch {
      return undefined
    }
  }
}

/** The steps of one person and one text, and the line in hand. */
export function stepsOf(userId: string, episodeId: string, shelf: () => Shelf = () => localStorage): StepsStore {
  return new StepsStore(`gendu:editor-steps:${userId}:${episodeId}`, newUUID().slice(0, 8), shelf)
}
