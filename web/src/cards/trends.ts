/** How the weeks of a learner went. */
import { api } from '$lib/api'
import type { components } from '$lib/api.gen'
import { zoneQuery } from './today'

export type Week = components['schemas']['TrendWeek']
export type MemberProgress = components['schemas']['MemberProgress']

export async function fetchTrends(signal: AbortSignal): Promise<Week[]> {
  return (await api.get('/me/trends', { query: zoneQuery(), signal })).weeks
}

export function fetchMember(classId: string, userId: string, signal: AbortSignal): Promise<MemberProgress> {
  return api.get('/classes/{classId}/members/{userId}/progress', { path: { classId, userId }, query: zoneQuery(), signal })
}

/** The weeks from the first one in which something was done; none where nothing was. */
export function weeksShown(weeks: readonly Week[]): Week[] {
  const first = weeks.findIndex((week) => week.takes > 0 || (week.days ?? 0) > 0)
  return first < 0 ? [] : weeks.slice(first)
}

/** How long a bar is drawn, 0 to 1, beside the largest of its column. */
export function share(value: number | undefined, most: number): number {
  return value === undefined || most <= 0 ? 0 : Math.min(1, value / most)
}
