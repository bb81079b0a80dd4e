import { describe, expect, it } from 'vitest'
import { standing, stillOf } from './pasted'

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

describe('standing', () => {
  const audio = {}
  it.each([
    ['before there is audio', 1, 'pending', 0, undefined, 'pageNoAudio'],
    ['while it is timed for the first time', 1, 'pending', 0, audio, 'pageUntimed'],
    ['while a correction is timed', 2, 'pending', 1, audio, 'pageUntimed'],
    ['where it could not be timed', 2, 'failed', 1, audio, 'pageUntimed'],
    ['in use', 2, 'ready', 2, audio, 'pageRevision'],
    ['timed against a new audio that is not chosen yet', 2, 'ready', 1, audio, 'pageOffered'],
  ] as const)('of a revision %s', (_, revision, state, inUse, sound, want) => expect(standing({ revision, state }, inUse, sound)).toBe(want))
})
