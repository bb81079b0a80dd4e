// The own recordings in the order in which one looks for them: by episode, then by
// sentence, the newest first.

import type { Take } from './types'

export type Which = 'all' | 'favourite' | 'sent' | 'answered'

export interface Sentence {
  readonly subject: Take['subject']
  readonly cueId: string
  readonly text: string
  /** Newest first. */
  readonly takes: readonly Take[]
}

export interface Group {
  readonly episodeId: string
  /** '' where the episode is no longer there. */
  readonly title: string
  readonly count: number
  readonly sentences: readonly Sentence[]
}

const unread = (take: Take) => take.reviews.some((review) => !review.seen)
const newest = (takes: readonly Take[]) => takes.reduce((at, take) => (take.recordedAt > at ? take.recordedAt : at), '')

export function wanted(take: Take, which: Which): boolean {
  if (which === 'favourite') return take.favourite
  if (which === 'sent') return take.submissions.length > 0
  if (which === 'answered') return take.reviews.length > 0
  return true
}

function by<K>(takes: readonly Take[], key: (take: Take) => K): Take[][] {
  const groups = new Map<K, Take[]>()
  for (const take of takes) groups.set(key(take), [...(groups.get(key(take)) ?? []), take])
  return [...groups.values()]
}

function sentencesOf(takes: readonly Take[]): Sentence[] {
  // A sentence that was corrected since is another text: what was said then is read there.
  const groups = by(takes, (take) => `${take.cueId} ${take.cueText}`)
  groups.sort((a, b) => a[0]!.cueStartMs - b[0]!.cueStartMs)
  return groups.map((group) => ({
    subject: group[0]!.subject,
    cueId: group[0]!.cueId,
    text: group[0]!.cueText,
    takes: [...group].sort((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1)),
  }))
}

/** grouped gives the episodes, those with a new answer first, then the one practised last. */
export function grouped(takes: readonly Take[], which: Which = 'all'): Group[] {
  const groups = by(takes.filter((take) => wanted(take, which)), (take) => take.episodeId)
  groups.sort((a, b) => Number(b.some(unread)) - Number(a.some(unread)) || (newest(a) < newest(b) ? 1 : -1))
  return groups.map((group) => ({
    episodeId: group[0]!.episodeId,
    title: [group[0]!.episodeNumber, group[0]!.episodeTitle].filter(Boolean).join(' · '),
    count: group.length,
    sentences: sentencesOf(group),
  }))
}
