/**
 * The text of an episode under correction: its lines, and what a gesture makes of them.
 * Pure: each gesture gives a new list and leaves the old one as it was, so that undo is
 * the list of before. All times in ms.
 */
import type { components } from '../lib/api.gen'

type Cue = components['schemas']['Cue']
type CorrectedLine = components['schemas']['CorrectedLine']

/** One line. Its position in the list is its place; `position` is not used here. */
export interface Line extends Cue {
  /** Ids of lines that became part of this one, in this visit. */
  readonly absorbed?: readonly string[]
}

export type Lines = readonly Line[]

/** Whether something that was kept in the browser is a line: another version may have written it. */
export function readableLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'id' in value && 'text' in value && typeof value.text === 'string' && 'translation' in value && 'startMs' in value && typeof value.startMs === 'number' && 'endMs' in value && 'spoken' in value
}

/** No line is shorter. */
export const SHORTEST = 100

/** The lines as the server has them. */
export function linesOf(cues: readonly Cue[]): Lines {
  return [...cues].sort((a, b) => a.position - b.position)
}

function replaced(lines: Lines, at: number, change: Partial<Line>): Lines {
  const line = lines[at]
  return line ? lines.with(at, { ...line, ...change }) : lines
}

/** A changed text has no words with times until it is found in the audio again. */
export function setText(lines: Lines, at: number, text: string): Lines {
  return lines[at]?.text === text ? lines : replaced(lines, at, { text, words: [] })
}

export function setTranslation(lines: Lines, at: number, translation: string): Lines {
  return lines[at]?.translation === translation ? lines : replaced(lines, at, { translation })
}

/** Who says the line; '' names nobody. */
export function setSpeaker(lines: Lines, at: number, speaker: string): Lines {
  return (lines[at]?.speaker ?? '') === speaker ? lines : replaced(lines, at, { speaker })
}

/** The nearest line before or after that is heard. */
function neighbour(lines: Lines, at: number, step: -1 | 1): Line | undefined {
  for (let i = at + step; i >= 0 && i < lines.length; i += step) if (lines[i]!.spoken) return lines[i]
  return undefined
}

/** Where the edges of a line may go: up to its neighbours, as far as those do not overlap it already. */
export function roomOf(lines: Lines, at: number, durationMs: number): { fromMs: number; toMs: number } {
  const line = lines[at]
  const before = neighbour(lines, at, -1)?.endMs ?? 0
  const after = neighbour(lines, at, 1)?.startMs ?? durationMs
  if (!line?.spoken) return { fromMs: Math.min(before, after), toMs: Math.max(before, after) }
  return { fromMs: Math.min(before, line.startMs), toMs: Math.min(Math.max(after, line.endMs), durationMs) }
}

/** Moves one or both edges, as far as there is room; the words are cut to the new edges. */
export function setEdges(lines: Lines, at: number, edges: { startMs?: number; endMs?: number }, durationMs: number): Lines {
  const line = lines[at]
  if (!line) return lines
  const room = roomOf(lines, at, durationMs)
  if (room.toMs - room.fromMs < SHORTEST) return lines // there is no room for a line at all
  const from = line.spoken ? line.startMs : room.fromMs
  const to = line.spoken ? line.endMs : room.toMs
  const inside = (ms: number, low: number, high: number) => Math.round(Math.min(Math.max(ms, low), high))
  const startMs = inside(edges.startMs ?? from, room.fromMs, (edges.endMs === undefined ? to : room.toMs) - SHORTEST)
  const endMs = inside(edges.endMs ?? to, startMs + SHORTEST, room.toMs)
  if (endMs - startMs < SHORTEST) return lines
  if (line.spoken && startMs === line.startMs && endMs === line.endMs) return lines
  const words = (line.words ?? [])
    .map((word) => ({ ...word, startMs: Math.max(word.startMs, startMs), endMs: Math.min(word.endMs, endMs) }))
    .filter((word) => word.startMs < word.endMs)
  return replaced(lines, at, { startMs, endMs, words, spoken: true, confidence: 1 }) // a person looked at it
}

