import { describe, expect, test } from 'vitest'
import type { EpisodeNumbers, SentenceNumbers } from '$lib/types'
import { fileName, length, sentenceRows, stretches, wordRows, worstFirst } from './figures'

const one = (number: number, more: Partial<SentenceNumbers> = {}): SentenceNumbers => ({ cueId: `c${number}`, number, text: `Sentence ${number}.`, ...more })
const heads = { number: 'No.', text: 'Sentence', hard: 'Hard', heard: 'Heard', skipped: 'Skipped', stopped: 'Stopped', flagged: 'Flagged', word: 'Word', missed: 'Missed' }

describe('numbers', () => {
  test('the worst sentence stands first, and one without the figure last', () => {
    const list = [one(1), one(2, { hard: 0.1 }), one(3, { hard: 0.4 }), one(4, { hard: 0 }), one(5)]
    expect(worstFirst(list, 'hard').map((s) => s.number)).toEqual([3, 2, 4, 1, 5])
    expect(worstFirst(list, 'heard').map((s) => s.number)).toEqual([1, 2, 3, 4, 5])
  })

  test('who is at the last sentence has come to the end', () => {
    const list = [one(1, { stopped: 0.1 }), one(2, { stopped: 0.3 }), one(3, { stopped: 0.6 })]
    expect(worstFirst(list, 'stopped').map((s) => s.number)).toEqual([2, 1, 3])
    expect(length(list, list[2]!, 'stopped')).toBe(0)
  })

  test('an episode is seen in stretches of equal length', () => {
    const list = [0.1, 0, 0.2, 0, 0.7].map((stopped, i) => one(i + 1, { stopped }))
    expect(stretches(list, 9).map((s) => s.share)).toEqual([0.1, 0, 0.2, 0, 0.7])
    expect(stretches(list, 3)).toEqual([{ first: 1, last: 2, share: 0.1 }, { first: 3, last: 4, share: 0.2 }, { first: 5, last: 5, share: 0.7 }])
    expect(stretches([], 3)).toEqual([])
  })

  test('a share fills its part of the bar, and the sentence that is heard most the whole', () => {
    const list = [one(1, { heard: 2, hard: 0.25 }), one(2, { heard: 8 }), one(3)]
    expect(list.map((s) => length(list, s, 'heard'))).toEqual([0.25, 1, 0])
    expect(list.map((s) => length(list, s, 'hard'))).toEqual([0.25, 0, 0])
  })

  test('files hold percents, and nothing where there is no figure', () => {
    const numbers: EpisodeNumbers = {
      enough: true,
      fewest: 5,
      learners: 9,
      practisedMs: 1,
      spokenMs: 1,
      sentences: [one(1, { hard: 0.125, heard: 3.2, skipped: 0 }), one(2, { flagged: 0.2 })],
      words: [{ word: 'weather', cueId: 'c1', number: 1, share: 0.5 }],
    }
    expect(sentenceRows(numbers, heads).slice(1)).toEqual([
      [1, 'Sentence 1.', 13, 3.2, 0, null, null],
      [2, 'Sentence 2.', null, null, null, null, 20],
    ])
    expect(wordRows(numbers, heads)).toEqual([['Word', 'No.', 'Missed'], ['weather', 1, 50]])
  })

  test('the name of a file has nothing that a system refuses', () => {
    expect(fileName('K1/2', 'What? "Trees": a/b', 'numbers')).toBe('K1 2 What Trees a b numbers.csv')
    expect(fileName('', '森'.repeat(200), 'n')).toHaveLength(84)
  })
})
