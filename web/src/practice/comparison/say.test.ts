import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLocale, type Locale } from '../../lib/i18n'
import { foundIn, type ComparedWord, type Comparison, type HintCode } from './comparison'
import { someComparison, someMeasure } from '../fixtures'
import { loadSaid } from './said'
import { sayAdvice, sayDoubt, sayFigure, sayLag, sayTodo, sayTone, sayVerdict, toneSign } from './say'

const of = (more: Partial<Comparison>) => someComparison(more)
const word = (text: string, verdict: ComparedWord['verdict'], ref: [number, number], take: [number, number] | null): ComparedWord => ({
  text, verdict, refStart: ref[0], refEnd: ref[1], takeStart: take?.[0] ?? null, takeEnd: take?.[1] ?? null, match: 0,
})
/** What a page does not know yet. */
const ofTomorrow = 'of_tomorrow' as 'ok' & 'good' & 'well' & 'noisy'

describe.each(['en', 'zh-Hant', 'zh-Hans'] as const)('advice in %s', (to: Locale) => {
  beforeAll(() => setLocale(to).then(loadSaid))
  afterAll(() => setLocale('en').then(loadSaid))

  it.each<HintCode>([
    'silent', 'other', 'poor_audio', 'well', 'end', 'many_words', 'words', 'unclear', 'sounds', 'fewer_pauses', 'pace', 'no_pause', 'pause', 'longer', 'shorter',
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
    const silent = sayAdvice(of({ verdict: 'silent', hint: { code: 'well' } }))
    expect(silent).toBe(sayAdvice(of({ hint: { code: 'silent' } })))
    expect(new Set((['silent', 'other', 'poor_audio'] as const).map((verdict) => sayAdvice(of({ verdict })))).size).toBe(3)
  })

  it('says why the figures are doubtful, and nothing where they are not', () => {
    expect(sayDoubt(of({ confidence: 0.9 }))).toBe('')
    expect(sayDoubt(of({ confidence: 0.4, reasons: ['noisy', ofTomorrow] }))).not.toMatch(/[{}]|of_tomorrow|undefined/)
    expect(sayDoubt(of({ confidence: 0.4 })).length).toBeGreaterThan(4)
  })
})

describe('what goes before what', () => {
  const tones = [{ word: 0, syllable: 0, text: '好', verdict: 'other' as const, distance: 3 }]
  const lag = (lagMs: number, drift: number) => ({ lagMs, drift, since: 'clip' as const, bleed: 'no' as const })
  it.each<[string, Partial<Comparison>, string]>([
    ['missing words before a tone', { hint: { code: 'words', words: ['cars'] }, tones }, 'Not heard: cars. Say these words too.'],
    ['a tone before the melody', { hint: { code: 'melody' }, tones }, 'Another tone is heard in: 好. Listen to them once more.'],
    ['falling behind before praise', { hint: { code: 'well' }, shadow: lag(300, 90) }, 'You fall further behind towards the end. Keep up with the voice.'],
    ['a small drift is none', { hint: { code: 'well' }, shadow: lag(300, 9) }, 'Close to the original. Go on to the next sentence.'],
  ])('%s', (_, raw, want) => expect(sayAdvice(of(raw))).toBe(want))

  it.each([
    [{ tone: 3, resembles: 2 }, '♪2', 'Sounds like tone 2; the original has tone 3'],
    [{ resembles: 4 }, '♪4', 'Sounds like tone 4'],
    [{}, '♪', 'Sounds like another tone'],
  ])('a wrong tone %j has a sign and words', (heard, sign, words) => {
    const tone = { word: 0, syllable: 0, text: '好', verdict: 'tone' as const, distance: 3, ...heard }
    expect(toneSign(tone)).toBe(sign)
    expect(sayTone(tone)).toBe(words)
  })

  it('the lag says whether it grows', () => {
    expect(sayLag(of({ shadow: lag(300, 9) }))).toBe('300 ms behind the original.')
    expect(sayLag(of({ shadow: lag(300, 90) }))).toMatch(/^300 ms behind the original\. You fall further behind/)
    expect(sayLag(of({}))).toBe('')
  })
})

