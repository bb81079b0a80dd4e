import { describe, expect, it } from 'vitest'
import { sureness } from '../lib/confidence'
import { confirm, merge, remove, setEdges, setSpeaker, setText, setTranslation, setUnspoken, split, type Line, type Lines } from './document'
import { tallied, tallyOf } from './tally'

const lines: Lines = Array.from({ length: 9 }, (_, i): Line => ({ id: `c${i}`, text: `Line ${i} is here.`, translation: '', position: i, paragraph: 0, startMs: i * 1000, endMs: i * 1000 + 900, confidence: i % 4 === 2 ? 0.4 : 1, spoken: i % 5 !== 3 }))

describe('a tally', () => {
  it('is, after any gesture, what counting all lines gives', () => {
    const gestures: ((now: Lines, at: number) => Lines)[] = [
      (now, at) => setText(now, at, 'Other.'),
      (now, at) => setUnspoken(now, at),
      (now, at) => setEdges(now, at, { startMs: at * 1000 + 100 }, 9000),
      (now, at) => confirm(now, at),
      (now, at) => merge(now, at),
      (now, at) => split(now, at, 4, `n${at}`),
      (now, at) => remove(now, at),
      () => lines,
    ]
    for (const gesture of gestures) {
      let [tally, now] = [tallyOf(lines), lines]
      for (let at = 0; at < now.length; at += 2) {
        now = gesture(now, at)
        tally = tallied(tally, now)
        expect(tally).toMatchObject({ doubtful: now.filter((l) => sureness(l) !== 'sure').length, unheard: now.filter((l) => !l.spoken).length })
        expect(tally.timed.map((l) => [l.id, l.startMs, l.endMs, l.spoken, l.confidence])).toEqual(now.map((l) => [l.id, l.startMs, l.endMs, l.spoken, l.confidence]))
      }
    }
  })

  it('keeps the list of times as long as only what is said changes', () => {
    const first = tallyOf(lines)
    const written = tallied(tallied(tallied(first, setText(lines, 4, 'Other.')), setTranslation(lines, 2, '別的')), setSpeaker(lines, 1, 'Ana'))
    expect(written.timed).toBe(first.timed)
    expect(tallied(written, setUnspoken(lines, 4)).timed).not.toBe(first.timed)
    expect(tallied(first, lines)).toBe(first)
  })
})
