import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLocale, type Locale } from '../../lib/i18n'
import { comparing, readComparison } from '../comparison'
import { sayAdvice, sayDoubt, sayFigure, sayLag, sayTodo } from './say'

const of = (more: object) => readComparison({ verdict: 'ok', confidence: 1, overall: 70, words: [], ...more })!

describe.each(['en', 'zh-Hant', 'zh-Hans'] as const)('advice in %s', (to: Locale) => {
  beforeAll(() => setLocale(to))
  afterAll(() => setLocale('en'))

  it.each([
    'silent', 'other', 'poor_audio', 'well', 'end', 'many_words', 'words', 'unclear', 'no_pause', 'pause', 'longer', 'shorter',
    'uneven', 'faster', 'slower', 'monotone', 'final_rise', 'final_fall', 'melody', 'melody_near', 'stress', 'stress_near',
  ])('%s has a sentence of its own, whole', (code) => {
    const said = sayAdvice(of({ hint: { code, words: ['“corridors,”', 'cars.'], count: 17 } }))
    expect(said).not.toMatch(/[{}]/)
    expect(said.length).toBeGreaterThan(4)
    if (['end', 'no_pause', 'pause', 'longer', 'shorter'].includes(code)) expect(said).toMatch(/[“「]corridors[”」]/)
    if (code === 'words' || code === 'unclear') expect(said).toMatch(/corridors[,、] ?cars[.。]/)
    if (['many_words', 'faster', 'slower'].includes(code)) expect(said).toContain('17')
  })

  it('a verdict goes before any hint', () => {
    const silent = sayAdvice(readComparison({ verdict: 'silent', hint: { code: 'well' } })!)
    expect(silent).toBe(sayAdvice(of({ hint: { code: 'silent' } })))
    expect(new Set((['silent', 'other', 'poor_audio'] as const).map((verdict) => sayAdvice(readComparison({ verdict })!))).size).toBe(3)
  })

  it('says why the figures are doubtful, and nothing where they are not', () => {
    expect(sayDoubt(of({ confidence: 0.9 }))).toBe('')
    expect(sayDoubt(of({ confidence: 0.4, reasons: ['noisy', 'made up'] }))).not.toMatch(/[{}]|made up|undefined/)
    expect(sayDoubt(of({ confidence: 0.4 })).length).toBeGreaterThan(4)
  })
})

describe('what goes before what', () => {
  const tones = [{ word: 0, text: '好', verdict: 'other' }]
  it.each([
    ['missing words before a tone', { hint: { code: 'words', words: ['cars'] }, tones }, 'Not heard: cars. Say these words too.'],
    ['a tone before the melody', { hint: { code: 'melody' }, tones }, 'Another tone is heard in: 好. Listen to them once more.'],
    ['falling behind before praise', { hint: { code: 'well' }, shadow: { lagMs: 300, drift: 90 } }, 'You fall further behind towards the end. Keep up with the voice.'],
    ['a small drift is none', { hint: { code: 'well' }, shadow: { lagMs: 300, drift: 9 } }, 'Close to the original. Go on to the next sentence.'],
  ])('%s', (_, raw, want) => expect(sayAdvice(of(raw))).toBe(want))

  it('the lag says whether it grows', () => {
    expect(sayLag(of({ shadow: { lagMs: 300, drift: 9 } }))).toBe('300 ms behind the original.')
    expect(sayLag(of({ shadow: { lagMs: 300, drift: 90 } }))).toMatch(/^300 ms behind the original\. You fall further behind/)
    expect(sayLag(of({}))).toBe('')
  })
})

describe('each measure', () => {
  const words = [
    { text: 'one', verdict: 'good', refStart: 0, refEnd: 400, takeStart: 0, takeEnd: 600 },
    { text: 'two', verdict: 'good', refStart: 400, refEnd: 1000, takeStart: 600, takeEnd: 2000 },
    { text: 'three', verdict: 'missing', refStart: 1000, refEnd: 1300, takeStart: null, takeEnd: null },
  ]
  const measure = (score: number, value: number, code = '') => ({ score, value, known: true, hint: { code } })
  const c = of({
    words, tempo: 0.5, range: { ref: 7.24, take: 2 },
    measures: { completeness: measure(67, 67, 'words'), rhythm: measure(90, 12.3), tempo: measure(40, 0.5, 'faster'), intonation: measure(50, 0.3, 'monotone'), loudness: measure(60, 0.36) },
  })
  it.each([
    ['completeness', '2 of 3 words', /^Not heard/],
    ['rhythm', '12 % off in time', /^As in the original/],
    ['tempo', '0.50×, 60 words a minute; original 120', /faster/],
    ['intonation', 'range 2.0 semitones; original 7.2', /one tone/],
    ['loudness', 'likeness 0.36 of 1', /^Listen once more/],
  ])('%s has its figure and what to do', (name, figure, todo) => {
    const m = c.measures.find((one) => one.name === name)!
    expect(sayFigure(m, c)).toBe(figure)
    expect(sayTodo(m)).toMatch(todo)
  })
})

describe('without a hint', () => {
  it('names what is missing, then the weakest measure', () => {
    expect(sayAdvice(of({ words: [{ text: 'U.S.', verdict: 'missing' }] }))).toBe('Not heard: U.S. Say these words too.')
    expect(sayAdvice(of({ words: [{ text: 'cars.', verdict: 'missing' }] }))).toBe('Not heard: cars. Say these words too.')
    expect(sayAdvice(of({ rhythm: 40, intonation: 70 }))).toContain('Rhythm')
    expect(sayAdvice(of({ rhythm: 95 }))).toContain('Close to the original')
  })
})

describe('comparing', () => {
  it.each([
    [undefined, 'pending'],
    [{ state: 'pending' }, 'pending'],
    [{ state: 'failed', message: 'no' }, 'failed'],
    [{ verdict: 'ok' }, null],
  ])('%j is %s', (raw, want) => expect(comparing(raw)).toBe(want))
})
