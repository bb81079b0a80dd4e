// The order in which a teacher goes through takes.

import type { QueueItem } from './types'

export type Order = 'learner' | 'sentence'

/** keyOf tells items apart: a take can be sent to two classes. */
export function keyOf(item: QueueItem): string {
  return item.take.id + item.classId
}

/** ordered puts what waits first, then sorts by learner or by sentence, oldest first. */
export function ordered(items: readonly QueueItem[], order: Order, locale: string): QueueItem[] {
  const compare = new Intl.Collator(locale, { numeric: true }).compare
  const byTime = (a: QueueItem, b: QueueItem) => Date.parse(a.sentAt ?? a.take.recordedAt) - Date.parse(b.sentAt ?? b.take.recordedAt)
  const byLearner = (a: QueueItem, b: QueueItem) => compare(a.learnerName, b.learnerName) || compare(a.learnerId, b.learnerId) || byTime(a, b)
  const bySentence = (a: QueueItem, b: QueueItem) =>
    compare(a.episodeNumber, b.episodeNumber) || compare(a.take.episodeId, b.take.episodeId) || a.take.cueStartMs - b.take.cueStartMs || byLearner(a, b)
  const by = order === 'learner' ? byLearner : bySentence
  return [...items].sort((a, b) => Number(!!a.review) - Number(!!b.review) || by(a, b))
}

/** nextAfter is the take to go on with once one is done: the next that waits, else none. */
export function nextAfter(items: readonly QueueItem[], done: string): QueueItem | undefined {
  const at = items.findIndex((item) => keyOf(item) === done)
  const rest = [...items.slice(at + 1), ...items.slice(0, Math.max(0, at))]
  return rest.find((item) => !item.review && keyOf(item) !== done)
}
