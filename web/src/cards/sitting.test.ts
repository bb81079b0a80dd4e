import { describe, expect, it } from 'vitest'
import { begin, MOST_PASSES, pass, place, rate, said, undo } from './sitting'

describe('a sitting', () => {
  it('goes through the cards, each once', () => {
    let s = begin(['a', 'b', 'a', 'c'])
    expect([s.queue, place(s)]).toEqual([['a', 'b', 'c'], 1])
    s = rate(s, 'good', '1')
    s = rate(s, 'hard', '2')
    expect([s.queue, place(s)]).toEqual([['c'], 3])
    s = rate(s, 'good', '3')
    expect(s.queue).toEqual([])
    expect(rate(s, 'good', '4')).toBe(s)
  })

  it('brings back what is to be said again, behind the others', () => {
    let s = rate(begin(['a', 'b']), 'again', '1')
    expect([s.queue, place(s)]).toEqual([['b', 'a'], 1])
    s = rate(s, 'good', '2')
    expect([s.queue, place(s)]).toEqual([['a'], 2])
    expect(rate(s, 'good', '3').queue).toEqual([])
  })

  it('has six passes of a card at most', () => {
    let s = begin(['a'])
    let n = 0
    for (; s.queue.length > 0; n++) s = rate(s, 'again', String(n))
    expect(n).toBe(MOST_PASSES)
  })

  it('takes the last rating back', () => {
    const before = rate(begin(['a', 'b']), 'again', '1')
    const after = rate(before, 'good', '2')
    const back = undo(after)
    expect(back?.sitting).toEqual(before)
    expect(back?.undone).toMatchObject({ id: '2', card: 'b' })
    expect(undo(undo(before)!.sitting)).toBeNull()
  })

  it('goes on without a rating', () => {
    const s = pass(begin(['a', 'b']))
    expect(s).toMatchObject({ queue: ['b'], rated: [], passed: ['a'] })
    const end = pass(s)
    expect([end.queue, said(end), pass(end)]).toEqual([[], 2, end])
  })

  it('counts each card that was said once', () => {
    const s = rate(rate(pass(begin(['a', 'b', 'c'])), 'again', '1'), 'good', '2')
    expect(said(s)).toBe(3)
    expect(said(rate(s, 'good', '3'))).toBe(3)
  })
})