/** Moves a whole line so that it starts at a moment, as far as there is room: its length stays, and its words go with it. */
export function moveTo(lines: Lines, at: number, startMs: number, durationMs: number): Lines {
  const line = lines[at]
  if (!line?.spoken) return lines
  const room = roomOf(lines, at, durationMs)
  const start = Math.round(Math.min(Math.max(startMs, room.fromMs), room.toMs - (line.endMs - line.startMs)))
  const by = start - line.startMs
  if (by === 0) return lines
  const words = (line.words ?? []).map((word) => ({ ...word, startMs: word.startMs + by, endMs: word.endMs + by }))
  return replaced(lines, at, { startMs: start, endMs: line.endMs + by, words, confidence: 1 }) // a person looked at it
}

/** Moves a line and all after it by the same amount, as far as the line before and the audio allow. */
export function shiftFrom(lines: Lines, at: number, byMs: number, durationMs: number): Lines {
  const heard = lines.slice(at).filter((line) => line.spoken)
  const first = heard[0]
  if (!first) return lines
  const low = (neighbour(lines, at, -1)?.endMs ?? 0) - first.startMs
  const high = durationMs - Math.max(...heard.map((line) => line.endMs))
  const by = Math.round(Math.min(Math.max(byMs, Math.min(low, 0)), Math.max(high, 0)))
  if (by === 0) return lines
  return lines.map((line, i) => (i >= at ? movedBy(line, by) : line))
}

/** A line that is heard so much later, with its words. */
export function movedBy(line: Line, by: number): Line {
  if (!line.spoken || by === 0) return line
  const words = line.words ? { words: line.words.map((word) => ({ ...word, startMs: word.startMs + by, endMs: word.endMs + by })) } : {}
  return { ...line, startMs: line.startMs + by, endMs: line.endMs + by, ...words }
}

export type Edge = 'start' | 'end' | 'both'

/** A line between other edges; its words are cut to them. */
function between(line: Line, startMs: number, endMs: number): Line {
  const words = (line.words ?? []).map((word) => ({ ...word, startMs: Math.max(word.startMs, startMs), endMs: Math.min(word.endMs, endMs) })).filter((word) => word.startMs < word.endMs)
  return { ...line, startMs, endMs, words }
}

/**
 * Moves the starts, the ends, or both, of the lines from one to another by the same amount. Both
 * keep their distances: they go as far as there is room for all. Starts and ends alone go as
 * far as each has room, so that no lines overlap and none is shorter than SHORTEST.
 */
export function shiftEdges(lines: Lines, from: number, to: number, edge: Edge, byMs: number, durationMs: number): Lines {
  const by = Math.round(byMs)
  const inside = (i: number, line: Line) => i >= from && i <= to && line.spoken
  const heard = lines.filter((line, i) => inside(i, line))
  if (heard.length === 0 || by === 0) return lines
  if (edge === 'both') {
    const low = (neighbour(lines, from, -1)?.endMs ?? 0) - Math.min(...heard.map((line) => line.startMs))
    const high = (neighbour(lines, to, 1)?.startMs ?? durationMs) - Math.max(...heard.map((line) => line.endMs))
    const all = Math.min(Math.max(by, Math.min(low, 0)), Math.max(high, 0))
    if (all === 0) return lines
    return lines.map((line, i) => (inside(i, line) ? movedBy(line, all) : line))
  }
  const next = lines.map((line, i) => {
    if (!inside(i, line)) return line
    const { startMs, endMs } = line
    if (edge === 'start') {
      const low = Math.min(neighbour(lines, i, -1)?.endMs ?? 0, startMs)
      const start = Math.max(low, Math.min(startMs + by, Math.max(startMs, endMs - SHORTEST)))
      return start === startMs ? line : between(line, start, endMs)
    }
    const high = Math.min(Math.max(neighbour(lines, i, 1)?.startMs ?? durationMs, endMs), durationMs)
    const end = Math.min(high, Math.max(endMs + by, Math.min(endMs, startMs + SHORTEST)))
    return end === endMs ? line : between(line, startMs, end)
  })
  return next.every((line, i) => line === lines[i]) ? lines : next
}

