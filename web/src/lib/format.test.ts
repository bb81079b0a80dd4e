import { expect, it } from 'vitest'
import { dayTime, timeOfDay } from './format'

// One way everywhere: a time stands in lists below other times.
it.each(['en', 'zh-Hant', 'zh-Hans'] as const)('a time of day has two digits and 24 hours in %s', (locale) => {
  for (const [at, want] of [['2026-11-29T09:07:00', '09:07'], ['2026-11-29T00:30:00', '00:30'], ['2026-11-29T15:45:00', '15:45']] as const) {
    expect(timeOfDay(at, locale)).toBe(want)
    expect(dayTime(at, locale)).toMatch(new RegExp(`${want}$`))
  }
})
