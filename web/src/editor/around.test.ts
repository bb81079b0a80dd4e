import { describe, expect, it } from 'vitest'
import { addHighlight, addKeyword, aroundDifferences, aroundSent, newKeywordId, readableAround, removeHighlight, removeKeyword, sameAround, saidAround, setHighlight, setKeyword, setTitles, splitSyllables, textOf, titlesSent, type Around } from './around'

const around: Around = {
  titles: { number: 'K1', title: 'Two left', titleTranslation: '兩個走' },
  highlights: ['They left.', 'One came.'],
  keywords: [
    { id: 'k1', term: 'leave', syllables: ['leave'], partOfSpeech: 'verb', definition: '離開', example: 'Two left.', termTime: { startMs: 10, endMs: 20 }, exampleTime: { startMs: 30, endMs: 50 } },
    { id: 'k2', term: 'timetable', syllables: ['time', 'ta', 'ble'], partOfSpeech: 'noun', definition: '時刻表', example: '' },
  ],
}

describe('what stands around the lines', () => {
  it('comes from the page and the episode', () => {
    const { id: _, ...unnamed } = around.keywords[1]!
    const page = { keywords: [{ ...around.keywords[0]!, spoken: { startMs: 1, endMs: 2 } }, unnamed], highlights: ['They left.'] }
    const text = textOf({ cues: [], page: page as never }, { id: '0192f0c1-2345-7abc-8def-0123456789ab', ...around.titles })
    expect(text.around.keywords[0]).toEqual(around.keywords[0])
    expect(text.around.keywords[1]!.id).toMatch(/-0123456789ab$/)
    expect(textOf({ cues: [] }, { id: 'e', ...around.titles }).around).toEqual({ titles: around.titles, highlights: [], keywords: [] })
  })

  it('is the same where nothing changes', () => {
    expect(setTitles(around, { title: 'Two left' })).toBe(around)
    expect(setHighlight(around, 0, 'They left.')).toBe(around)
    expect(setHighlight(around, 9, 'x')).toBe(around)
    expect(setKeyword(around, 'k1', { syllables: ['leave'] })).toBe(around)
    expect(setKeyword(around, 'k9', { term: 'x' })).toBe(around)
  })

  it('is sent as far as it changed', () => {
    expect(aroundSent(around, around)).toEqual({})
    expect(titlesSent(around, around)).toBeUndefined()
    expect(titlesSent(around, setTitles(around, { titleTranslation: '' }))).toEqual({ titleTranslation: '' })
    expect(aroundSent(around, setHighlight(around, 1, ' One stayed. '))).toEqual({ highlights: ['They left.', 'One stayed.'] })
    expect(aroundSent(around, removeHighlight(around, 0))).toEqual({ highlights: ['One came.'] })
    expect(aroundSent(around, removeKeyword(around, 'k1')).keywords?.map((k) => k.id)).toEqual(['k2'])
    expect(aroundSent(around, setKeyword(around, 'k2', { definition: '時間表' })).keywords?.[1]).toMatchObject({ id: 'k2', term: 'timetable', definition: '時間表' })
  })

  it('says nothing with a field that is open and empty', () => {
    const opened = addKeyword(addHighlight(around), 'k3')
    expect(sameAround(around, opened)).toBe(true)
    expect(aroundSent(around, opened)).toEqual({})
    expect(saidAround(opened)).toEqual(saidAround(around))
    expect(aroundSent(around, setKeyword(opened, 'k3', { term: 'go' })).keywords).toHaveLength(3)
  })

  it('forgets where a term was heard once it is another one', () => {
    const now = setKeyword(around, 'k1', { term: 'leaves' }).keywords[0]!
    expect(now).toMatchObject({ id: 'k1', term: 'leaves', exampleTime: { startMs: 30 } })
    expect(now.termTime).toBeUndefined()
    expect(setKeyword(around, 'k1', { example: 'Two have left.' }).keywords[0]).not.toHaveProperty('exampleTime')
    expect(setKeyword(around, 'k1', { definition: '走' }).keywords[0]).toMatchObject({ termTime: { startMs: 10 } })
  })

  it('differs from a former revision in its highlights and in each keyword', () => {
    const now = setKeyword(removeKeyword(setHighlight(around, 0, 'They went.'), 'k2'), 'k1', { definition: '走' })
    expect(aroundDifferences(around, around)).toEqual([])
    expect(aroundDifferences(around, now)).toEqual([
      { id: 'highlights', of: 'highlights', before: 'They left.\nOne came.', after: 'They went.\nOne came.' },
      { id: 'k1', of: 'keyword', before: 'leave\nleave\nverb\n離開\nTwo left.', after: 'leave\nleave\nverb\n走\nTwo left.' },
      { id: 'k2', of: 'keyword', before: 'timetable\ntime · ta · ble\nnoun\n時刻表', after: '' },
    ])
  })

  it('gives new keywords ids of the episode', () => expect(newKeywordId('0192f0c1-2345-7abc-8def-0123456789ab', '7c1f9a52-0d3e-4b7a-9c11-ffffffffffff')).toBe('7c1f9a52-0d3e-4b7a-9c11-0123456789ab'))

  it.each([['time · ta · ble', ['time', 'ta', 'ble']], ['time·ta ble', ['time', 'ta', 'ble']], [' ', []]])('reads the syllables %s', (text, want) => expect(splitSyllables(text)).toEqual(want))

  it.each([null, {}, { ...around, titles: { title: 'x' } }, { ...around, highlights: [7] }, { ...around, keywords: [{ id: 'k' }] }])('is not read where another version wrote something else (%j)', (value) => expect(readableAround(value)).toBe(false))
  it('is read as it was kept', () => expect(readableAround(JSON.parse(JSON.stringify(around)))).toBe(true))
})
