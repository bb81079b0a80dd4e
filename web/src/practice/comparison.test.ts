import { describe, expect, it } from 'vitest'
import { direction, originOf, pace, readComparison } from './comparison'

const word = (text: string, ref: [number, number], take: [number, number] | null) => ({
  text, verdict: take ? 'good' : 'missing', refStart: ref[0], refEnd: ref[1], takeStart: take?.[0] ?? null, takeEnd: take?.[1] ?? null,
})

describe('readComparison', () => {
  it('reads pauses, wrong tones, the drift and what it was made against', () => {
    const c = readComparison({
      verdict: 'ok',
      pauses: [{ kind: 'extra', after: 2, start: 900, end: 1400 }, { kind: 'made_up', after: 1, start: 1, end: 2 }, { kind: 'left_out', after: 0, start: 5, end: 5 }],
      tones: [{ word: 0, syllable: 0, text: '好', verdict: 'other' }, { word: 1, syllable: 0, text: '人', verdict: 'good' }],
      shadow: { lagMs: 310, drift: 55.5 },
      range: { ref: 7.1, take: 2.4 },
      final: { ref: 1, take: null },
      method: 3,
      audioId: 'a', startMs: 1000, endMs: 3000,
      measures: { tempo: { score: 80, value: 0.8, unit: 'x', known: true } },
    })
    expect(c).toMatchObject({
      pauses: [{ kind: 'extra', after: 2, span: [900, 1400] }],
      tones: [{ word: 0, text: '好' }],
      drift: 55.5, lagMs: 310, range: { ref: 7.1, take: 2.4 }, final: null, method: 3,
      against: { audioId: 'a', startMs: 1000, endMs: 3000 },
      measures: [{ name: 'tempo', score: 80, value: 0.8, hint: null }],
    })
  })

  it('an old one has none of them', () => {
    expect(readComparison({ verdict: 'ok' })).toMatchObject({ pauses: [], tones: [], drift: null, range: null, final: null, method: 0, against: null })
  })
})

describe('originOf', () => {
  const take = { cueStartMs: 500 }
  it.each([
    [{}, 500],
    [{ audioId: 'now', startMs: 700, endMs: 900 }, 700],
    [{ audioId: 'old', startMs: 700, endMs: 900 }, null],
    [{ startMs: 700, endMs: 900 }, 700],
  ])('%j lies at %j', (raw, want) => expect(originOf(readComparison({ verdict: 'ok', ...raw })!, take, 'now')).toBe(want))
})

describe('pace', () => {
  it.each([
    ['words of English', [word('one', [0, 400], [100, 700]), word('two', [400, 1000], [700, 2100])], { unit: 'words', ref: 120, take: 60 }],
    ['syllables of Chinese', [word('你好', [0, 500], [0, 500]), word('嗎？', [500, 1000], [500, 1000])], { unit: 'syllables', ref: 180, take: 180 }],
    ['words that were said', [word('a', [0, 500], null), word('b', [500, 1000], [0, 500]), word('c', [1000, 1500], [500, 1000])], { unit: 'words', ref: 120, take: 120 }],
    ['what lies between is said by the original only', [word('a', [0, 500], [0, 500]), word('b', [500, 1000], null), word('c', [1000, 1500], [500, 1000])], { unit: 'words', ref: 120, take: 120 }],
    ['nothing of one word', [word('one', [0, 400], [100, 700])], null],
  ])('%s', (_, words, want) => expect(pace(readComparison({ verdict: 'ok', words })!)).toEqual(want))
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
