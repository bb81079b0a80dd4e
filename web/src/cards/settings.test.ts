import { expect, test } from 'vitest'
import { comesFrom, newPerDayChoices } from './settings'

test('the number that is set is always among those offered, once and in order', () => {
  expect(newPerDayChoices(5)).toEqual([0, 3, 5, 10, 15, 20])
  expect(newPerDayChoices(7)).toEqual([0, 3, 5, 7, 10, 15, 20])
  expect(newPerDayChoices(50)).toEqual([0, 3, 5, 10, 15, 20, 50])
})

test('an episode counts as chosen only where it was chosen', () => {
  expect(comesFrom(undefined, 'a')).toBe(false)
  expect(comesFrom({ newPerDay: 5, daysPerWeek: 5, timeZone: '', mode: 'rated' }, 'a')).toBe(false)
  expect(comesFrom({ newPerDay: 5, daysPerWeek: 5, timeZone: '', mode: 'rated', episodeId: 'a' }, 'a')).toBe(true)
})
