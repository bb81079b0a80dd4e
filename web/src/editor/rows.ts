/**
 * Where the rows of a long list lie, of which few are drawn: a height is guessed until its
 * row is drawn and measured. No DOM. All lengths in CSS px.
 */
import type { Line, Lines } from './document'
import { change } from './steps'

/** Chinese, Japanese and Korean signs are as wide as they are high, Latin letters about half that. */
const wideSign = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/
const LATIN = 0.49
/** A line of Latin words ends so much before its column does, px. */
const RAGGED = 24
/** Beside the text: number, time, and the spaces between. */
const BESIDE = 120
const LEAST = 45
/** Above and below the text, and the hairline. */
const AROUND = 17

/** So high is a text in a column. */
function textHeight(text: string, size: number, column: number): number {
  if (!text) return 0
  const wide = wideSign.test(text)
  const long = text.length * size * (wide ? 1 : LATIN)
  const rows = long <= column ? 1 : Math.ceil(long / (wide ? column : column - RAGGED))
  return rows * size * (wide ? 1.7 : 1.5)
}

/** How high the row of a line will be about, in a list of a width. */
export function guess(line: Line, width: number): number {
  const column = Math.max(100, width - BESIDE)
  return Math.max(LEAST, AROUND + textHeight(line.text, 16, column) + textHeight(line.translation, 14, column))
}

export class Rows {
  #lines: Lines = []
  #width = 0
  #heights: number[] = []
  /** Where each row begins, and behind them where the last one ends; right up to #known. */
  #tops: number[] = [0]
  #known = 0

  /** The list has these lines now, and this width. A line that was measured keeps its height, unless the width is another. */
  fit(lines: Lines, width: number): void {
    if (width !== this.#width) {
      this.#width = width
      this.#lines = lines
      this.#heights = lines.map((line) => guess(line, width))
      this.#known = 0
    } else if (lines !== this.#lines) {
      const { from, drop, put } = change(this.#lines, lines)
      const before = new Map(this.#lines.slice(from, from + drop).map((line, i) => [line.id, this.#heights[from + i]!]))
      this.#heights = this.#heights.toSpliced(from, drop, ...put.map((line) => before.get(line.id) ?? guess(line, width)))
      this.#lines = lines
      this.#known = Math.min(this.#known, from)
    }
  }

  /** A row was drawn and is so high; false where that was known. */
  measured(at: number, height: number): boolean {
    if (height <= 0 || at < 0 || at >= this.#heights.length || this.#heights[at] === height) return false
    this.#heights[at] = height
    this.#known = Math.min(this.#known, at)
    return true
  }

  /** Where a row begins. */
  top(at: number): number {
    for (; this.#known < at; this.#known++) this.#tops[this.#known + 1] = this.#tops[this.#known]! + this.#heights[this.#known]!
    return this.#tops[at]!
  }

  /** The height of all rows. */
  get height(): number {
    return this.top(this.#heights.length)
  }

  /** The row at a place; the nearest one beyond the ends. */
  at(y: number): number {
    let low = 0
    let high = this.#heights.length - 1
    this.top(high + 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#tops[middle]! <= y) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The rows to draw, in order: those that a stretch touches, and each one of `held` with its neighbours. */
  drawn(fromY: number, toY: number, held: readonly number[]): number[] {
    const count = this.#heights.length
    if (count === 0) return []
    const all = new Set<number>()
    for (let at = this.at(fromY), last = this.at(toY); at <= last; at++) all.add(at)
    for (const at of held) for (let near = Math.max(0, at - 1); near <= Math.min(count - 1, at + 1); near++) all.add(near)
    return [...all].sort((a, b) => a - b)
  }
}
