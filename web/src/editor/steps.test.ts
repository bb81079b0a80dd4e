import { describe, expect, it } from 'vitest'
import { setTitles, type Around, type Text } from './around'
import { setText, setTranslation, shiftFrom, type Line, type Lines } from './document'
import { History } from './history'
import { KEPT_CHARS, PART_CHARS, stepsOf, StepsStore } from './keptsteps'
import { readable, states, sumOf } from './steps'
import { textWith, unsavedOf, unsavedOver } from './unsaved'

const lines: Lines = ['One.', 'Two.', 'Three.'].map((text, i): Line => ({ id: `c${i}`, text, position: i, paragraph: 0, translation: '', startMs: i * 1000, endMs: i * 1000 + 900, confidence: 1, spoken: true }))
const around: Around = { titles: { number: '', title: 'Numbers', titleTranslation: '' }, highlights: ['They count.'], keywords: [] }
const of = (lines: Lines): Text => ({ lines, around })

/** A storage that counts what is written. */
function shelf(room = Infinity) {
  const kept = new Map<string, string>()
  const writes: { key: string; chars: number }[] = []
  const used = () => [...kept.values()].reduce((sum, value) => sum + value.length, 0)
  return {
    kept,
    writes,
    used,
    /** Each write and removal from now on comes up to this one; then the browser has ended. */
    endsAfter: Infinity,
    get length() {
      return kept.size
    },
    key: (i: number) => [...kept.keys()][i] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem(key: string, value: string) {
      if (used() - (kept.get(key)?.length ?? 0) + value.length > room) throw new DOMException('full', 'QuotaExceededError')
      if (this.endsAfter-- <= 0) return
      kept.set(key, value)
      writes.push({ key, chars: value.length })
    },
    removeItem(key: string) {
      if (this.endsAfter-- > 0) kept.delete(key)
    },
  }
}

let visits = 0
const opened = (on: ReturnType<typeof shelf>) => new StepsStore('k', `v${visits++}`, () => on)
const keep = (store: StepsStore, history: History<Text>, value: Text, at = 0) => store.keep({ value, at }, history.past, history.future)
const values = (steps: readonly { value: Text }[]) => steps.map((step) => step.value)

/** Two changes, of which the second one is undone. */
function visit() {
  const history = new History<Text>()
  const one = setText(lines, 0, 'One!')
  const two = setText(one, 2, 'Three!')
  history.keep({ value: of(lines), at: 0 })
  history.keep({ value: of(one), at: 2 })
  history.undo({ value: of(two), at: 2 })
  return { history, one, two }
}

