import { describe, expect, it } from 'vitest'
import { setTitles, type Around, type Text } from './around'
import { setText, setTranslation, type Line, type Lines } from './document'
import { History } from './history'
import { keep, KEPT_CHARS, readable, restore, sumOf } from './steps'
import { stepsOf, textWith, unsavedOf, unsavedOver } from './unsaved'

const lines: Lines = ['One.', 'Two.', 'Three.'].map((text, i): Line => ({ id: `c${i}`, text, position: i, paragraph: 0, translation: '', startMs: i * 1000, endMs: i * 1000 + 900, confidence: 1, spoken: true }))
const around: Around = { titles: { number: '', title: 'Numbers', titleTranslation: '' }, highlights: ['They count.'], keywords: [] }
const of = (lines: Lines): Text => ({ lines, around })

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
    const kept = keep({ value: of(one), at: 2 }, history.past, history.future)
    expect(kept.past).toEqual([{ at: 0, from: 0, drop: 1, put: [lines[0]] }]) // no more than what differs
    const again = restore(kept, structuredClone(of(one)))!
    expect(again.past.map((s) => s.value)).toEqual([of(lines)])
    expect(again.future.map((s) => s.value)).toEqual([of(two)])
  })

  it('are nothing to a text that says something else', () => {
    const { history, one } = visit()
    const kept = keep({ value: of(one), at: 2 }, history.past, history.future)
    expect(restore(kept, of(setTranslation(one, 1, '二')))).toBeUndefined()
    expect(restore(kept, { lines: one, around: setTitles(around, { title: 'Figures' }) })).toBeUndefined()
    expect(sumOf(of(lines))).not.toBe(sumOf(of([lines[0]!, lines[2]!, lines[1]!])))
  })

  it('lead through what stands around the lines', () => {
    const history = new History<Text>()
    const renamed: Text = { lines, around: setTitles(around, { title: 'Figures' }) }
    history.keep({ value: of(lines), at: 0 })
    const kept = keep({ value: renamed, at: 0 }, history.past, history.future)
    expect(kept.past).toEqual([{ at: 0, from: 3, drop: 0, put: [], around }])
    expect(restore(readable(JSON.parse(JSON.stringify(kept)))!, renamed)!.past).toEqual([{ value: of(lines), at: 0 }])
    expect(readable({ ...kept, past: [{ ...kept.past[0]!, around: { titles: {} } }] })).toBeUndefined()
  })

  it('lose the oldest where there are too many', () => {
    const history = new History<Text>()
    let now = lines
    for (let i = 0; i < 200; i++) {
      history.keep({ value: of(now), at: 0 })
      now = setText(now, 0, String(i).repeat(5000))
    }
    const kept = keep({ value: of(now), at: 0 }, history.past, history.future)
    expect(kept.past.length).toBeGreaterThan(10)
    expect(kept.past.length).toBeLessThan(200)
    expect(JSON.stringify(kept).length).toBeLessThan(KEPT_CHARS + 1000)
    expect(restore(kept, of(now))!.past.at(-1)!.value).toEqual(history.past.at(-1)!.value)
  })

  it.each([null, 7, {}, { sum: 'x', at: -1, past: [], future: [] }, { sum: 'x', at: 0, past: [{ at: 0, from: 0, drop: 1, put: [{}] }], future: [] }])('are not read where another version wrote something else (%j)', (value) => expect(readable(value)).toBeUndefined())

  it('do not fit where they take away more than there is', () => {
    expect(restore({ sum: sumOf(of(lines)), at: 0, past: [{ at: 0, from: 2, drop: 2, put: [] }], future: [] }, of(lines))).toBeUndefined()
    expect(restore({ sum: sumOf(of(lines)), at: 0, past: [{ at: 0, from: 0, drop: 3, put: [] }], future: [] }, of(lines))).toBeUndefined() // no text without lines
  })

  it('are the same when they are kept again, and others when something else is next to them', () => {
    const { history, one, two } = visit()
    const kept = keep({ value: of(one), at: 2 }, history.past, history.future)
    expect(keep({ value: of(one), at: 2 }, history.past, history.future)).toEqual(kept)
    expect(keep({ value: of(two), at: 2 }, history.past, []).past).toEqual([{ at: 0, from: 0, drop: 3, put: lines }])
  })

  it('are of one person and one episode', () => {
    const shelf = new Map<string, string>()
    const store = stepsOf('u1', 'e1', () => ({ getItem: (k) => shelf.get(k) ?? null, setItem: (k, v) => void shelf.set(k, v), removeItem: (k) => void shelf.delete(k) }))
    store.keep(keep({ value: of(lines), at: 1 }, [], []))
    expect([...shelf.keys()]).toEqual(['gendu:editor-steps:u1:e1'])
    expect(store.read()).toMatchObject({ at: 1, sum: sumOf(of(lines)) })
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