describe('each measure', () => {
  const words = [word('one', 'good', [0, 400], [0, 600]), word('two', 'good', [400, 1000], [600, 2000]), word('three', 'missing', [1000, 1300], null)]
  const measure = someMeasure
  const c = of({
    words, tempo: 0.5, range: { ref: 7.24, take: 2 },
    measures: { completeness: measure(67, 67, 'words'), rhythm: measure(90, 12.3), tempo: measure(40, 0.5, 'faster'), intonation: measure(50, 0.3, 'monotone'), loudness: measure(60, 0.36) },
  })
  it.each([
    ['completeness', '2 of 3 words', /^Not heard/],
    ['rhythm', 'lengths of words differ by 12 %', /^As in the original/],
    ['tempo', '0.50×, 60 words a minute; original as played 120', /faster/],
    ['intonation', 'range 2.0 semitones; original 7.2', /one tone/],
    ['loudness', '36 % like the original', /^Listen once more/],
  ])('%s has its figure and what to do', (name, figure, todo) => {
    const m = foundIn(c).find((one) => one.name === name)!
    expect(sayFigure(m, c)).toBe(figure)
    expect(sayTodo(m)).toMatch(todo)
  })
})

describe('a clip that was played faster', () => {
  // 1.25 times as fast: the learner spoke a little slower than the clip itself would be.
  const words = [word('one', 'good', [0, 300], [0, 300]), word('two', 'good', [300, 600], [300, 625])]
  const c = of({ words, tempo: 0.77, measures: { ...of({}).measures, tempo: someMeasure(60, 0.77) } })
  const tempo = foundIn(c).find((one) => one.name === 'tempo')!

  it('is the one reference of the tempo, in both of its figures', () => {
    const said = sayFigure(tempo, c)
    expect(said).toBe('0.77×, 192 words a minute; original as played 249')
    const [, rate, mine, ref] = /^([\d.]+)×, (\d+) .* (\d+)$/.exec(said)!
    expect(Number(mine) / Number(ref)).toBeCloseTo(Number(rate), 2)
  })

  it('is said with full-width punctuation in Chinese', async () => {
    for (const to of ['zh-Hant', 'zh-Hans'] as const) {
      await setLocale(to)
      await loadSaid()
      expect(sayFigure(tempo, c)).toMatch(/^0\.77×，[^,;:]*192[^,;:]*249$/)
    }
    await setLocale('en')
    await loadSaid()
  })
})

describe('without a hint', () => {
  const none = of({}).measures
  it('names what is missing, then the weakest measure', () => {
    expect(sayAdvice(of({ words: [word('U.S.', 'missing', [0, 1], null)] }))).toBe('Not heard: U.S. Say these words too.')
    expect(sayAdvice(of({ words: [word('cars.', 'missing', [0, 1], null)] }))).toBe('Not heard: cars. Say these words too.')
    expect(sayAdvice(of({ measures: { ...none, rhythm: someMeasure(40, 0), intonation: someMeasure(70, 0) } }))).toContain('Rhythm')
    expect(sayAdvice(of({ measures: { ...none, rhythm: someMeasure(95, 0) } }))).toContain('Close to the original')
  })
})

describe('what a later version says', () => {
  it('is passed over, and the rest is said', () => {
    expect(sayAdvice(of({ verdict: ofTomorrow, hint: { code: 'faster', count: 20 } }))).toContain('20')
    expect(sayAdvice(of({ hint: { code: ofTomorrow } }))).toContain('Close to the original')
    expect(sayVerdict(ofTomorrow)).toBe('')
    expect(sayTodo({ name: 'rhythm', score: 60, value: 1, hint: { code: ofTomorrow } })).toMatch(/^Listen once more/)
  })
})
