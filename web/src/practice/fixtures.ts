/** What tests are made with: cues, dice, a shelf. */
import type { Comparison, HintCode } from './comparison/comparison'
import type { Cue } from './session/model'
import { bare, overruled, type TakeShelf, type WaitingRow, type WaitingTake } from './outbox/waitingtakes'

/** `n` cues, each 2 s long, 500 ms apart, three to a paragraph. */
export function someCues(n: number, length = 2000, apart = 500): Cue[] {
  return Array.from({ length: n }, (_, i) => ({
    id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    position: i,
    paragraph: Math.floor(i / 3),
    text: `Sentence number ${i}.`,
    translation: `第 ${i} 句。`,
    startMs: 1000 + i * (length + apart),
    endMs: 1000 + i * (length + apart) + length,
    confidence: 1,
    spoken: true,
  }))
}

/** A small deterministic generator (mulberry32), so that a failing run can be repeated. */
export function dice(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A shelf that lives as long as its test. */
export class MemoryShelf implements TakeShelf {
  readonly #rows = new Map<string, WaitingRow>()
  readonly #bodies = new Map<string, ArrayBuffer>()

  async put(take: WaitingTake): Promise<void> {
    this.#rows.set(take.id, bare(take))
    this.#bodies.set(take.id, take.body)
  }

  async mark(row: WaitingRow): Promise<void> {
    const old = this.#rows.get(row.id)
    if (old && !overruled(old, row)) this.#rows.set(row.id, row)
  }

  async bury(row: WaitingRow): Promise<void> {
    this.#rows.set(row.id, row)
    this.#bodies.delete(row.id)
  }

  async get(id: string): Promise<WaitingTake | undefined> {
    const row = this.#rows.get(id)
    const body = this.#bodies.get(id)
    return row && body ? { ...row, body } : undefined
  }

  async of(userId: string): Promise<WaitingRow[]> {
    return [...this.#rows.values()].filter((r) => r.userId === userId)
  }

  async remove(row: WaitingRow): Promise<void> {
    const old = this.#rows.get(row.id)
    if (!old || overruled(old, row)) return
    this.#rows.delete(row.id)
    this.#bodies.delete(row.id)
  }
}

export const someMeasure = (score: number, value: number, code: HintCode = ''): Comparison['measures']['tempo'] => ({ score, value, unit: 'r', known: true, hint: { code } })

/** A comparison in which nothing was found, but for what is given. */
export function someComparison(more: Partial<Comparison> = {}): Comparison {
  const none = { score: 0, value: 0, unit: '', known: false, hint: { code: '' as const } }
  return {
    verdict: 'ok', confidence: 1, overall: 70, completeness: 0, rhythm: 0, tempo: 0, intonation: 0, loudness: 0, hint: { code: '' }, reasons: [], words: [], pauses: [],
    measures: { completeness: none, rhythm: none, tempo: none, intonation: none, loudness: none },
    final: null, range: null, pitch: { hopMs: 0, ref: [], take: [], takeMs: [] }, method: 2, ...more,
  }
}
