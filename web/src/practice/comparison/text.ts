/** A cue's text in pieces: words with their times and verdicts, and marked keywords. */
import type { ComparedWord, WordVerdict } from './comparison'
import type { Keyword, Word } from '../session/model'

export interface Piece {
  text: string
  /** Index into the cue's words, -1 for what lies between them. */
  word: number
  /** Index into the keywords, -1 for none. */
  keyword: number
  verdict: WordVerdict | null
  /** Index into the compared words, -1 for none. */
  judged: number
}

interface Place {
  from: number
  to: number
}

/** A word without the punctuation at its edges: a full stop is no part of it, and gets no sign of its own. */
const inner = (word: string) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || word

/** Where each word stands in the text, in order; null where it is not found. */
function places(text: string, words: readonly { text: string }[]): (Place | null)[] {
  const low = text.toLowerCase()
  let at = 0
  return words.map((w) => {
    const bare = inner(w.text.toLowerCase().trim())
    if (bare === '') return null
    const from = low.indexOf(bare, at)
    if (from < 0) return null
    at = from + bare.length
    return { from, to: at }
  })
}

const CJK = /[\u2e80-\u9fff\uf900-\ufaff]/
const LETTER = /[\p{L}\p{N}]/u

/** Endings that an inflected term may carry: educate, educated, educates. */
const ENDING = /^(?:s|es|d|ed|ing|'s|’s)?$/i

/** Every place where a keyword's term stands as a word of its own. */
export function findTerms(text: string, keywords: readonly Keyword[]): (Place & { keyword: number })[] {
  const low = text.toLowerCase()
  const found: (Place & { keyword: number })[] = []
  keywords.forEach((k, keyword) => {
    const term = k.term.trim().toLowerCase()
    if (term === '') return
    for (let from = low.indexOf(term); from >= 0; from = low.indexOf(term, from + 1)) {
      const place = whole(text, from, from + term.length, CJK.test(term))
      if (place) found.push({ ...place, keyword })
    }
  })
  found.sort((a, b) => a.from - b.from || b.to - a.to)
  return found.filter((f, i) => i === 0 || f.from >= Math.max(...found.slice(0, i).map((g) => g.to)))
}

function whole(text: string, from: number, to: number, cjk: boolean): Place | null {
  if (cjk) return { from, to }
  if (from > 0 && LETTER.test(text[from - 1]!)) return null
  let end = to
  while (end < text.length && /[\p{L}\p{N}'’]/u.test(text[end]!)) end++
  return ENDING.test(text.slice(to, end)) ? { from, to: end } : null
}

/**
 * Cuts a text at the edges of its words and terms. The pieces joined are the text
 * itself, so that copying text gives text.
 */
export function pieces(text: string, words: readonly Word[], keywords: readonly Keyword[], compared: readonly ComparedWord[]): Piece[] {
  const spoken = places(text, words)
  const judged = places(text, compared)
  const terms = findTerms(text, keywords)
  const cuts = new Set([0, text.length])
  for (const p of [...spoken, ...judged, ...terms]) {
    if (!p) continue
    cuts.add(p.from)
    cuts.add(p.to)
  }
  const edges = [...cuts].sort((a, b) => a - b)
  const inside = (list: readonly (Place | null)[], at: number) => list.findIndex((p) => p !== null && at >= p.from && at < p.to)
  return edges.slice(0, -1).map((from, i) => {
    const term = inside(terms, from)
    const verdict = inside(judged, from)
    return {
      text: text.slice(from, edges[i + 1]),
      word: inside(spoken, from),
      keyword: term < 0 ? -1 : terms[term]!.keyword,
      verdict: verdict < 0 ? null : compared[verdict]!.verdict,
      judged: verdict,
    }
  })
}
