import { describe, expect, it } from 'vitest'
import { someComparison } from '../fixtures'
import type { Take } from '../session/model'
import { judgementOf } from './judge'

const take = (more: Partial<Take>) => more as Take
const word = (verdict: 'good' | 'unclear' | 'missing') => ({ text: 'influx', verdict, refStart: 0, refEnd: 1, takeStart: 0, takeEnd: 1 }) as Take['comparison'] extends infer C | undefined ? (C extends { words: (infer W)[] } ? W : never) : never
const read = (verdict: 'good' | 'unclear' | 'missing'): Partial<Take> => ({
  judged: { state: 'ready', verdict: 'ok', score: 31, method: 2 },
  comparison: { ...someComparison({ words: [word(verdict)] }), startMs: 0, endMs: 1, audioId: 'a' } as NonNullable<Take['comparison']>,
})

describe('what is said of a recording of one word', () => {
  it.each<[string, Partial<Take>, ReturnType<typeof judgementOf>]>([
    ['nothing has come yet', {}, 'comparing'],
    ['it could not be compared', { judged: { state: 'failed' } }, 'notCompared'],
    ['it was recognised, whatever its score', read('good'), 'heardWord'],
    ['it may be unclear', read('unclear'), 'unclear'],
    ['a word of it was not heard', read('missing'), 'unclear'],
    ['a list has no more than the verdict', { judged: { state: 'ready', verdict: 'ok', score: 31 } }, 'heardWord'],
    ['it was not easy to follow', { judged: { state: 'ready', verdict: 'hard_to_follow', score: 31 } }, 'unclear'],
    ['something else was said', { judged: { state: 'ready', verdict: 'other' } }, 'other'],
    ['nobody was heard', { judged: { state: 'ready', verdict: 'silent' } }, 'silent'],
    ['it is too poor', { judged: { state: 'ready', verdict: 'poor_audio' } }, 'poor'],
    ['the server knows a verdict that the page does not', { judged: { state: 'ready', verdict: 'new' as 'ok' } }, null],
  ])('%s', (_, more, want) => expect(judgementOf(take(more))).toBe(want))
})