describe('steps that are kept', () => {
  it('lead back and forth after a reload', () => {
    const { history, one, two } = visit()
    const on = shelf()
    keep(opened(on), history, of(one), 2)
    expect(on.kept.get('k')).not.toContain('Two.') // no more than what differs
    const again = opened(on).read(structuredClone(of(one)))!
    expect(again.at).toBe(2)
    expect(values(again.past)).toEqual([of(lines)])
    expect(values(again.future)).toEqual([of(two)])
  })

  it('are nothing to a text that says something else; the line in hand stays', () => {
    const { history, one } = visit()
    const on = shelf()
    keep(opened(on), history, of(one), 2)
    for (const other of [of(setTranslation(one, 1, '二')), { lines: one, around: setTitles(around, { title: 'Figures' }) }]) expect(opened(on).read(other)).toEqual({ at: 2, past: [], future: [] })
    expect(sumOf(of(lines))).not.toBe(sumOf(of([lines[0]!, lines[2]!, lines[1]!])))
    expect(opened(shelf()).read(of(one))).toBeNull()
  })

  it('lead through what stands around the lines', () => {
    const history = new History<Text>()
    const renamed: Text = { lines, around: setTitles(around, { title: 'Figures' }) }
    history.keep({ value: of(lines), at: 0 })
    const on = shelf()
    keep(opened(on), history, renamed)
    expect(opened(on).read(renamed)!.past).toEqual([{ value: of(lines), at: 0 }])
    expect(readable({ sum: '', at: 0, past: [{ at: 0, from: 3, drop: 0, put: [], around: { titles: {} } }], future: [] })).toBeUndefined()
  })

  it('are small where a whole text was moved, and lead back to the same times', () => {
    const long = Array.from({ length: 3000 }, (_, i): Line => ({ ...lines[0]!, id: `l${i}`, startMs: 1000 + i * 1000, endMs: 1900 + i * 1000, words: [{ text: 'One.', startMs: 1000 + i * 1000, endMs: 1800 + i * 1000 }] }))
    const moved = shiftFrom(long, 0, 250, 4_000_000)
    const history = new History<Text>()
    history.keep({ value: of(long), at: 0 })
    const on = shelf()
    keep(opened(on), history, of(moved))
    expect(on.used()).toBeLessThan(1000)
    expect(opened(on).read(of(moved))!.past).toEqual([{ value: of(long), at: 0 }])
    // What was moved and written in is no mere move.
    keep(opened(on), history, of(setText(moved, 7, 'Seven.')))
    expect(opened(on).read(of(setText(moved, 7, 'Seven.')))!.past).toEqual([{ value: of(long), at: 0 }])
  })

  it('lose the oldest where there are too many, or where the browser has no room', () => {
    for (const room of [Infinity, 300_000]) {
      const history = new History<Text>()
      const on = shelf(room)
      const store = opened(on)
      let now = lines
      for (let i = 0; i < 400; i++) {
        history.keep({ value: of(now), at: 0 })
        now = setText(now, 0, `${i} `.repeat(1250))
        keep(store, history, of(now))
      }
      const kept = opened(on).read(of(now))!.past
      expect(kept.length).toBeGreaterThan(10)
      expect(kept.length).toBeLessThan(400)
      expect(values(kept)).toEqual(values(history.past.slice(-kept.length)))
      expect(on.used()).toBeLessThan(Math.min(room, KEPT_CHARS + 3 * PART_CHARS))
    }
  })

  it('are written bit by bit: of 2,000 steps of 3,000 lines a letter writes a few kB', () => {
    const long = Array.from({ length: 3000 }, (_, i): Line => ({ ...lines[0]!, id: `l${i}`, text: `Line ${i} of a text that is three hours long.`, startMs: i * 1000, endMs: i * 1000 + 900 }))
    const history = new History<Text>()
    const on = shelf()
    const store = opened(on)
    let now: Lines = long
    for (let i = 0; i < 2000; i++) {
      history.keep({ value: of(now), at: i })
      now = setText(now, (i * 37) % 3000, `Step ${i}.`)
      const before = on.writes.length
      keep(store, history, of(now), i)
      const chars = on.writes.slice(before).reduce((sum, write) => sum + write.chars, 0)
      if (chars > 4 * PART_CHARS) expect.fail(`step ${i} wrote ${chars} characters`)
    }
    expect(on.used()).toBeGreaterThan(300_000)
    // From line to line, and back and forth in the steps, it is no more.
    for (const gesture of [() => undefined, ...Array<() => void>(60).fill(() => (now = history.undo({ value: of(now), at: 0 })!.value.lines)), ...Array<() => void>(30).fill(() => (now = history.redo({ value: of(now), at: 0 })!.value.lines))]) {
      const before = on.writes.length
      gesture()
      keep(store, history, of(now), 1)
      expect(on.writes.slice(before).reduce((sum, write) => sum + write.chars, 0)).toBeLessThan(5 * PART_CHARS)
    }
    const again = opened(on).read(of(now))!
    expect(again.past).toHaveLength(1970)
    expect(again.future).toHaveLength(30)
    expect(again.past[0]!.value.lines.map((line) => line.text)).toEqual(long.map((line) => line.text))
    // A later visit goes on behind what is there.
    const later = opened(on)
    const { past, future } = later.read(of(now))!
    history.resume(past, future)
    const before = on.writes.length
    keep(later, history, of(now))
    expect(on.writes.slice(before).reduce((sum, write) => sum + write.chars, 0)).toBeLessThan(3 * PART_CHARS)
  })

  it('lead to a state of before wherever the browser ends between two writes', () => {
    for (let end = 0; end < 40; end++) {
      const history = new History<Text>()
      const on = shelf()
      const store = opened(on)
      const states: Text[] = []
      let now = lines
      const go = (n: number) => {
        for (let i = 0; i < n; i++) {
          history.keep({ value: of(now), at: 0 })
          now = setText(now, i % 3, `${states.length} `.repeat(500))
          keep(store, history, of(now))
          states.push(of(now))
        }
      }
      go(20)
      on.endsAfter = end
      for (let i = 0; i < 9; i++) {
        now = history.undo({ value: of(now), at: 0 })!.value.lines
        keep(store, history, of(now))
        states.push(of(now))
      }
      go(12)
      on.endsAfter = Infinity
      // What was kept last is the state of one moment, with all of its steps.
      const { sum } = readable(JSON.parse(on.kept.get('k')!))!
      const then = states.findLast((text) => sumOf(text) === sum)!
      const { past } = opened(on).read(then)!
      expect(past.length, `the browser ended after ${end} writes`).toBeGreaterThan(0)
      expect(past[0]!.value.lines).toEqual(lines)
      // What was left behind is removed by the next visit.
      const later = opened(on)
      const read = later.read(then)!
      later.keep({ value: then, at: 0 }, read.past, read.future)
      const head = readable(JSON.parse(on.kept.get('k')!))!
      expect([...on.kept.keys()].sort()).toEqual(['k', ...[...head.pastParts!, ...head.futureParts!].map((name) => `k:${name}`)].sort())
    }
  })

  it('go as far as parts are there', () => {
    const history = new History<Text>()
    const on = shelf()
    let now = lines
    for (let i = 0; i < 30; i++) {
      history.keep({ value: of(now), at: 0 })
      now = setText(now, 0, `${i} `.repeat(500))
    }
    keep(opened(on), history, of(now))
    const [, second] = readable(JSON.parse(on.kept.get('k')!))!.pastParts!
    on.kept.set(`k:${second}`, '[{"at":0')
    const { past } = opened(on).read(of(now))!
    expect(past.length).toBeGreaterThan(0)
    expect(values(past)).toEqual(values(history.past.slice(-past.length)))
  })

  it.each([null, 7, {}, { sum: 'x', at: -1, past: [], future: [] }, { sum: 'x', at: 0, past: [{ at: 0, from: 0, drop: 1, put: [{}] }], future: [] }, { sum: 'x', at: 0, past: [{ at: 0, from: 0, drop: 1, put: [], by: 'x' }], future: [] }])('are not read where another version wrote something else (%j)', (value) => expect(readable(value)).toBeUndefined())

  it('do not fit where they take away more than there is', () => {
    expect(states([{ at: 0, from: 2, drop: 2, put: [] }], of(lines))).toBeUndefined()
    expect(states([{ at: 0, from: 0, drop: 3, put: [] }], of(lines))).toBeUndefined() // no text without lines
  })

  it('are read as a former version kept them', () => {
    const on = shelf()
    on.kept.set('k', JSON.stringify({ sum: sumOf(of(lines)), at: 1, past: [{ at: 2, from: 0, drop: 1, put: [{ ...lines[0], text: 'Null.' }] }], future: [] }))
    expect(opened(on).read(of(lines))).toEqual({ at: 1, past: [{ value: of(lines.with(0, { ...lines[0]!, text: 'Null.' })), at: 2 }], future: [] })
  })

  it('are of one person and one episode', () => {
    const on = shelf()
    stepsOf('u1', 'e1', () => on).keep({ value: of(lines), at: 1 }, [], [])
    expect([...on.kept.keys()]).toEqual(['gendu:editor-steps:u1:e1'])
  })
})

