// Where a learner was: what the library shows first, kept by the server as the
// setting "recent" so that the next device knows it too.

import { api } from './api'
import type { Take } from './types'

export interface Recent {
  readonly episodeId: string
  readonly number: string
  readonly title: string
  readonly showTitle: string
  readonly cueId: string
  /** Which sentence, from 1, and of how many. */
  readonly at: number
  readonly cues: number
  /** Unix ms of the browser. */
  readonly when: number
}

const key = 'recent'
const most = 6

/** readRecent takes what a setting holds; what is not of this shape is left out. */
export function readRecent(value: unknown): Recent[] {
  const list = (value as { episodes?: unknown } | null)?.episodes
  if (!Array.isArray(list)) return []
  return list.filter(isRecent).slice(0, most)
}

function isRecent(entry: unknown): entry is Recent {
  const e = entry as Partial<Recent> | null
  return (
    typeof e === 'object' &&
    e !== null &&
    [e.episodeId, e.number, e.title, e.showTitle, e.cueId].every((text) => typeof text === 'string') &&
    [e.at, e.cues, e.when].every((n) => typeof n === 'number' && Number.isFinite(n))
  )
}

/** withNewest puts an entry first; an episode is in the list once. */
export function withNewest(list: readonly Recent[], entry: Recent): Recent[] {
  return [entry, ...list.filter((other) => other.episodeId !== entry.episodeId)].slice(0, most)
}

/** fromTakes makes the list for people who practised before it was kept. */
export function fromTakes(takes: readonly Take[]): Recent[] {
  let list: Recent[] = []
  for (const take of [...takes].reverse()) {
    list = withNewest(list, {
      episodeId: take.episodeId,
      number: take.episodeNumber ?? '',
      title: take.episodeTitle ?? '',
      showTitle: '',
      cueId: take.cueId,
      at: 0,
      cues: 0,
      when: Date.parse(take.recordedAt),
    })
  }
  return list
}

export async function recent(signal: AbortSignal): Promise<Recent[]> {
  const kept = await api.get('/me/settings/{key}', { path: { key }, signal })
  return readRecent(kept.value)
}

/** remember is called by the practice page when the sentence changes (at most every few seconds). */
export async function remember(entry: Recent): Promise<void> {
  const kept = await api.get('/me/settings/{key}', { path: { key }, background: true })
  const value = { episodes: withNewest(readRecent(kept.value), entry) }
  await api.put('/me/settings/{key}', { path: { key }, body: { value }, background: true, keepalive: true })
}

/** forgetRecent takes an episode off the list that is no longer there. */
export async function forgetRecent(episodeId: string): Promise<void> {
  const kept = await api.get('/me/settings/{key}', { path: { key } })
  const episodes = readRecent(kept.value).filter((entry) => entry.episodeId !== episodeId)
  await api.put('/me/settings/{key}', { path: { key }, body: { value: { episodes } } })
}
