import { describe, expect, it } from 'vitest'
import { someCues } from '../fixtures'
import { locate, readPlace } from './place'

const cues = someCues(5)
const id = (i: number) => cues[i]!.id

describe('the place', () => {
  it.each<[string, Record<string, unknown>, number, unknown]>([
    ['is the beginning where nothing was kept', {}, 0, null],
    ['is the cue', { cueId: id(3) }, 3, null],
    ['has its range', { cueId: id(2), range: [id(1), id(3)] }, 2, { first: 1, last: 3 }],
    ['has no range that is elsewhere', { cueId: id(4), range: [id(1), id(3)] }, 4, null],
    ['has no range of cues that are gone', { cueId: id(2), range: ['gone', id(3)] }, 2, null],
    ['has no range the wrong way round', { cueId: id(2), range: [id(3), id(1)] }, 2, null],
    ['reads nothing of another shape', { cueId: 7, range: [1] }, 0, null],
  ])('%s', (_, raw, cue, range) => expect(locate(cues, readPlace(raw))).toEqual({ cue, range }))
})