/** A person looked at the line and found it right. */
export function confirm(lines: Lines, at: number): Lines {
  return lines[at]?.spoken && lines[at].confidence < 1 ? replaced(lines, at, { confidence: 1 }) : lines
}

/** The line is not heard in the audio; it keeps its text and cannot be practised. */
export function setUnspoken(lines: Lines, at: number): Lines {
  return lines[at]?.spoken ? replaced(lines, at, { spoken: false, startMs: 0, endMs: 0, confidence: 0, words: [] }) : lines
}

/** Where in the audio a text is cut at a character: at the word there, else by its share of the text. */
export function timeAt(line: Line, chars: number): number {
  const words = line.words ?? []
  let seen = 0
  for (const word of words) {
    const found = line.text.indexOf(word.text, seen)
    if (found < 0) break
    if (found >= chars) return word.startMs
    seen = found + word.text.length
  }
  return Math.round(line.startMs + (line.endMs - line.startMs) * (chars / Math.max(1, line.text.length)))
}

/** Where words begin in a text, and when each is said: as far as words are known, else by its share of the text. */
function wordsOf(line: Line): { from: number; startMs: number; endMs: number }[] {
  const out: { from: number; startMs: number; endMs: number }[] = []
  for (const word of line.words ?? []) {
    const from = line.text.indexOf(word.text, out.at(-1) ? out.at(-1)!.from + 1 : 0)
    if (from < 0) break
    out.push({ from, startMs: word.startMs, endMs: word.endMs })
  }
  if (out.length > 0) return out
  // A Chinese or Japanese sign stands for a word.
  const starts = [...line.text.matchAll(/(?:^|\s)+\S|[\u3040-\u30ff\u3400-\u9fff]/gu)].map((m) => m.index + m[0].length - 1)
  return starts.map((from, i) => ({ from, startMs: timeAt(line, from), endMs: timeAt(line, starts[i + 1] ?? line.text.length) }))
}

/** Where the word begins that is said at a moment, or was said last; in characters of the text. */
export function wordAt(line: Line, ms: number): number {
  return wordsOf(line).findLast((word) => word.startMs <= ms)?.from ?? 0
}

/** Where a line is split at a moment: before the word whose beginning is nearest, and not the first one; -1 outside of the line, or where it has one word. */
export function seamAt(line: Line, ms: number): number {
  if (!line.spoken || ms <= line.startMs || ms >= line.endMs) return -1
  const [, ...words] = wordsOf(line).map((word, i, all) => ({ from: word.from, ms: (word.startMs + (all[i - 1]?.endMs ?? word.startMs)) / 2 }))
  return words.reduce((best, word) => (Math.abs(word.ms - ms) < Math.abs(best.ms - ms) ? word : best), words[0] ?? { from: -1, ms: 0 }).from
}

