/** What a drill plays, step by step: the word, its parts, the word again, the example. */
import type { EpisodePage, Keyword, Span } from '../session/model'

/** Which syllable a word is built up from. */
export type From = 'last' | 'first'

export interface Step {
  kind: 'word' | 'part' | 'example'
  text: string
  span: Span
  /** The learner is recorded behind it; else they say it and nothing is kept. */
  records: boolean
}

/** A word as it is drilled. */
export interface Word {
  text: string
  /** As the page has them, or the characters of a Chinese word; one where it has no parts. */
  syllables: readonly string[]
  span: Span
  /** The host reads the drill there: in the text the word is not said in this form. */
  read: boolean
  /** The stretch holds the word once, so that it can be taken apart. A host may read it, its syllables, and it again. */
  once: boolean
}

/** Words in a sentence run into each other, and their times are rounded. */
const BEFORE = 40
const BEHIND = 60

/** A host who reads a word once takes no longer for it (ms), and for each of its syllables. */
const ONE_READING = 300
const ONE_SYLLABLE = 350

const HAN = /^\p{Script=Han}{2,}$/u

/** A keyword as it is drilled; null where it is not heard. */
export function wordOf(keyword: Keyword): Word | null {
  const { spoken, termTime, term } = keyword
  if (!spoken) return null
  const parts = keyword.syllables.length > 1 ? keyword.syllables : HAN.test(term) ? [...term] : [term]
  const read = termTime !== undefined && termTime.startMs === spoken.startMs && termTime.endMs === spoken.endMs
  const once = !read || spoken.endMs - spoken.startMs <= ONE_READING + ONE_SYLLABLE * parts.length
  return { text: term, syllables: parts, span: { fromMs: spoken.startMs, toMs: spoken.endMs }, read, once }
}

/** The cuts between the syllables where the text is timed by them, as Chinese is; else null. */
export function timedCuts(page: EpisodePage, word: Word): number[] | null {
  const { fromMs, toMs } = word.span
  const words = page.cues.flatMap((c) => c.words ?? []).filter((w) => w.startMs >= fromMs && w.endMs <= toMs)
  return words.length > 1 && words.length === word.syllables.length ? words.slice(1).map((w) => w.startMs - fromMs) : null
}

/** The syllables that are joined on the way to the whole word: from which one to before which one. */
function parts(n: number, from: From): [number, number][] {
  return Array.from({ length: n - 1 }, (_, i) => (from === 'last' ? [n - 1 - i, n] : [0, i + 1]))
}

/** The steps of a drill. `cuts`: between the syllables, in ms from the word's start; none: it is not taken apart. */
export function stepsOf(word: Word, cuts: readonly number[], from: From, example: { text: string; span: Span } | null): Step[] {
  const { fromMs, toMs } = word.span
  const edges = [fromMs, ...cuts.map((ms) => fromMs + ms), toMs]
  const n = edges.length - 1
  const [before, behind] = word.read ? [0, 0] : [BEFORE, BEHIND]
  const stretch = (a: number, b: number): Span => ({ fromMs: Math.max(0, edges[a]! - (a === 0 ? before : 0)), toMs: edges[b]! + (b === n ? behind : 0) })
  const whole = { kind: 'word', text: word.text, span: stretch(0, n) } as const
  const joint = HAN.test(word.text) ? '' : '·'
  return [
    { ...whole, records: false },
    ...parts(n, from).map(([a, b]): Step => ({ kind: 'part', text: word.syllables.slice(a, b).join(joint), span: stretch(a, b), records: false })),
    { ...whole, records: true },
    ...(example ? [{ kind: 'example', ...example, records: false } as const] : []),
  ]
}

/** The example, where it is heard: read by the host, or as the sentence of the text that it quotes. */
export function exampleOf(page: EpisodePage, keyword: Keyword): { text: string; span: Span } | null {
  const [text = ''] = keyword.example.split('\n')
  const quoted = keyword.exampleCue === undefined ? undefined : page.cues.find((c) => c.position === keyword.exampleCue)
  const time = keyword.exampleTime ?? (quoted?.spoken ? quoted : undefined)
  return text && time ? { text, span: { fromMs: time.startMs, toMs: time.endMs } } : null
}
