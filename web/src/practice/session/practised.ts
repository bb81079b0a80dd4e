/** Counts how sentences are practised, for the numbers that hosts see. Pure: it follows the states of the session. */
import { active } from './facts'
import type { State } from './states'

/** What was counted of one sentence in this visit. */
export interface Practised {
  readonly cueId: string
  /** How often it began to sound. */
  readonly plays: number
  /** How often it was left for the next one before its end. */
  readonly skips: number
  /** Whole ms. */
  readonly ms: number
}

/** Nothing runs longer in one state but by a computer that slept. */
const LONGEST_MS = 120_000
/** What the server takes of one sentence and visit. */
const MOST = 10_000
const MOST_MS = 24 * 3_600_000

export class PractisedCounts {
  readonly #counts = new Map<number, { plays: number; skips: number; ms: number }>()
  /** Heard to the end, or spoken, in this visit. */
  readonly #done = new Set<number>()
  readonly #ids: readonly string[]
  #since: number

  /** Goes on from what an earlier page counted in the same visit; `now` in ms, of any clock. */
  constructor(now: number, ids: readonly string[], before: readonly Practised[] = []) {
    this.#since = now
    this.#ids = ids
    for (const { cueId, plays, skips, ms } of before) {
      const cue = ids.indexOf(cueId)
      if (cue >= 0) this.#counts.set(cue, { plays, skips, ms })
    }
  }

  /** The session went from one state to the next at a moment (ms, of any clock). */
  changed(from: State, to: State, now: number): void {
    if (active(from)) this.#of(from.cue).ms += Math.min(Math.max(now - this.#since, 0), LONGEST_MS)
    this.#since = now
    if (to.heard >= 0) this.#done.add(to.heard)
    if (to.phase.name === 'recording') this.#done.add(to.cue)
    // By the learner's own step: a stream that goes on keeps its generation.
    if (to.cue === from.cue + 1 && to.gen !== from.gen && !this.#done.has(from.cue)) this.#of(from.cue).skips++
    const begins = to.sounded !== null && to.sounded !== from.sounded && (to.gen !== from.gen || to.sounded.cue !== from.sounded?.cue)
    if (begins && to.sounded) this.#of(to.sounded.cue).plays++
  }

  #of(cue: number): { plays: number; skips: number; ms: number } {
    let one = this.#counts.get(cue)
    if (!one) this.#counts.set(cue, (one = { plays: 0, skips: 0, ms: 0 }))
    // A map keeps the order in which things came: the last is where the learner is.
    this.#counts.delete(cue)
    this.#counts.set(cue, one)
    return one
  }

  /** All that was counted in this visit, the sentence where the learner is last. */
  all(): Practised[] {
    const list = [...this.#counts].map(([cue, { plays, skips, ms }]) => ({
      cueId: this.#ids[cue] ?? '',
      plays: Math.min(plays, MOST),
      skips: Math.min(skips, MOST),
      ms: Math.min(Math.round(ms), MOST_MS),
    }))
    return list.filter((one) => one.cueId !== '' && one.plays + one.skips + one.ms > 0)
  }
}