/** The mark after which a translation is cut, nearest to a share of it; -1 where it has none. */
function cutOf(text: string, share: number): number {
  const ends = [...text.matchAll(/[,.;!?、,。;!?]['"”’」』]*\s*/g)].map((m) => m.index + m[0].length).filter((end) => end < text.length)
  if (ends.length === 0) return -1
  return ends.reduce((best, end) => (Math.abs(end - share * text.length) < Math.abs(best - share * text.length) ? end : best))
}

/**
 * Splits a line before a character of its text, in both languages: the first part keeps
 * the id, the second one gets `id`. `ms` is where it is cut in the audio.
 */
export function split(lines: Lines, at: number, chars: number, id: string, ms = timeAt(lines[at] ?? blank, chars)): Lines {
  const line = lines[at]
  const [head, tail] = [line?.text.slice(0, chars).trim() ?? '', line?.text.slice(chars).trim() ?? '']
  if (!line || !head || !tail) return lines
  if (line.spoken && line.endMs - line.startMs < 2 * SHORTEST) return lines
  const cut = cutOf(line.translation, chars / line.text.length)
  const [front, back] = cut < 0 ? [line.translation, ''] : [line.translation.slice(0, cut).trim(), line.translation.slice(cut).trim()]
  const middle = Math.round(Math.min(Math.max(ms, line.startMs + SHORTEST), line.endMs - SHORTEST))
  const words = line.words ?? []
  // Where words are known, the pause between the two belongs to neither.
  const last = words.findLast((word) => word.startMs < middle)
  const headEnd = last ? Math.min(middle, Math.max(line.startMs + SHORTEST, last.endMs)) : middle
  const part = (text: string, translation: string, startMs: number, endMs: number): Partial<Line> =>
    line.spoken ? { text, translation, startMs, endMs, words: words.filter((word) => word.startMs >= startMs && word.startMs < endMs) } : { text, translation }
  // A reading is of the whole text, and no part of it is known.
  const { absorbed, reading: _, ...second } = line
  return lines.toSpliced(at, 1, { ...second, ...(absorbed ? { absorbed } : {}), ...part(head, front, line.startMs, headEnd) }, { ...second, id, ...part(tail, back, middle, line.endMs) })
}

/** Behind which character the first sentence of a text ends; -1 where there is one alone. */
export function sentenceEnd(text: string): number {
  for (const { index } of text.matchAll(/[.!?。！？…]+["'”’」』)）]*(?=\s|[\u3400-\u9fff「『（])/g)) {
    const [head, tail] = [text.slice(0, index), text.slice(index).replace(/^[.!?。！？…"'”’」』)）\s]+/, '')]
    // A title or an initial ends with a full stop too, and no sentence begins small.
    if (/\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|vs|No)$/.test(head) || tail === '' || /^\p{Ll}/u.test(tail)) continue
    return text.length - tail.length
  }
  return -1
}

const blank: Line = { id: '', position: 0, paragraph: 0, text: '', translation: '', startMs: 0, endMs: 0, confidence: 0, spoken: false }

/** Whether texts are joined without a space: Chinese and Japanese at the seam. */
function joined(a: string, b: string): string {
  if (!a || !b) return a + b
  const wide = /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/
  return wide.test(a.at(-1)!) && wide.test(b[0]!) ? a + b : `${a} ${b}`
}

/** Merges a line with the next one; the first one keeps its id. */
export function merge(lines: Lines, at: number): Lines {
  const [a, b] = [lines[at], lines[at + 1]]
  if (!a || !b) return lines
  const heard = [a, b].filter((line) => line.spoken)
  const one: Line = {
    ...a,
    text: joined(a.text, b.text),
    translation: joined(a.translation, b.translation),
    ...(a.reading || b.reading ? { reading: [a.reading, b.reading].filter(Boolean).join(' ') } : {}),
    spoken: heard.length > 0,
    startMs: heard.length ? Math.min(...heard.map((line) => line.startMs)) : 0,
    endMs: heard.length ? Math.max(...heard.map((line) => line.endMs)) : 0,
    confidence: Math.min(a.confidence, b.confidence),
    words: heard.flatMap((line) => line.words ?? []),
    absorbed: [...(a.absorbed ?? []), b.id, ...(b.absorbed ?? [])],
  }
  return lines.toSpliced(at, 2, one)
}

/** Takes a line away; the last one stays. */
export function remove(lines: Lines, at: number): Lines {
  return lines.length > 1 && lines[at] ? lines.toSpliced(at, 1) : lines
}

/** Gives a translation to the line before or after, where a host finds it on the wrong line. */
export function moveTranslation(lines: Lines, at: number, step: -1 | 1): Lines {
  const [from, to] = [lines[at], lines[at + step]]
  if (!from?.translation || !to) return lines
  const both = step < 0 ? joined(to.translation, from.translation) : joined(from.translation, to.translation)
  return replaced(replaced(lines, at, { translation: '' }), at + step, { translation: both })
}

/** Where something stands in the lines: in a text or a translation, from a character on. */
export interface Place {
  readonly at: number
  readonly field: 'text' | 'translation'
  readonly from: number
}

/** Every place where something stands, in order; without regard to upper and lower case. Nothing is nowhere. */
export function find(lines: Lines, what: string): Place[] {
  const wanted = what.toLowerCase()
  const out: Place[] = []
  if (wanted === '') return out
  lines.forEach((line, at) => {
    for (const field of ['text', 'translation'] as const) {
      const text = line[field].toLowerCase()
      if (text.length !== line[field].length) continue // a letter whose small form is longer: places would not fit
      for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) out.push({ at, field, from })
    }
  })
  return out
}

/** Puts something else in all these places. A line keeps a text of its own: one that would become empty stays. */
export function replaceAll(lines: Lines, places: readonly Place[], length: number, by: string): Lines {
  let out = lines
  for (const place of places.toReversed()) {
    const line = out[place.at]
    if (!line) continue
    const text = line[place.field].slice(0, place.from) + by + line[place.field].slice(place.from + length)
    if (place.field === 'translation') out = setTranslation(out, place.at, text)
    else if (text.trim()) out = setText(out, place.at, text)
  }
  return out
}

const sameWords = (a: Line, b: Line) =>
  (a.words?.length ?? 0) === (b.words?.length ?? 0) && (a.words ?? []).every((word, i) => word.startMs === b.words![i]!.startMs && word.endMs === b.words![i]!.endMs && word.text === b.words![i]!.text)

/** Whether two lines say the same, at the same time. */
export function sameLine(a: Line, b: Line): boolean {
  return a.text === b.text && a.translation === b.translation && a.paragraph === b.paragraph && a.spoken === b.spoken && a.startMs === b.startMs && a.endMs === b.endMs && a.confidence === b.confidence && (a.speaker ?? '') === (b.speaker ?? '') && (a.reading ?? '') === (b.reading ?? '') && sameWords(a, b)
}

/** Whether two lists of lines say the same. */
export function sameLines(a: Lines, b: Lines): boolean {
  return a === b || (a.length === b.length && a.every((line, i) => line.id === b[i]!.id && (line === b[i] || sameLine(line, b[i]!))))
}

/** A line as the server keeps it says what this one says: it trims the ends of texts, and is sure of what a person changed. */
function storedOf(stored: Line, mine: Line): boolean {
  const sure = stored.confidence === mine.confidence || stored.confidence === 1 || !stored.spoken
  const trimmed = { text: mine.text.trim(), translation: mine.translation.trim(), speaker: (mine.speaker ?? '').trim(), confidence: stored.confidence }
  return sure && sameLine(stored, { ...mine, ...trimmed })
}

/** The lines of a revision that was made here, in the words of what it was made from: those that say the same are the same. */
export function asWritten(stored: Lines, mine: Lines): Lines {
  const written = new Map(mine.map((line) => [line.id, line]))
  return stored.map((line) => {
    const now = written.get(line.id)
    return now && storedOf(line, now) ? now : line
  })
}

/** What the server is sent: lines as they were by their id alone. */
export function correction(base: Lines, now: Lines): CorrectedLine[] {
  const before = new Map(base.map((line) => [line.id, line]))
  const here = new Set(now.map((line) => line.id))
  const taken = new Set<string>()
  return now.map((line) => {
    const merged = (line.absorbed ?? []).filter((id) => before.has(id) && !here.has(id) && !taken.has(id))
    for (const id of merged) taken.add(id)
    const old = before.get(line.id)
    if (old && sameLine(old, line) && merged.length === 0) return { id: line.id }
    const { text, translation, paragraph, spoken, startMs, endMs } = line
    const words = old && old.text === text && sameWords(old, line) ? undefined : (line.words ?? [])
    const named = { ...(line.speaker ? { speaker: line.speaker } : {}), ...(line.reading ? { reading: line.reading } : {}) }
    return { id: line.id, now: { text, translation, paragraph, spoken, startMs, endMs, ...named, ...(words ? { words: [...words] } : {}) }, ...(merged.length ? { merged } : {}) }
  })
}

/** The lines of another revision that differ from those of now, by id: for a comparison side by side. */
export function differences(old: Lines, now: Lines): { id: string; before: Line | undefined; after: Line | undefined }[] {
  const after = new Map(now.map((line) => [line.id, line]))
  const before = new Map(old.map((line) => [line.id, line]))
  const out = old.filter((line) => !after.has(line.id) || !sameLine(line, after.get(line.id)!)).map((line) => ({ id: line.id, before: line as Line | undefined, after: after.get(line.id) }))
  return [...out, ...now.filter((line) => !before.has(line.id)).map((line) => ({ id: line.id, before: undefined, after: line as Line | undefined }))]
}
