import { describe, expect, it } from 'vitest'
import { comparing, comparisonOf, contourOf, direction, foundIn, inClip, inTake, originOf, pace, rateOf, sumOf, wrongToneOf, wrongTones, type ComparedWord, type Comparison, type Tone } from './comparison'
import { someComparison, someMeasure } from '../fixtures'

const word = (text: string, ref: [number, number], take: [number, number] | null): ComparedWord => ({
  text, verdict: take ? 'good' : 'missing', refStart: ref[0], refEnd: ref[1], takeStart: take?.[0] ?? null, takeEnd: take?.[1] ?? null, match: 0,
})

describe('a take', () => {
  const failed = { state: 'failed', message: 'no' } as const
  const c = someComparison({ overall: 81.6 })
  it.each([
    [undefined, 'pending', null],
    [{}, 'pending', null],
    [{ comparison: { state: 'pending', message: '' } as const }, 'pending', null],
    [{ comparison: failed }, 'failed', null],
    [{ comparison: c }, null, c],
  ])('%j is %s', (take, how, found) => expect([comparing(take), comparisonOf(take)]).toEqual([how, found]))

  it.each<[Partial<Comparison> | null, number | null]>([
    [{ overall: 81.6 }, 82],
    [{ overall: 0 }, 0],
    [{ verdict: 'other', overall: 81 }, null],
    [{ verdict: 'of_tomorrow' as 'ok', overall: 81 }, null],
    [null, null],
  ])('the sum of %j is %j', (more, want) => expect(sumOf(more && someComparison(more))).toBe(want))
})

describe('measures', () => {
  const c = someComparison({
    tempo: 0.75,
    measures: {
      completeness: someMeasure(95, 95),
      rhythm: someMeasure(70, 0.2, 'pause'),
      tempo: someMeasure(80, 0.75),
      intonation: { ...someMeasure(0, 0), known: false },
      loudness: { ...someMeasure(60, 0), unit: '' },
    },
  })

  it('are those that were taken', () =>
    expect(foundIn(c)).toEqual([
      { name: 'completeness', score: 95, value: 95, hint: null },
      { name: 'rhythm', score: 70, value: 0.2, hint: { code: 'pause' } },
      { name: 'tempo', score: 80, value: 0.75, hint: null },
      { name: 'loudness', score: 60, value: null, hint: null },
    ]))

  it('the rate is known with the tempo only', () => {
    const unknown = someComparison({ tempo: 0.75, measures: { ...c.measures, tempo: { ...c.measures.tempo, known: false } } })
    expect([rateOf(c), rateOf(unknown)]).toEqual([0.75, null])
  })
})

describe('parts', () => {
  it('a word lies in the clip and, where it was said, in the take', () => {
    const said = word('years', [200, 500], [100, 320])
    expect([inClip(said), inTake(said)]).toEqual([[200, 500], [100, 320]])
    expect([inClip(word('no', [5, 5], null)), inTake(word('no', [5, 5], null)), inClip(undefined), inTake(undefined)]).toEqual([null, null, null, null])
  })

  it('wrong tones are those that sound like another', () => {
    const tone = (verdict: Tone['verdict'], word = 0): Tone => ({ word, syllable: 0, text: verdict, verdict, distance: 1 })
    expect(wrongTones(someComparison({ tones: [tone('good'), tone('other'), tone('tone'), tone('unclear'), tone('neutral')] })).map((t) => t.text)).toEqual(['other', 'tone'])
    const c = someComparison({ tones: [tone('good'), tone('tone', 1), tone('other', 1)] })
    expect([wrongToneOf(c, 0), wrongToneOf(c, 1)?.text, wrongToneOf(null, 1)]).toEqual([null, 'tone', null])
    expect(wrongTones(someComparison())).toEqual([])
  })

  it('a contour is in Hz around its centre', () => {
    const c = someComparison({ pitch: { hopMs: 10, ref: [0], take: [null, 12, -12], takeMs: [] } })
    expect([[...contourOf(c, 'ref')!.hz], [...contourOf(c, 'take')!.hz], contourOf(c, 'take')!.hopMs]).toEqual([[100], [0, 200, 50], 10])
    expect(contourOf(someComparison(), 'take')).toBeNull()
  })
})

describe('originOf', () => {
  const take = { cueStartMs: 500 }
  it.each<[Partial<Comparison>, number | null]>([
    [{}, 500],
    [{ audioId: 'now', startMs: 700, endMs: 900 }, 700],
    [{ audioId: 'now', startMs: 0, endMs: 900 }, 0],
    [{ audioId: 'old', startMs: 700, endMs: 900 }, null],
    [{ startMs: 700, endMs: 900 }, 700],
  ])('%j lies at %j', (more, want) => expect(originOf(someComparison(more), take, 'now')).toBe(want))
})

describe('pace', () => {
  it.each([
    ['words of English', [word('one', [0, 400], [100, 700]), word('two', [400, 1000], [700, 2100])], { unit: 'words', ref: 120, take: 60 }],
    ['syllables of Chinese', [word('你好', [0, 500], [0, 500]), word('嗎？', [500, 1000], [500, 1000])], { unit: 'syllables', ref: 180, take: 180 }],
    ['words that were said', [word('a', [0, 500], null), word('b', [500, 1000], [0, 500]), word('c', [1000, 1500], [500, 1000])], { unit: 'words', ref: 120, take: 120 }],
    ['what lies between is said by the original only', [word('a', [0, 500], [0, 500]), word('b', [500, 1000], null), word('c', [1000, 1500], [500, 1000])], { unit: 'words', ref: 120, take: 120 }],
    ['nothing of one word', [word('one', [0, 400], [100, 700])], null],
  ])('%s', (_, words, want) => expect(pace(someComparison({ words }))).toEqual(want))
})

describe('direction', () => {
  it.each([
    [[60, 70], 1, 0],
    [[60, 62, 63], 2, 0],
    [[60, 62, 75], 2, 1],
    [[80, 78, 60], 2, -1],
    [[80, 78, 60], 0, 0],
  ])('%j at %j goes %j', (sums, at, want) => expect(direction({ sums, at })).toBe(want))
})
