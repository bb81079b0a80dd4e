import { expect, it } from 'vitest'
import { invited, marked, type SoundToHear } from './sounds'

const sound = (ipa: string, sentences: number): SoundToHear => ({
  sound: 'TH', ipa, words: 40, days: 4,
  sentences: Array.from({ length: sentences }, (_, i) => ({ episodeId: 'e', cueId: `c${i}`, text: 'I think so.', words: ['think'] })),
})

it('invites to sounds that have a sentence to listen to', () => {
  const sounds = [sound('θ', 2), sound('v', 0), sound('ɪ', 1)]
  expect(invited({ state: 'found', sounds }).map((s) => s.ipa)).toEqual(['θ', 'ɪ'])
})

it('says nothing where there is no finding', () => {
  for (const state of ['none', 'collecting', 'child', 'hidden', 'unavailable'] as const) expect(invited({ state, sounds: [sound('θ', 1)] })).toEqual([])
})

it('marks words as they are written, with what stands around them', () => {
  expect(marked('“Think,” she thinks, “I think.”', ['think'])).toEqual([
    { text: '“Think,”', marked: true },
    { text: ' she thinks, “I ', marked: false },
    { text: 'think.”', marked: true },
  ])
})

it('keeps the text whole', () => {
  for (const [text, words] of [['', ['a']], ['a — b', ['—']], ["don't  stop", ["don't"]], ['no such word', []]] as const)
    expect(marked(text, words).map((piece) => piece.text).join('')).toBe(text)
  expect(marked('a — b', ['—']).some((piece) => piece.marked)).toBe(false)
})
