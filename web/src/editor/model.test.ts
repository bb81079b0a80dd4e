// Random gestures beside a simple model of the text, which finds a place by trying each ms
// and taking the nearest one that is allowed: it shares no arithmetic with the editor.
import { expect, it } from 'vitest'
import { linesOf, merge, moveTo, moveTranslation, remove, setEdges, setSpeaker, setText, setTranslation, setUnspoken, shiftEdges, shiftFrom, SHORTEST, split, type Line, type Lines } from './document'

const DURATION = 2400
const first: Lines = linesOf(
  Array.from({ length: 6 }, (_, i): Line => ({ id: `c${i}`, text: `One two ${i}.`, translation: `譯${i}`, startMs: i * 380 + 40, endMs: i * 380 + 340, position: i, paragraph: 0, confidence: 1, spoken: true })),
)

/** What the model knows of a line; null: it is not heard. */
interface Row {
  id: string
  text: string
  translation: string
  speaker: string
  span: [number, number] | null
}
const rowsOf = (lines: Lines): Row[] =>
  lines.map(({ id, text, translation, speaker, spoken, startMs, endMs }) => ({ id, text, translation: translation ?? '', speaker: speaker ?? '', span: spoken ? [startMs, endMs] : null }))

/** No two lines are heard at once, in the order of the text; none is shorter than it may be, or outside of the audio. */
function allowed(rows: readonly Row[]): boolean {
  const spans = rows.flatMap(({ span }) => (span ? [span] : []))
  return spans.every(([from, to], i) => from >= (spans[i - 1]?.[1] ?? 0) && to - from >= SHORTEST && to <= DURATION)
}

/** The text in which some rows have other spans; the nearest to what is wanted that is allowed, else as it was. */
function nearest(rows: readonly Row[], wanted: number, spans: (ms: number) => ReadonlyMap<number, [number, number]>): readonly Row[] {
  for (let d = 0; d <= 2 * DURATION; d++) {
    for (const ms of [wanted - d, wanted + d]) {
      const put = spans(ms)
      const next = rows.map((row, i) => ({ ...row, span: put.get(i) ?? row.span }))
      if (allowed(next)) return next
    }
  }
  return rows
}
const only = (at: number, span: [number, number]) => new Map([[at, span]])

/** Where a line that is not heard could be: all that its neighbours leave. */
function gap(rows: readonly Row[], at: number): [number, number] {
  const before = rows.slice(0, at).flatMap(({ span }) => (span ? [span[1]] : []))
  const after = rows.slice(at + 1).flatMap(({ span }) => (span ? [span[0]] : []))
  return [before.at(-1) ?? 0, after[0] ?? DURATION]
}

type Gesture = readonly [name: string, real: (lines: Lines) => Lines, model: (rows: readonly Row[]) => readonly Row[]]
type Pick = (n: number) => number

function edge(at: number, which: 0 | 1, ms: number): Gesture {
  return [
    `edge ${which} of ${at} to ${ms}`,
    (lines) => setEdges(lines, at, which === 0 ? { startMs: ms } : { endMs: ms }, DURATION),
    (rows) => {
      const [from, to] = rows[at]!.span ?? gap(rows, at)
      return nearest(rows, ms, (there) => only(at, which === 0 ? [there, to] : [from, there]))
    },
  ]
}

function body(at: number, ms: number): Gesture {
  return [
    `body of ${at} to ${ms}`,
    (lines) => moveTo(lines, at, ms, DURATION),
    (rows) => {
      const span = rows[at]!.span
      return span ? nearest(rows, ms, (there) => only(at, [there, there + span[1] - span[0]])) : rows
    },
  ]
}

const together = (rows: readonly Row[], from: number, to: number, by: number) =>
  nearest(rows, by, (ms) => new Map(rows.flatMap(({ span }, i) => (span && i >= from && i <= to ? [[i, [span[0] + ms, span[1] + ms]] as const] : []))))

