/** How a learner repeats: new sentences a day, days of a week, the episode they come from. */
import { api } from '$lib/api'
import type { components } from '$lib/api.gen'

export type RecallSettings = components['schemas']['RecallSettings']
export type RecallChange = components['schemas']['RecallChange']
export type Recall = components['schemas']['Recall']

/** What is offered as new sentences a day; what the server has is among it, whatever it is. */
export function newPerDayChoices(now: number): number[] {
  return [...new Set([0, 3, 5, 10, 15, 20, now])].sort((a, b) => a - b)
}

/** With the chosen episode, while it can be practised. */
export function fetchSettings(signal: AbortSignal): Promise<Recall> {
  return api.get('/me/recall', { signal })
}

export function changeSettings(body: RecallChange): Promise<RecallSettings> {
  return api.patch('/me/recall', { body })
}

/** Whether the new sentences of a day come from an episode because the learner said so. */
export function comesFrom(settings: RecallSettings | undefined, episodeId: string): boolean {
  return settings?.episodeId === episodeId
}
