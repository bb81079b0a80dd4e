/** When a clip was heard, reckoned from what a browser tells. All in ms. */

/** A start from a loaded element that stands at its beginning, or any other. */
export type Start = 'ready' | 'cold'

/** What a browser needs before anything was measured, and more than any needs: a stall, not a habit. */
const FIRST = 20
const MOST = 150

/** So many starts tell how long the next one will take. */
const KEPT = 5

/**
 * How long this browser takes from play() to sound. The median of the last starts of a
 * kind: a mean would follow the few that a busy machine held up.
 */
export class Delays {
  readonly #last: Record<Start, number[]> = { ready: [], cold: [] }

  add(kind: Start, ms: number): void {
    this.#last[kind] = [...this.#last[kind], Math.max(0, Math.min(MOST, ms))].slice(-KEPT)
  }

  expected(kind: Start): number {
    const sorted = [...this.#last[kind]].sort((a, b) => a - b)
    return sorted[sorted.length >> 1] ?? FIRST
  }
}

/**
 * When the first sample sounded, by where the sound was at moments soon behind it. A
 * place may be told late, never early: the earliest reckoning is the nearest.
 */
export class Onset {
  #at = Infinity
  #began = 0
  #closed = false

  /** The sound was at `positionMs` of the clip at the moment `now`. */
  seen(now: number, positionMs: number, rate: number): void {
    if (this.#closed || positionMs < 10) return
    this.#closed = positionMs > 300 * rate
    if (!this.#closed || this.#at === Infinity) this.#at = Math.min(this.#at, now - positionMs / rate)
  }

  /** Another speed from here on: the moment at which it would have begun at that speed. */
  turned(now: number, positionMs: number, rate: number): void {
    if (this.#at === Infinity) return
    this.#began ||= this.#at
    this.#at = now - positionMs / rate
    this.#closed = true
  }

  /** At the present speed; 0 while nothing has sounded. */
  get at(): number {
    return this.#at === Infinity ? 0 : this.#at
  }

  /** At the speed with which it began. */
  get began(): number {
    return this.#began || this.at
  }
}

/** When the first sample of a recording was taken, by when its blocks come. */
export class SampleClock {
  #at = Infinity

  /** So many samples are here by now; a block comes late, never early. */
  seen(now: number, samples: number, rate: number): void {
    this.#at = Math.min(this.#at, now - (samples * 1000) / rate)
  }

  /** 0 before the first block. */
  get startedAt(): number {
    return this.#at === Infinity ? 0 : this.#at
  }
}

/**
 * The moment in a recording, in whole ms, at which a cue began to sound: `leadMs` of
 * padding behind the first sample of its clip. Undefined where either was not observed.
 */
export function clipStart(soundedAt: number, leadMs: number, rate: number, startedAt: number): number | undefined {
  if (soundedAt === 0 || startedAt === 0) return undefined
  return Math.round(soundedAt + leadMs / rate - startedAt)
}

/** "ended" may come so late on a busy machine; what is further off was no play in one go. */
const TRUST = 400

/**
 * When a clip's cue ended: counted from the moment its sound began where that is known,
 * since "ended" comes early at speeds other than 1 and late on a busy machine.
 */
export function endedAt(onset: number, clipMs: number, tailMs: number, rate: number, now: number): number {
  const counted = onset + (clipMs - tailMs) / rate
  const plain = now - tailMs / rate
  return onset > 0 && Math.abs(counted - plain) < TRUST ? counted : plain
}
