import { expect, test } from 'vitest'
import { share, weeksShown, type Week } from './trends'

const week = (monday: string, takes: number, days?: number): Week => ({ monday, takes, ...(days === undefined ? {} : { days }) })

test('weeks are shown from the first in which something was done', () => {
  const list = [week('2026-11-02', 0, 0), week('2026-11-09', 0, 2), week('2026-11-16', 0, 0), week('2026-11-23', 7, 3)]
  expect(weeksShown(list).map((w) => w.monday)).toEqual(['2026-11-09', '2026-11-16', '2026-11-23'])
  expect(weeksShown(list.slice(0, 1))).toEqual([])
  expect(weeksShown([week('2026-11-02', 0), week('2026-11-09', 1)]).map((w) => w.monday)).toEqual(['2026-11-09'])
})

test('bars are beside the largest', () => {
  expect([share(undefined, 2), share(1, 2), share(3, 2), share(1, 0)]).toEqual([0, 0.5, 1, 0])
})
