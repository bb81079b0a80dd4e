/**
 * When a card comes next, computed in the page as the server does it (practice/cards):
 * the same parameters of FSRS, the same order of events. A test holds both to the same
 * 1,000 histories.
 */
import { fsrs, Rating as Grade, createEmptyCard, type Grade as Rated } from 'ts-fsrs'

export type Rating = 'again' | 'hard' | 'good'

/** One rating of a card, or an undo, which names the event that it takes back. */
export interface RatingEvent {
  /** Made by the client. */
  readonly id: string
  readonly rating: Rating | 'undo'
  /** Unix ms. */
  readonly at: number
  readonly undoes?: string | undefined
}

export interface Schedule {
  /** Unix ms; 0: never rated. */
  readonly dueAt: number
  /** The interval that ends then. */
  readonly days: number
  readonly stability: number
  readonly difficulty: number
  readonly reps: number
  readonly lapses: number
}

/** Days. */
const MOST_DAYS = 365
const DAY_MS = 86_400_000

const scheduler = fsrs({ request_retention: 0.9, maximum_interval: MOST_DAYS, enable_fuzz: false, enable_short_term: true, learning_steps: [], relearning_steps: [] })

const grades: Record<Rating, Rated> = { again: Grade.Again, hard: Grade.Hard, good: Grade.Good }

/** The events that count, each once, by their time and then by their id. */
export function counting(events: readonly RatingEvent[]): RatingEvent[] {
  const undone = new Set(events.filter((e) => e.rating === 'undo').map((e) => e.undoes))
  const list = events.filter((e) => e.rating !== 'undo' && !undone.has(e.id))
  list.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return list.filter((e, i) => e.id !== list[i - 1]?.id)
}

/** schedule computes from all events of one card, in any order, when it comes next. */
export function schedule(events: readonly RatingEvent[]): Schedule {
  const list = counting(events)
  const first = list[0]
  if (!first) return { dueAt: 0, days: 0, stability: 0, difficulty: 0, reps: 0, lapses: 0 }
  let card = createEmptyCard(new Date(first.at))
  for (const { at, rating } of list) if (rating !== 'undo') card = scheduler.next(card, new Date(at), grades[rating]).card
  // Both libraries can say a day more, and do not agree on the moment that follows.
  const days = Math.min(card.scheduled_days, MOST_DAYS)
  return { dueAt: list.at(-1)!.at + days * DAY_MS, days, stability: card.stability, difficulty: card.difficulty, reps: card.reps, lapses: card.lapses }
}

/** The interval in days that each rating would give now, for the buttons. */
export function intervals(events: readonly RatingEvent[], now: number): Record<Rating, number> {
  const of = (rating: Rating) => schedule([...events, { id: '\uffff', rating, at: Math.max(now, ...events.map((e) => e.at)) }]).days
  return { again: of('again'), hard: of('hard'), good: of('good') }
}
