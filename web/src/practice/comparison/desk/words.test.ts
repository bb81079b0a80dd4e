import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLocale, type Locale } from '../../../lib/i18n'
import { foundIn, type Comparison, type HintCode } from '../comparison'
import { someComparison, someMeasure } from '../../fixtures'
import { loadSaid } from '../said'
import { sayAdvice, sayDoubt, sayLag, sayTodo, tc } from '../say'
import { ofLearner } from './words'

const codes: HintCode[] = [
  'silent', 'other', 'poor_audio', 'well', 'end', 'many_words', 'words', 'unclear', 'no_pause', 'pause', 'longer', 'shorter',
  'uneven', 'faster', 'slower', 'monotone', 'final_rise', 'final_fall', 'melody', 'melody_near', 'stress', 'stress_near',
]
const of = (more: Partial<Comparison>) => someComparison({ confidence: 0.4, overall: 70, ...more })

/** What speaks to somebody: a demand, or "you". */
const toSomebody: Record<Locale, RegExp> = {
  en: /\b(you|your|listen|say|speak|try|let|keep|stay|check|follow|come|go on|take|do not|slow down|wear)\b/i,
  'zh-Hant': /[請你您]|再聽|再說|試著|要往|不要|可以/,
  'zh-Hans': /[请你您]|再听|再说|试着|要往|不要|可以/,
}

describe.each(['en', 'zh-Hant', 'zh-Hans'] as const)('the teacher reads in %s', (to: Locale) => {
  beforeAll(() => setLocale(to).then(loadSaid))
  afterAll(() => setLocale('en').then(loadSaid))

  it.each(codes)('what was heard for %s, and no advice', (code) => {
    const c = of({ hint: { code, words: ['corridors', 'cars'], count: 17 } })
    const said = sayAdvice(c, ofLearner)
    expect(said).not.toMatch(toSomebody[to])
    expect(said).not.toMatch(/[{}]/)
    expect(said).not.toBe(sayAdvice(c))
    if (sayAdvice(c).includes('corridors')) expect(said).toContain('corridors')
  })

  it('no advice in what stands beside it', () => {
    const c = of({
      reasons: ['bleed'], shadow: { lagMs: 300, drift: 90, since: 'clip', bleed: 'no' },
      tones: [{ word: 0, syllable: 0, text: '好', verdict: 'other', distance: 3 }],
      measures: { ...of({}).measures, rhythm: someMeasure(40, 12) },
    })
    for (const said of [sayDoubt(c, ofLearner), sayLag(c, ofLearner), sayAdvice(c, ofLearner), ...foundIn(c).map((m) => sayTodo(m, ofLearner))]) {
      expect(said).not.toMatch(/^$|[{}]/)
      expect(said.replace(/Take the figures lightly\./, '')).not.toMatch(toSomebody[to])
    }
  })

  it('says the rest as to the learner', () => {
    expect(ofLearner('measureRhythm')).toBe(tc('measureRhythm'))
  })
})
