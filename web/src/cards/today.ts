/** What the day offers, as the pages ask for it. */
import { api } from '$lib/api'
import type { components } from '$lib/api.gen'

export type Today = components['schemas']['Today']
export type TodayCard = components['schemas']['TodayCard']

/** Where the browser is; the server's settings count more. */
export function zone(): string | undefined {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || undefined
}

export function fetchToday(signal: AbortSignal, more = 0): Promise<Today> {
  const here = zone()
  return api.get('/me/today', { query: { ...(here ? { zone: here } : {}), ...(more ? { more } : {}) }, signal })
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