describe('what is not saved', () => {
  const shelf = () => {
    const kept = new Map<string, string>()
    return { kept, store: unsavedOf('u1', 'e1', () => ({ getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: (k) => void kept.delete(k) })) }
  }

  it('is kept as what differs from its base, and is whole again over it', () => {
    const { kept, store } = shelf()
    const now: Text = { lines: setText(lines, 1, 'Two!'), around: setTitles(around, { title: 'Figures' }) }
    store.keep(unsavedOver({ id: 'r1', text: of(lines) }, now))
    expect(kept.get('gendu:editor:u1:e1')).not.toContain('Three.')
    const read = store.read()!
    expect(read).toMatchObject({ base: 'r1', from: 1, drop: 1 })
    expect(textWith(read, of(lines))).toEqual(now)
    expect(unsavedOver({ id: 'r1', text: of(lines) }, of(now.lines)).around).toBeUndefined()
    store.keep(null)
    expect(store.read()).toBeNull()
  })

  it('is read as a former version kept it, and not where it says something else', () => {
    const { kept, store } = shelf()
    kept.set('gendu:editor:u1:e1', JSON.stringify({ base: 'r1', lines: lines.slice(0, 2) }))
    expect(textWith(store.read()!, of(lines))).toEqual(of(lines.slice(0, 2)))
    for (const wrong of [{ base: 'r1', lines: [] }, { base: 'r1', put: [], from: -1, drop: 0 }, { base: 7, put: [], from: 0, drop: 0 }, { base: 'r1', from: 0, drop: 1, put: [{}] }]) {
      kept.set('gendu:editor:u1:e1', JSON.stringify(wrong))
      expect(store.read()).toBeNull()
    }
  })
})
