import { describe, expect, it } from 'vitest'
import type { Keyword } from '../session/model'
import { findTerms, pieces } from './text'

const keyword = (term: string): Keyword => ({ term, syllables: [], partOfSpeech: '', definition: '', example: '' })
const word = (text: string, startMs = 0) => ({ text, startMs, endMs: startMs + 100 })

describe('pieces', () => {
  const text = 'Users, "TikTok refugees," have deliberately chosen it.'
  const words = ['Users', 'TikTok', 'refugees', 'have', 'deliberately', 'chosen', 'it'].map((w, i) => word(w, i * 100))

  it('joined are the text itself', () => {
    const cut = pieces(text, words, [keyword('Deliberately')], [{ text: 'chosen', verdict: 'missing', refStart: 0, refEnd: 0, takeStart: null, takeEnd: null, match: 0 }])
    expect(cut.map((p) => p.text).join('')).toBe(text)
    expect(cut.filter((p) => p.word >= 0).map((p) => p.text)).toEqual(words.map((w) => w.text))
    expect(cut.find((p) => p.text === 'chosen')!.verdict).toBe('missing')
    expect(cut.find((p) => p.text === 'deliberately')!.keyword).toBe(0)
  })

  it('gives the second of two same words its own times', () => {
    const cut = pieces('the cat the dog', [word('the'), word('cat'), word('the'), word('dog')], [], [])
    expect(cut.filter((p) => p.text === 'the').map((p) => p.word)).toEqual([0, 2])
  })

  it('goes on behind a word that is not in the text', () => {
    const cut = pieces('one two', [word('one'), word('zwei'), word('two')], [], [])
    expect(cut.filter((p) => p.word >= 0).map((p) => p.word)).toEqual([0, 2])
  })

  it('gives a full stop no sign of its own', () => {
    const cut = pieces('Come again.', [word('Come'), word('again.')], [], [{ text: 'again.', verdict: 'missing', refStart: 0, refEnd: 0, takeStart: null, takeEnd: null, match: 0 }])
    expect(cut.filter((p) => p.judged >= 0).map((p) => p.text)).toEqual(['again'])
    expect(cut.map((p) => p.text).join('')).toBe('Come again.')
  })

  it('needs no words at all', () => expect(pieces('你好', [], [], [])).toEqual([{ text: '你好', word: -1, keyword: -1, verdict: null, judged: -1 }]))
})

describe('findTerms', () => {
  it.each([
    ['The influx of users', 'Influx', ['influx']],
    ['newcomers and a newcomer', 'newcomer', ['newcomers', 'newcomer']],
    ['It educated us', 'educate', ['educated']],
    ['an artist', 'art', []],
    ['smart art', 'art', ['art']],
    ['他們湧入小紅書', '小紅書', ['小紅書']],
    ['nothing here', '', []],
  ])('%s: %s', (text, term, want) => expect(findTerms(text, [keyword(term)]).map((f) => text.slice(f.from, f.to))).toEqual(want))

  it('prefers the longer of two that overlap', () => {
    const found = findTerms('a social media ban', [keyword('media'), keyword('social media')])
    expect(found.map((f) => f.keyword)).toEqual([1])
  })
})
