import { expect, it } from 'vitest'
import { hasTimes, offers } from './times'

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
