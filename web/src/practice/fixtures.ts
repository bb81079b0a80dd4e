/** Cues for tests: `n` of them, each 2 s long, 500 ms apart, three to a paragraph. */
import type { Cue } from './model'

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
