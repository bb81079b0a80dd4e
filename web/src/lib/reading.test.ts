import { describe, expect, it } from 'vitest'
import { cueOf, cueWith, joined, linkIn, paragraphsOf } from './reading'
import type { Cue, EpisodePage, Page } from './types'

const cue = (position: number, paragraph: number, text: string, more: Partial<Cue> = {}): Cue => ({
  id: `c${position}`, position, paragraph, text, translation: `譯${position}。`, startMs: 0, endMs: 1, confidence: 1, spoken: true, ...more,
})
const page = { paragraphs: [{ text: 'A. B.', translation: '甲乙。', sentences: [{ text: 'A.', translation: '甲' }] }] } as unknown as Page

describe('paragraphsOf', () => {
  it('is the page before there are cues', () => {
    const [p] = paragraphsOf({ page, cues: [] } as unknown as EpisodePage)
    expect(p).toEqual({ translation: '甲乙。', sentences: [{ text: 'A.', translation: '甲', cue: undefined }] })
  })

  it('is made of cues, in order, with the translation of the page', () => {
    const got = paragraphsOf({ page, cues: [cue(1, 0, 'B.'), cue(0, 0, 'A.'), cue(2, 1, 'C.', { spoken: false })] } as unknown as EpisodePage)
    expect(got.map((p) => p.sentences.map((s) => s.text))).toEqual([['A.', 'B.'], ['C.']])
    expect(got[0]?.translation).toBe('甲乙。')
    expect(got[1]?.translation).toBe('譯2。')
    expect(got[1]?.sentences[0]?.cue).toBeUndefined() // not spoken: nothing to practise
  })

  it('does without a page', () => expect(paragraphsOf({ cues: [cue(0, 0, 'A.')] } as unknown as EpisodePage)).toHaveLength(1))
})

it.each([
  [['一。', '二。'], '一。二。'],
  [['One.', 'Two.'], 'One. Two.'],
  [['', 'Two.', ''], 'Two.'],
  [[], ''],
])('joined %j', (sentences, want) => expect(joined(sentences)).toBe(want))

describe('cueWith', () => {
  const cues = [cue(0, 0, 'Recovers the art.'), cue(1, 0, 'Deliberately chosen.', { spoken: false }), cue(2, 0, 'A covert; (Influx) of 小紅書 users.')]
  it.each([
    ['influx', 'c2'],
    ['cover', 'c2'], // not within "recovers"
    ['紅書', 'c2'],
    ['deliberately', undefined],
    ['', undefined],
    ['a.b(', undefined],
  ])('%s', (term, id) => expect(cueWith(cues, term)?.id).toBe(id))
})

it('cueOf prefers the cue that the example quotes, if it is spoken', () => {
  const cues = [cue(0, 0, 'A bet.'), cue(1, 0, 'One more bet.'), cue(2, 0, 'No bet.', { spoken: false })]
  expect(cueOf(cues, { term: 'bet', exampleCue: 1 })?.id).toBe('c1')
  expect(cueOf(cues, { term: 'bet', exampleCue: 2 })?.id).toBe('c0')
  expect(cueOf(cues, { term: 'bet' })?.id).toBe('c0')
})

it.each([
  ['BBC, https://bbc.com/a?b=1.', { before: 'BBC,', href: 'https://bbc.com/a?b=1', after: '.' }],
  ['（http://x.tw/a）後文', { before: '（', href: 'http://x.tw/a', after: '）後文' }],
  ['javascript:alert(1)', undefined],
  ['no link', undefined],
])('linkIn %s', (reference, want) => expect(linkIn(reference)).toEqual(want))
