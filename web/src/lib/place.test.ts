import { describe, expect, it } from 'vitest'
import { place, type Use } from './place'
import type { Page } from './types'

const source = [
  'News Ep.K1: A Title', // 1
  '',
  'Highlights:', // 3
  '  • The first point.',
  '  • The second point.', // 5
  '',
  'One paragraph of text.', // 7
  '',
  '一段文字。', // 9
  '',
  'stray words', // 11
  'Another paragraph.', // 12
  '',
  'Keyword Drills:', // 14
  '  1. Point (point) [noun. a thing]: The first point.',
].join('\n')

const page = {
  title: 'A Title',
  highlights: ['The first point.', 'The second point.'],
  paragraphs: [
    { text: 'One paragraph of text.', translation: '一段文字。', sentences: [] },
    { text: 'Another paragraph.', translation: '', sentences: [] },
  ],
  keywords: [{ term: 'Point', syllables: ['point'], partOfSpeech: 'noun', definition: 'a thing', example: 'The first point.' }],
} as unknown as Page

function before(text: string, line: string): string {
  const lines = text.split('\n').filter((l) => l.trim())
  return lines[lines.findIndex((l) => l.includes(line)) - 1]?.trim() ?? ''
}

describe('place', () => {
  it.each<[Use, string]>([
    ['highlight', '• The second point.'],
    ['text', '一段文字。'],
    ['translation', 'Another paragraph.'],
    ['keyword', '1. Point (point) [noun. a thing]: The first point.'],
  ])('as %s it stands behind "%s"', (use, want) => {
    const moved = place(source, 11, use, page)
    expect(before(moved, 'stray words')).toBe(want)
    expect(moved.split('stray words')).toHaveLength(2)
  })

  it('leaves a line out', () => expect(place(source, 11, 'nothing', page)).not.toContain('stray'))
  it.each([0, 99, 2])('does nothing for line %i, which has no text', (line) => expect(place(source, line, 'text', page)).toBe(source))

  it('makes a heading where the page has none', () => {
    const bare = { ...page, highlights: [], keywords: [] }
    expect(place('A Title\n\nstray\n\nText.', 3, 'highlight', bare)).toMatch(/A Title\n\nHighlights:\n\n• stray/)
    expect(place('A Title\n\nstray\n\nText.', 3, 'keyword', bare)).toMatch(/Text\.\n\nKeyword Drills:\n\n1\. stray$/)
  })
})
