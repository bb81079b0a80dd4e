import { expect, it } from 'vitest'
import { hasTimes, longOnes, offers } from './times'

it('a file has times, and a page has none until it is timed', () => {
  expect(hasTimes([{ endMs: 0 }, { endMs: 0 }])).toBe(false)
  expect(hasTimes([])).toBe(false)
  expect(hasTimes([{ endMs: 0 }, { endMs: 1200 }])).toBe(true)
})

it.each([
  ['timed against another audio than the one in use', { audioId: 'new', revision: 2 }, 1, { id: 'old' }, true],
  ['timed against the audio in use', { audioId: 'old', revision: 2 }, 1, { id: 'old' }, false],
  ['in use itself', { audioId: 'new', revision: 2 }, 2, { id: 'old' }, false],
  ['nothing is in use yet', { audioId: 'new', revision: 1 }, 0, { id: 'old' }, false],
  ['it waits for its audio', { audioId: '', revision: 1 }, 1, undefined, false],
])('offers: %s', (_, transcript, inUse, audio, want) => expect(offers(transcript, inUse, audio)).toBe(want))

it('every sentence that was heard to take longer than 12 s is counted, and no other', () => {
  const cue = (ms: number, spoken = true) => ({ spoken, startMs: 500, endMs: 500 + ms })
  expect(longOnes([cue(12_001), cue(30_000), cue(12_000), cue(0), cue(60_000, false), cue(15_000), cue(13_000)])).toBe(4)
  expect(longOnes([])).toBe(0)
})
