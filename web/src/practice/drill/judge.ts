/**
 * What may be said of a recording of one word. Scores were checked on sentences that were
 * read, not on single words (docs/comparing.md): a word gets none, only whether it was
 * recognised.
 */
import { comparing, comparisonOf, isRead, judgedOf } from '../comparison/comparison'
import type { Take } from '../session/model'

export type Judgement = 'comparing' | 'notCompared' | 'heardWord' | 'unclear' | 'other' | 'silent' | 'poor'

/** null where nothing is to be said: a code that this page does not know. */
export function judgementOf(take: Take): Judgement | null {
  const judged = judgedOf(take)
  if (!judged) return comparing(take) === 'failed' ? 'notCompared' : 'comparing'
  const { verdict } = judged
  const doubt = verdict === 'hard_to_follow' || comparisonOf(take)?.words.some((w) => w.verdict === 'unclear' || w.verdict === 'missing')
  if (isRead(judged)) return doubt ? 'unclear' : 'heardWord'
  if (verdict === 'poor_audio') return 'poor'
  return verdict === 'other' || verdict === 'silent' ? verdict : null
}
