/** How a sitting goes: rated, by itself, or without consequences. */
import type { RecallSettings } from './settings'

export type Mode = RecallSettings['mode']

/** In the order in which they are offered. */
export const MODES: readonly Mode[] = ['rated', 'hands_free', 'casual']

/** A Chinese character takes as long to read as some letters. */
const letters = (text: string): number => text.length + 2 * (text.match(/[\u2e80-\u9fff]/gu)?.length ?? 0)

/** How long hands-free shows a text with its translation, in ms: at an easy reading pace, 3 to 12 s. */
export function readingMs(text: string, translation: string): number {
  return Math.min(12_000, Math.max(3000, 1500 + 45 * letters(text) + 20 * letters(translation)))
}

/** How long hands-free waits for the learner where no recording tells when they are done, in ms. */
export function speakingMs(originalMs: number): number {
  return Math.round(1.5 * originalMs + 2000)
}
