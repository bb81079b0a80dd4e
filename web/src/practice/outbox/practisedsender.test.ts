import { expect, test } from 'vitest'
import { practisedEpisode, practisedKey, readVisit } from './practisedsender'

test('a key names its episode, and a key of something else none', () => {
  expect(practisedEpisode(practisedKey('e1'))).toBe('e1')
  expect(practisedEpisode('position:e1')).toBeUndefined()
})

test('a visit that was kept goes on, unless it is too old or none', () => {
  const now = Date.parse('2026-03-30T00:00:00Z')
  const sentences = [{ cueId: 'c', plays: 1, skips: 0, ms: 5 }]
  const at = (beganAt: unknown, more: object = {}) => readVisit({ visit: 'v', beganAt, sentences, ...more }, now)
  expect(at('2026-03-20T00:00:00Z')).toEqual({ visit: 'v', beganAt: '2026-03-20T00:00:00Z', sentences })
  expect(at('2026-02-20T00:00:00Z')).toBeUndefined()
  expect(at('nonsense')).toBeUndefined()
  expect(at(7)).toBeUndefined()
  expect(at('2026-03-20T00:00:00Z', { sentences: 'x' })).toBeUndefined()
  expect(readVisit({}, now)).toBeUndefined()
})