/** Starts or ends alone go as far as each has room beside the others as they were. */
const apart = (rows: readonly Row[], from: number, to: number, which: 0 | 1, by: number) =>
  rows.map((row, i) => {
    if (!row.span || i < from || i > to) return row
    const [start, end] = row.span
    return nearest(rows, row.span[which] + by, (ms) => only(i, which === 0 ? [ms, end] : [start, ms]))[i]!
  })

function shift(from: number, to: number, kind: number, by: number): Gesture {
  if (kind === 3) return [`all from ${from} by ${by}`, (lines) => shiftFrom(lines, from, by, DURATION), (rows) => together(rows, from, rows.length, by)]
  const what = (['both', 'start', 'end'] as const)[kind]!
  return [
    `${what} of ${from} to ${to} by ${by}`,
    (lines) => shiftEdges(lines, from, to, what, by, DURATION),
    (rows) => (kind === 0 ? together(rows, from, to, by) : apart(rows, from, to, kind === 1 ? 0 : 1, by)),
  ]
}

const put = (rows: readonly Row[], at: number, more: Partial<Row>) => rows.map((row, i) => (i === at ? { ...row, ...more } : row))

function words(at: number, pick: Pick): Gesture {
  const said = `w${pick(99)}`
  return (
    [
      [`text of ${at}`, (lines) => setText(lines, at, said), (rows) => put(rows, at, { text: said })],
      [`translation of ${at}`, (lines) => setTranslation(lines, at, said), (rows) => put(rows, at, { translation: said })],
      [`speaker of ${at}`, (lines) => setSpeaker(lines, at, said), (rows) => put(rows, at, { speaker: said })],
      [`${at} is not heard`, (lines) => setUnspoken(lines, at), (rows) => put(rows, at, { span: null })],
    ] satisfies Gesture[]
  )[pick(4)]!
}

/** Numbers from 0 to 1, the same for each seed (mulberry32). */
function dice(seed: number): Pick {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

function gesture(pick: Pick, n: number): Gesture {
  const at = pick(n)
  const by = pick(800) - 400
  return [() => edge(at, 0, pick(DURATION)), () => edge(at, 1, pick(DURATION)), () => body(at, pick(DURATION)), () => shift(at, at + pick(3), pick(4), by), () => words(at, pick)][pick(5)]!()
}

it('leads where a simple model says, whatever is moved and written', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pick = dice(seed)
    let lines = first
    for (let step = 0; step < 30; step++) {
      const [name, real, model] = gesture(pick, lines.length)
      const wanted = model(rowsOf(lines))
      lines = real(lines)
      expect(rowsOf(lines), `seed ${seed}, step ${step}: ${name}`).toEqual(wanted)
      expect(allowed(rowsOf(lines)), `seed ${seed}, step ${step}: ${name}`).toBe(true)
    }
  }
})

it('keeps the first id where lines are parted and joined, and gives no id twice', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const pick = dice(seed)
    let lines = first
    let made = 0
    for (let step = 0; step < 30; step++) {
      const at = pick(lines.length)
      const ids = lines.map((line) => line.id)
      const id = `n${made++}`
      const [next, wanted] = (
        [
          () => [split(lines, at, 1 + pick(lines[at]!.text.length), id), [...ids.slice(0, at + 1), id, ...ids.slice(at + 1)]],
          () => [merge(lines, at), ids.filter((_, i) => i !== at + 1)],
          () => [remove(lines, at), ids.filter((_, i) => i !== at)],
          () => [moveTranslation(lines, at, pick(2) ? 1 : -1), ids],
        ] satisfies (() => [Lines, string[]])[]
      )[pick(4)]!()
      if (next !== lines) expect(next.map((line) => line.id), `seed ${seed}, step ${step}`).toEqual(wanted)
      expect(allowed(rowsOf(next)), `seed ${seed}, step ${step}`).toBe(true)
      lines = next
    }
  }
})
