import { describe, expect, it } from 'vitest'
import type { Cue, LineUse, NotesPreview } from './types'
import { chooseUse, practised, sameUses, separates } from './uses'

describe('chooseUse', () => {
  const line = { line: 3, text: 'x'.repeat(300) }
  it('holds one choice a line, cut as the server cuts it', () => {
    const one = chooseUse([], line, 'title')
    expect(one).toEqual([{ line: 3, text: 'x'.repeat(200), as: 'title' }])
    expect(chooseUse(one, line, 'nothing')).toEqual([{ line: 3, text: 'x'.repeat(200), as: 'nothing' }])
    expect(chooseUse(one, { line: 4, text: line.text }, 'text')).toHaveLength(2)
    expect(chooseUse(one, line, undefined)).toEqual([])
  })
  it('cuts between characters', () => expect(chooseUse([], { line: 1, text: '𠮷'.repeat(201) }, 'text')[0]?.text).toBe('𠮷'.repeat(200)))
})

it('sameUses does not mind the order', () => {
  const a: LineUse = { line: 1, text: 'a', as: 'title' }
  const b: LineUse = { line: 2, text: 'b', as: 'nothing' }
  expect(sameUses([a, b], [b, a])).toBe(true)
  expect(sameUses([a], [{ ...a, as: 'text' }])).toBe(false)
})

it.each([
  ['-----', true],
  ['* * *', true],
  ['1.', false],
  ['— 完 —', false],
])('separates %s: %s', (text, want) => expect(separates(text)).toBe(want))

describe('practised', () => {
  const cue = (text: string, startMs: number, spoken = true) => ({ text, startMs, endMs: startMs + 1000, spoken }) as Cue
  const page = { kind: 'page', page: { paragraphs: [{ sentences: [{ text: 'A.', translation: '甲' }, { text: 'A.', translation: '' }, { text: 'B.', translation: '' }] }] } } as unknown as NotesPreview
  it('gives the sentences of a page the times that they have, in order', () => {
    expect(practised(page, [cue('A.', 100), cue('A.', 900), cue('B.', 0, false)], true).map(({ time, unheard }) => [time?.startMs, unheard])).toEqual([
      [100, false],
      [900, false],
      [undefined, true],
    ])
  })
  it('gives none while they are being timed', () => expect(practised(page, [cue('A.', 0)], false).map(({ time }) => time)).toEqual([undefined, undefined, undefined]))
  it('gives those of a file', () => {
    const timed = { kind: 'timed', sentences: [{ text: 'A.', translation: '', startMs: 5, endMs: 9 }] } as unknown as NotesPreview
    expect(practised(timed, [], false)).toEqual([{ text: 'A.', translation: '', time: expect.objectContaining({ startMs: 5 }), unheard: false }])
  })
})
