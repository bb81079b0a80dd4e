/**
 * Sends what was counted of sentences in one visit: all of it, again and again as it grows,
 * as a value under the visit's id. The server adds what has grown, so that nothing counts twice.
 */
import type { Scope } from '../../lib/scope'
import { newUUID } from '../../lib/uuid'
import { PractisedCounts, type Practised } from '../session/practised'
import type { State } from '../session/states'
import type { ValueSender } from './valuesender'

const EVERY_MS = 60_000
/** As many sentences as one request takes. */
const MOST = 500
/** An older visit is not counted any more: see store/numbers. */
const VISIT_MS = 29 * 24 * 3_600_000

/** One visit to an episode, as it is sent. */
export interface Visit {
  readonly visit: string
  /** RFC 3339. */
  readonly beganAt: string
  readonly sentences: readonly Practised[]
}

const PREFIX = 'practised:'

/** The key under which the visit to an episode waits to be sent. */
export const practisedKey = (episodeId: string): string => PREFIX + episodeId

/** The episode of a key; undefined where the key is of something else. */
export const practisedEpisode = (key: string): string | undefined => (key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined)

/** A visit that was kept in the browser; undefined where there is none, or one too old to count. */
export function readVisit(value: Record<string, unknown>, now: number): Visit | undefined {
  const { visit, beganAt, sentences } = value as Partial<Visit>
  if (typeof visit !== 'string' || typeof beganAt !== 'string' || !Array.isArray(sentences)) return undefined
  return now - Date.parse(beganAt) < VISIT_MS ? { visit, beganAt, sentences } : undefined
}

export class PractisedSender {
  readonly #counts: PractisedCounts
  readonly #key: string
  readonly #sender: ValueSender
  readonly #visit: Pick<Visit, 'visit' | 'beganAt'>
  #sent = ''

  constructor(scope: Scope, sender: ValueSender, episodeId: string, ids: readonly string[]) {
    this.#key = practisedKey(episodeId)
    this.#sender = sender
    // What a page before this one could not send is of a visit that goes on here.
    const left = readVisit(sender.reading(this.#key)({ value: {} }), Date.now())
    this.#visit = left ?? { visit: newUUID(), beganAt: new Date().toISOString() }
    this.#counts = new PractisedCounts(performance.now(), ids, left?.sentences)
    scope.interval(() => this.#keep(), EVERY_MS)
    scope.listen(document, 'visibilitychange', () => document.visibilityState === 'hidden' && this.#leave())
    scope.add(() => this.#leave())
  }

  changed(from: State, to: State): void {
    this.#counts.changed(from, to, performance.now())
  }

  #leave(): void {
    this.#keep()
    this.#sender.flush()
  }

  #keep(): void {
    const sentences = this.#counts.all().slice(-MOST)
    const text = JSON.stringify(sentences)
    if (sentences.length === 0 || text === this.#sent) return
    this.#sent = text
    const { visit, beganAt } = this.#visit
    this.#sender.keep(this.#key, { visit, beganAt, sentences }, 0)
  }
}
