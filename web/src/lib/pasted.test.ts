import { describe, expect, it } from 'vitest'
import { stillOf } from './pasted'

describe('stillOf', () => {
  const file = 'EP 1: Trees\n\nThe council met.\r\nIt was late.\nNobody left.'
  it.each([
    ['the same text', file, true],
    ['a corrected line', file.replace('late', 'very late'), true],
    ['a line more', `${file}\nAnd then it rained.`, true],
    ['an emptied editor', '', false],
    ['another text', 'EP 2: Rivers\n\nThe river is long.\nNobody swims in it.', false],
    ['another text with one line of it', 'EP 2: Rivers\n\nThe river is long.\nIt was late.\nNobody swims.', false],
  ])('knows %s', (_, text, want) => expect(stillOf(file, text)).toBe(want))
})
