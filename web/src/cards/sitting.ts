/**
 * The order of one sitting: which card comes, what "again" brings back, and what an undo
 * restores. Pure; a card is named by its sentence.
 */
import type { Rating } from './schedule'

/** A card comes at most so often in one sitting. */
export const MOST_PASSES = 6

export interface Rated {
  /** Of the rating event. */
  readonly id: string
  readonly card: string
  readonly rating: Rating
  /** What was to come when it was given, this card first. */
  readonly queue: readonly string[]
}

export interface Sitting {
  /** What is to come; the first is the card at hand. */
  readonly queue: readonly string[]
  /** How many different cards there are. */
  readonly cards: number
  /** In their order; an undone one is taken off. */
  readonly rated: readonly Rated[]
  /** The cards that were said and not rated. */
  readonly passed: readonly string[]
}

export function begin(cards: readonly string[]): Sitting {
  const queue = [...new Set(cards)]
  return { queue, cards: queue.length, rated: [], passed: [] }
}

/** How often a card was rated. */
export function passes(s: Sitting, card: string): number {
  return s.rated.filter((r) => r.card === card).length
}

/** Rates the card at hand. After "again" it comes back once, behind all others. */
export function rate(s: Sitting, rating: Rating, id: string): Sitting {
  const [card, ...rest] = s.queue
  if (card === undefined) return s
  const back = rating === 'again' && passes(s, card) + 1 < MOST_PASSES
  return { ...s, queue: back ? [...rest, card] : rest, rated: [...s.rated, { id, card, rating, queue: s.queue }] }
}

/** Takes the last rating back: its card is at hand again. */
export function undo(s: Sitting): { sitting: Sitting; undone: Rated } | null {
  const undone = s.rated.at(-1)
  return undone ? { sitting: { ...s, queue: undone.queue, rated: s.rated.slice(0, -1) }, undone } : null
}

/** Goes on without a rating. */
export function pass(s: Sitting): Sitting {
  const [card, ...queue] = s.queue
  return card === undefined ? s : { ...s, queue, passed: [...s.passed, card] }
}

/** How many different cards were said. */
export function said(s: Sitting): number {
  return new Set([...s.rated.map((r) => r.card), ...s.passed]).size
}

/** Which card it is, from 1; what comes back does not count once more. */
export function place(s: Sitting): number {
  return Math.min(s.cards, s.cards - new Set(s.queue).size + 1)
}
