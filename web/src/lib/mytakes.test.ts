import { describe, expect, it } from 'vitest'
import { grouped } from './mytakes'
import type { Review, Take } from './types'

const take = (id: string, episodeId: string, cue: number, at: string, change: Partial<Take> = {}): Take => ({
  id, episodeId, episodeNumber: episodeId, episodeTitle: '', subject: 'cue', cueId: `c${cue}`, revision: 1, cueText: `Sentence ${cue}`, cueStartMs: cue * 1000, cueEndMs: cue * 1000 + 900,
  audioUrl: '', referenceUrl: '', mode: 'repeat', echoCancelled: false, cut: false, durationMs: 900, note: '', best: false, favourite: false, recordedAt: at, createdAt: at,
  submissions: [], reviews: [], ...change,
})
const answer = (seen: boolean) => [{ seen } as Review]
const list = [
  take('a', 'E1', 2, '2026-01-01'),
  take('b', 'E1', 1, '2026-01-02', { favourite: true }),
  take('c', 'E2', 1, '2026-01-05', { submissions: [{ classId: 'k', className: 'K', sentAt: '' }] }),
  take('d', 'E1', 2, '2026-01-03', { reviews: answer(false) }),
]
const shape = (which?: Parameters<typeof grouped>[1], takes = list) => grouped(takes, which).map((g) => [g.title, g.sentences.map((s) => [s.text, s.takes.map((t) => t.id).join('')])])

describe('the own recordings', () => {
  it('are grouped by episode and sentence, with new answers first', () => {
    expect(shape()).toEqual([
      ['E1', [['Sentence 1', ['b'].join('')], ['Sentence 2', 'da']]],
      ['E2', [['Sentence 1', 'c']]],
    ])
  })

  it('begin with the episode that was practised last where no answer is new', () => {
    expect(shape('all', list.map((t) => ({ ...t, reviews: [] })))[0]?.[0]).toBe('E2')
  })

  it.each([
    ['favourite', [['E1', [['Sentence 1', 'b']]]]],
    ['sent', [['E2', [['Sentence 1', 'c']]]]],
    ['answered', [['E1', [['Sentence 2', 'd']]]]],
  ] as const)('are filtered: %s', (which, want) => expect(shape(which)).toEqual(want))

  it('have words among the sentences of their episode', () => {
    const word = take('w', 'E2', 0, '2026-01-04', { subject: 'keyword', cueId: 'k', cueText: 'Influx' })
    expect(grouped([...list, word]).map((g) => g.sentences.map((s) => [s.subject, s.text]))).toEqual([
      [['cue', 'Sentence 1'], ['cue', 'Sentence 2']],
      [['keyword', 'Influx'], ['cue', 'Sentence 1']],
    ])
  })

  it('keep a corrected sentence apart from what was said before', () => {
    expect(shape('all', [take('a', 'E1', 1, '1'), take('b', 'E1', 1, '2', { cueText: 'Sentence one' })])[0]?.[1]).toHaveLength(2)
  })
})
