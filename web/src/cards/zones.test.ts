import { expect, test } from 'vitest'
import { knownZones, regionsOf, timeIn } from './zones'

test('zones stand by region, each once, with the one that is kept', () => {
  expect(regionsOf(['Asia/Taipei', 'America/Argentina/Buenos_Aires', 'Asia/Taipei'], 'Asia/Saigon')).toEqual([
    { name: 'America', zones: [{ id: 'America/Argentina/Buenos_Aires', name: 'Argentina, Buenos Aires' }] },
    { name: 'Asia', zones: [{ id: 'Asia/Saigon', name: 'Saigon' }, { id: 'Asia/Taipei', name: 'Taipei' }] },
    { name: 'UTC', zones: [{ id: 'UTC', name: 'UTC' }] },
  ])
  expect(regionsOf([], '')).toEqual([{ name: 'UTC', zones: [{ id: 'UTC', name: 'UTC' }] }])
})

test('the browser knows zones, and what time it is there', () => {
  expect(knownZones()).toContain('Asia/Taipei')
  const now = new Date('2026-03-01T12:00:00Z')
  expect(timeIn('Asia/Taipei', now, 'en-GB')).toBe('20:00')
  expect(timeIn('Mars/Olympus', now, 'en-GB')).toBe('')
})
