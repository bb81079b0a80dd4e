import { describe, expect, it } from 'vitest'
import { setText, setTranslation, type Line, type Lines } from './document'
import { History } from './history'
import { keep, KEPT_CHARS, readable, restore, sumOf } from './steps'
import { stepsOf } from './unsaved'

const lines: Lines = ['One.', 'Two.', 'Three.'].map((text, i): Line => ({ id: `c${i}`, text, position: i, paragraph: 0, translation: '', startMs: i * 1000, endMs: i * 1000 + 900, confidence: 1, spoken: true }))

/** Two changes, of which the second one is undone. */
function visit() {
  const history = new History<Lines>()
  const one = setText(lines, 0, 'One!')
  const two = setText(one, 2, 'Three!')
  history.keep({ value: lines, at: 0 })
  history.keep({ value: one, at: 2 })
  history.undo({ value: two, at: 2 })
  return { history, one, two }
}

describe('steps that are kept', () => {
  it('lead back and forth after a reload', () => {
    const { history, one, two } = visit()
    const kept = keep({ value: one, at: 2 }, history.past, history.future)
    expect(kept.past).toEqual([{ at: 0, from: 0, drop: 1, put: [lines[0]] }]) // no more than what differs
    const again = restore(kept, structuredClone(one) as Lines)!
    expect(again.past.map((s) => s.value)).toEqual([lines])
    expect(again.future.map((s) => s.value)).toEqual([two])
  })

  it('are nothing to a text that says something else', () => {
    const { history, one } = visit()
    const kept = keep({ value: one, at: 2 }, history.past, history.future)
    expect(restore(kept, setTranslation(one, 1, '二'))).toBeUndefined()
    expect(sumOf(lines)).not.toBe(sumOf([lines[0]!, lines[2]!, lines[1]!]))
  })

  it('lose the oldest where there are too many', () => {
    const history = new History<Lines>()
    let now = lines
    for (let i = 0; i < 200; i++) {
      history.keep({ value: now, at: 0 })
      now = setText(now, 0, String(i).repeat(5000))
    }
    const kept = keep({ value: now, at: 0 }, history.past, history.future)
    expect(kept.past.length).toBeGreaterThan(10)
    expect(kept.past.length).toBeLessThan(200)
    expect(JSON.stringify(kept).length).toBeLessThan(KEPT_CHARS + 1000)
    expect(restore(kept, now)!.past.at(-1)!.value).toEqual(history.past.at(-1)!.value)
  })

  it.each([null, 7, {}, { sum: 'x', at: -1, past: [], future: [] }, { sum: 'x', at: 0, past: [{ at: 0, from: 0, drop: 1, put: [{}] }], future: [] }])('are not read where another version wrote something else (%j)', (value) => expect(readable(value)).toBeUndefined())

  it('do not fit where they take away more than there is', () => {
    expect(restore({ sum: sumOf(lines), at: 0, past: [{ at: 0, from: 2, drop: 2, put: [] }], future: [] }, lines)).toBeUndefined()
    expect(restore({ sum: sumOf(lines), at: 0, past: [{ at: 0, from: 0, drop: 3, put: [] }], future: [] }, lines)).toBeUndefined() // no text without lines
  })

  it('are of one person and one episode', () => {
    const shelf = new Map<string, string>()
    const store = stepsOf('u1', 'e1', () => ({ getItem: (k) => shelf.get(k) ?? null, setItem: (k, v) => void shelf.set(k, v), removeItem: (k) => void shelf.delete(k) }))
    store.keep(keep({ value: lines, at: 1 }, [], []))
    expect([...shelf.keys()]).toEqual(['gendu:editor-steps:u1:e1'])
    expect(store.read()).toMatchObject({ at: 1, sum: sumOf(lines) })
  })
})
