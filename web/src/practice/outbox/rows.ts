/** Takes as the page shows them: saved ones and those that still wait, in one row. */
import type { Take, TakeMode } from '../session/model'
import { failedTake } from '../comparison/comparison'
import { bare, type WaitingRow } from './waitingtakes'

export type RowState = 'saved' | 'waiting' | 'refused' | 'unsaved'

export interface Row {
  id: string
  cueId: string
  mode: TakeMode
  recordedAt: string
  durationMs: number
  /** Made without headphones, with echo cancellation on. */
  echoCancelled: boolean
  /** Cut off: the page went away while it was spoken. */
  cut: boolean
  /** False where the recorder heard nobody. */
  heard: boolean
  /** `unsaved`: neither on the server nor in the browser's storage, only in memory. */
  state: RowState
  /** Why it was refused, in the server's words. */
  message: string
  take: Take | null
  /** What the browser keeps of it until it is saved. */
  waiting: WaitingRow | null
}

export function savedRow(take: Take): Row {
  const { id, cueId, mode, recordedAt, durationMs, echoCancelled, cut } = take
  return { id, cueId, mode, recordedAt, durationMs, echoCancelled, cut, heard: true, state: 'saved', message: '', take, waiting: null }
}

export function waitingRow(w: WaitingRow, state: RowState = w.state === 'refused' ? 'refused' : 'waiting'): Row {
  const { id, cueId, mode, recordedAt, durationMs, echoCancelled = false, cut = false, heard = true, message } = w
  return { id, cueId, mode, recordedAt, durationMs, echoCancelled, cut, heard, state, message, take: null, waiting: bare(w) }
}

/** One row per id, newest first; what the server has wins over what still waits. */
export function merge(saved: readonly Take[], waiting: readonly Row[]): Row[] {
  const rows = new Map<string, Row>()
  for (const w of waiting) rows.set(w.id, w)
  for (const t of saved) rows.set(t.id, savedRow(t))
  return [...rows.values()].sort((a, b) => (a.recordedAt < b.recordedAt ? 1 : a.recordedAt > b.recordedAt ? -1 : 0))
}

/** Whether the sentence is not in it. `judged`: the machine's word is shown to this learner at all. */
export function failed({ heard, take }: Row, judged: boolean): boolean {
  return take ? failedTake(take, judged, heard) : !heard
}

/**
 * The take that is in hand: the one that the learner chose, else the one just recorded,
 * else the newest whole one. What failed or was cut off pushes no good one aside.
 */
export function inHand(rows: readonly Row[], good: readonly Row[], picked: string, fresh: string): Row | undefined {
  return rows.find((r) => r.id === picked) ?? good.find((r) => r.id === fresh) ?? good.find((r) => !r.cut) ?? good[0] ?? rows[0]
}

/** A list of the server's, with what this page learnt while it was under way: `before` to `now`. */
export function withNews(listed: readonly Take[], before: readonly Take[], now: readonly Take[]): Take[] {
  return now.filter((t) => !before.includes(t)).reduce<Take[]>(withTake, [...listed])
}

/** Replaces a take, or puts it in; another take that was the best of its cue no longer is. */
export function withTake(saved: readonly Take[], take: Take): Take[] {
  const others = saved.filter((t) => t.id !== take.id)
  const rest = take.best ? others.map((t) => (t.cueId === take.cueId && t.best ? { ...t, best: false } : t)) : others
  return [take, ...rest]
}

/** A review that the learner has not seen yet. */
export function unseen(take: Take): boolean {
  return take.reviews.some((r) => !r.seen)
}
