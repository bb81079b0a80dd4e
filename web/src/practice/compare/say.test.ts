import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLocale, type Locale } from '../../lib/i18n'
import { comparing, readComparison } from '../comparison'
import { sayAdvice, sayDoubt } from './say'

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

describe('without a hint', () => {
  it('names what is missing, then the weakest measure', () => {
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
