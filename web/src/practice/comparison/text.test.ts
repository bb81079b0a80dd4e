import { describe, expect, it } from 'vitest'
import { actionFor, bind, bindable, chord, chordsOf, defaultKeys, holder, label, typing } from '../ui/keys'
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

describe('keys', () => {
  const press = (key: string, shiftKey = false, ctrlKey = false) => ({ key, shiftKey, ctrlKey, altKey: false, metaKey: false })

  it.each([
    [press(' '), 'Space', 'toggle'],
    [press('C', true), 'Shift+c', 'both'],
    [press('c'), 'c', 'turns'],
    [press('?', true), '?', 'help'],
    [press('['), '[', 'slower'],
    [press('ArrowUp'), 'ArrowUp', 'replay'],
    [press('r', false, true), '', undefined],
    [press('Shift', true), '', undefined],
    [press('q'), 'q', undefined],
  ])('%o is %s and does %s', (p, name, action) => {
    expect(chord(p)).toBe(name)
    expect(actionFor(name, {})).toBe(action)
  })

  it('no default is used twice', () => {
    const all = Object.values(defaultKeys).flat()
    expect(new Set(all).size).toBe(all.length)
  })

  it('a key taken for one action leaves the other', () => {
    const own = bind({}, 'loop', 'r')
    expect([actionFor('r', own), actionFor('l', own), chordsOf('record', own)]).toEqual(['loop', undefined, []])
    expect(actionFor('r', bind(own, 'record', 'r'))).toBe('record')
  })

  it.each([
    ['TEXTAREA', '', false, true],
    ['INPUT', 'text', false, true],
    ['INPUT', 'checkbox', false, false],
    ['DIV', '', true, true],
    ['BUTTON', '', false, false],
  ])('typing in %s %s: %s', (tag, type, editable, want) => expect(typing(tag, type, editable)).toBe(want))

  it.each([
    ['Tab', false, false],
    ['Tab', true, false],
    ['F5', false, false],
    ['AltGraph', false, false],
    ['Enter', false, true],
  ])('%s, shift %s, held %s, is not bound', (key, shift, repeat) => expect(bindable({ ...press(key, shift), repeat })).toBe(''))

  it('binds what a page may take', () => expect(['Enter', 'f', 'Q'].map((key) => bindable({ ...press(key, key === 'Q'), repeat: false }))).toEqual(['Enter', 'f', 'Shift+q']))

  it('knows whom a key is taken from', () => {
    expect([holder({}, 'record', 'f'), holder({}, 'record', 'r'), holder({}, 'record', 'q'), holder({ help: ['q'] }, 'record', 'q')]).toEqual(['favourite', undefined, undefined, 'help'])
  })

  it('shows signs', () => expect([label('Shift+c'), label('ArrowLeft'), label('['), label('Space')]).toEqual(['Shift + C', '←', '[', 'Space']))
})
