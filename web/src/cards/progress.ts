/** What a learner has practised, as its page shows it. */
import { api } from '$lib/api'
import type { components } from '$lib/api.gen'
import { zoneQuery } from './today'

export type Progress = components['schemas']['LearnerProgress']
export type Day = components['schemas']['TodayDay']

export function fetchProgress(signal: AbortSignal): Promise<Progress> {
  return api.get('/me/progress', { query: zoneQuery(), signal })
}

/** A day as a teacher sees it: by what was spoken alone. */
export function dayOf(day: components['schemas']['MemberDay']): Day {
  return { ...day, heardMs: 0, rated: 0, due: 0 }
}

export const practised = (day: Day): boolean => day.spokenMs > 0 || day.rated > 0

/** The fewest weeks that are shown: two that are past, the present and the next one. */
const FEWEST = 4

/** Days by weeks, from the first one in which something was practised. */
export function weeksOf(days: readonly Day[]): Day[][] {
  const weeks: Day[][] = []
  for (let i = 0; i < days.length; i += 7) weeks.push(days.slice(i, i + 7))
  const first = weeks.findIndex((week) => week.some(practised))
  const begin = Math.min(first < 0 ? weeks.length : first, weeks.length - FEWEST)
  return weeks.slice(Math.max(0, begin))
}

/** Minutes of speaking at which a day is shown as full. */
const FULL_MS = 10 * 60_000
/** Cards that come due at which a day to come is shown as full. */
const FULL_DUE = 20

/** How full a day is drawn, 0 to 1: by minutes spoken, one to come by its cards. What is there at all can be seen. */
export function fill(day: Day): number {
  const share = day.state === 'future' ? day.due / FULL_DUE : day.spokenMs / FULL_MS
  const some = day.state === 'future' ? day.due > 0 : practised(day)
  return some ? Math.min(1, Math.max(0.15, share)) : 0
}

/** The days of the present week on which something was practised, and the minutes spoken and heard in all weeks. */
export function sums(days: readonly Day[]): { daysThisWeek: number; minutes: number; heard: number } {
  const today = days.findIndex((day) => day.state === 'today')
  const monday = today - (today % 7)
  return {
    daysThisWeek: today < 0 ? 0 : days.slice(monday, monday + 7).filter(practised).length,
    minutes: Math.round(days.reduce((sum, day) => sum + day.spokenMs, 0) / 60_000),
    heard: Math.round(days.reduce((sum, day) => sum + day.heardMs, 0) / 60_000),
  }
}
