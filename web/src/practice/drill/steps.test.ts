import { describe, expect, it } from 'vitest'
import { someCues } from '../fixtures'
import type { EpisodePage, Keyword } from '../session/model'
import { exampleOf, stepsOf, timedCuts, wordOf } from './steps'

const keyword = (more: Partial<Keyword> = {}): Keyword => ({
  id: 'k', term: 'Timetable', syllables: ['Time', 'ta', 'ble'], partOfSpeech: 'noun', definition: '', example: 'Older timetables.', spoken: { startMs: 1000, endMs: 1900 }, ...more,
})
const page = (more: Partial<EpisodePage> = {}) => ({ cues: someCues(3), ...more }) as EpisodePage

describe('a keyword as it is drilled', () => {
  it('is not drilled where it is not heard', () => {
    const { spoken: _, ...silent } = keyword()
    expect(wordOf(silent)).toBeNull()
  })

  it.each([
    ['the syllables of the page', keyword(), ['Time', 'ta', 'ble']],
    ['the characters of a Chinese word', keyword({ term: '時刻表', syllables: [] }), ['時', '刻', '表']],
    ['one part where nothing is known', keyword({ syllables: [] }), ['Timetable']],
  ])('has %s', (_, k, want) => expect(wordOf(k)?.syllables).toEqual(want))

  it('is known to be read by the host', () => {
    const said = (endMs: number, termTime: Keyword['termTime']) => wordOf(keyword({ spoken: { startMs: 1000, endMs }, ...(termTime && { termTime }) }))
    expect(said(1900, undefined)).toMatchObject({ read: false, once: true })
    expect(said(1900, { startMs: 8000, endMs: 9000 })).toMatchObject({ read: false, once: true })
    expect(said(1900, { startMs: 1000, endMs: 1900 })).toMatchObject({ read: true, once: true })
    expect(said(3900, { startMs: 1000, endMs: 3900 })).toMatchObject({ read: true, once: false })
  })
})

describe('the steps of a drill', () => {
  const example = { text: 'Older timetables.', span: { fromMs: 5000, toMs: 7000 } }
  const brief = (from: 'last' | 'first', k = keyword(), cuts = [300, 600]) =>
    stepsOf(wordOf(k)!, cuts, from, example).map((s) => `${s.text} ${s.span.fromMs}-${s.span.toMs}${s.records ? ' rec' : ''}`)

  it('build the word up from its last syllable', () =>
    expect(brief('last')).toEqual(['Timetable 960-1960', 'ble 1600-1960', 'ta·ble 1300-1960', 'Timetable 960-1960 rec', 'Older timetables. 5000-7000']))

  it('build it up from its first syllable', () =>
    expect(brief('first')).toEqual(['Timetable 960-1960', 'Time 960-1300', 'Time·ta 960-1600', 'Timetable 960-1960 rec', 'Older timetables. 5000-7000']))

  it('take nothing apart where there are no cuts', () => expect(brief('last', keyword(), [])).toEqual(['Timetable 960-1960', 'Timetable 960-1960 rec', 'Older timetables. 5000-7000']))

  it('join characters without a mark', () => expect(brief('last', keyword({ term: '難民', syllables: [] }), [400])[1]).toBe('民 1400-1960'))

  it('play the reading of the host as it is', () =>
    expect(brief('last', keyword({ termTime: { startMs: 1000, endMs: 1900 } }), [])[0]).toBe('Timetable 1000-1900'))

  it('begin no clip before the audio', () => expect(brief('last', keyword({ spoken: { startMs: 10, endMs: 900 } }))[0]).toBe('Timetable 0-960'))
})

describe('the cuts of a text that is timed by syllables', () => {
  const words = [{ text: '難', startMs: 1000, endMs: 1400 }, { text: '民', startMs: 1400, endMs: 1900 }, { text: '營', startMs: 1900, endMs: 2300 }]
  const cues = [{ ...someCues(1)[0]!, words }]

  it('are those of its words', () => expect(timedCuts(page({ cues }), wordOf(keyword({ term: '難民', syllables: [] }))!)).toEqual([400]))
  it('are not known where the words are others', () => expect(timedCuts(page({ cues }), wordOf(keyword())!)).toBeNull())
})

describe('the example', () => {
  const { exampleTime: _, ...plain } = keyword()
  it.each<[string, Keyword, [number, number] | null]>([
    ['is heard where the host reads it', { ...plain, exampleTime: { startMs: 50, endMs: 90 }, exampleCue: 1 }, [50, 90]],
    ['is heard in the sentence that it quotes', { ...plain, exampleCue: 1 }, [3500, 5500]],
    ['is not heard', plain, null],
    ['is not there', { ...plain, example: '', exampleCue: 1 }, null],
  ])('%s', (_, k, want) => {
    const found = exampleOf(page(), k)
    expect(found && [found.span.fromMs, found.span.toMs]).toEqual(want)
  })
})
