import { describe, expect, it } from 'vitest'
import { remove, setText, split, type Line, type Lines } from './document'
import { guess, Rows } from './rows'

const line = (i: number, text = 'A short one.', translation = ''): Line => ({ id: `c${i}`, text, translation, position: i, paragraph: 0, startMs: i * 1000, endMs: i * 1000 + 900, confidence: 1, spoken: true })
const lines: Lines = Array.from({ length: 100 }, (_, i) => line(i))
const WIDTH = 1000
const ROW = guess(lines[0]!, WIDTH)

function rows(of = lines): Rows {
  const made = new Rows()
  made.fit(of, WIDTH)
  return made
}

describe('rows', () => {
  it('lie one below the other, as high as they were guessed or measured', () => {
    const list = rows()
    expect(list.height).toBe(100 * ROW)
    expect(list.measured(10, ROW + 30)).toBe(true)
    expect([list.top(10), list.top(11), list.height]).toEqual([10 * ROW, 11 * ROW + 30, 100 * ROW + 30])
    expect(list.measured(10, ROW + 30)).toBe(false)
    for (const [at, height] of [[3, 0], [-1, 50], [100, 50]] as const) expect(list.measured(at, height)).toBe(false)
  })

  it.each([[-50, 0], [0, 0], [ROW - 1, 0], [ROW, 1], [50.5 * ROW, 50], [1e6, 99]])('know which one is at %i', (y, at) => expect(rows().at(y)).toBe(at))

  it('are drawn where they are seen, with those that are held and their neighbours, in order', () => {
    expect(rows().drawn(10 * ROW, 12 * ROW + 1, [50])).toEqual([10, 11, 12, 49, 50, 51])
    expect(rows().drawn(-900, ROW / 2, [0, 99])).toEqual([0, 1, 98, 99])
    expect(rows([]).drawn(0, 900, [0])).toEqual([])
  })

  it('keep what was measured when lines change, go and come', () => {
    const list = rows()
    for (const at of [5, 20]) list.measured(at, 200)
    const written = setText(lines, 5, 'Another text.')
    list.fit(written, WIDTH)
    expect(list.top(6) - list.top(5)).toBe(200) // it is measured again where that is not so any more
    const fewer = remove(written, 2)
    list.fit(fewer, WIDTH)
    expect([list.top(5) - list.top(4), list.top(20) - list.top(19), list.height]).toEqual([200, 200, 97 * ROW + 400])
    list.fit(split(fewer, 19, 'A short'.length, 'new'), WIDTH)
    expect([list.top(20) - list.top(19), list.top(21) - list.top(20)]).toEqual([200, ROW])
    list.fit(lines, WIDTH)
    expect(list.height).toBe(98 * ROW + 400)
  })

  it('are guessed again for another width', () => {
    const list = rows()
    list.measured(5, 200)
    list.fit(lines, 300)
    expect(list.height).toBe(100 * guess(lines[0]!, 300))
  })

  it('are higher where a text is longer, the column narrower, or the signs wider', () => {
    const long = line(0, 'It goes on for about as long as a speaker can before a breath, and then some.')
    expect(guess(long, 390)).toBeGreaterThan(guess(long, 1280))
    expect(guess({ ...long, translation: '翻譯' }, 390)).toBeGreaterThan(guess(long, 390))
    const letters = 'abcde '.repeat(20)
    expect(guess(line(0, '夜'.repeat(letters.length)), 500)).toBeGreaterThan(guess(line(0, letters), 500))
    expect(guess(long, 0)).toBeLessThan(1000)
  })
})
