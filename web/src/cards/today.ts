/** What the day offers, as the pages ask for it. */
import { api } from '$lib/api'
import type { components } from '$lib/api.gen'

export type Today = components['schemas']['Today']
export type TodayCard = components['schemas']['TodayCard']

/** Where the browser is, as the server is asked; its settings count more. */
export function zoneQuery(): { zone?: string } {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return zone ? { zone } : {}
}

export function fetchToday(signal: AbortSignal, more = 0): Promise<Today> {
  return api.get('/me/today', { query: { ...zoneQuery(), ...(more ? { more } : {}) }, signal })
}

/** Whole minutes, at least one. */
export function minutes(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60))
}

/** The part of the day, for a greeting. */
export function partOfDay(hour: number): 'morning' | 'afternoon' | 'evening' {
  if (hour >= 4 && hour < 12) return 'morning'
  return hour >= 12 && hour < 18 ? 'afternoon' : 'evening'
}
