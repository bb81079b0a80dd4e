// An episode's text as it is read: paragraphs of sentences, each a cue where it
// was timed.

import type { Cue, EpisodePage, Keyword } from './types'

export interface ReadSentence {
  readonly text: string
  readonly translation: string
  /** The cue to practise; undefined where the sentence has none. */
  readonly cue: Cue | undefined
}

export interface ReadParagraph {
  readonly sentences: readonly ReadSentence[]
  readonly translation: string
}

/**
 * paragraphsOf joins the pasted page with the cues. The cues are the text where
 * there are any (a timed file has no page); before that, the page alone.
 */
export function paragraphsOf(episode: Pick<EpisodePage, 'page' | 'cues'>): ReadParagraph[] {
  const pasted = episode.page?.paragraphs ?? []
  if (episode.cues.length === 0) {
    return pasted.map((p) => ({
      translation: p.translation,
      sentences: (p.sentences.length ? p.sentences : [{ text: p.text, translation: '' }]).map((s) => ({ ...s, cue: undefined })),
    }))
  }
  const byParagraph = new Map<number, Cue[]>()
  for (const cue of [...episode.cues].sort((a, b) => a.position - b.position)) {
    const list = byParagraph.get(cue.paragraph)
    if (list) list.push(cue)
    else byParagraph.set(cue.paragraph, [cue])
  }
  return [...byParagraph].map(([index, cues]) => ({
    translation: pasted[index]?.translation || joined(cues.map((cue) => cue.translation)),
    sentences: cues.map((cue) => ({ text: cue.text, translation: cue.translation, cue: cue.spoken ? cue : undefined })),
  }))
}

/** joined puts sentences together: with a space, except between Chinese ones. */
export function joined(sentences: readonly string[]): string {
  let text = ''
  for (const sentence of sentences) {
    if (!sentence) continue
    const tight = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]$/u.test(text)
    text += text && !tight ? ` ${sentence}` : sentence
  }
  return text
}

/** cueOf finds where a drill is heard: the cue that its example quotes, else one with its term. */
export function cueOf(cues: readonly Cue[], drill: Pick<Keyword, 'term' | 'exampleCue'>): Cue | undefined {
  return cues.find((cue) => cue.spoken && cue.position === drill.exampleCue) ?? cueWith(cues, drill.term)
}

/** cueWith finds the first spoken cue in which a term is said. */
export function cueWith(cues: readonly Cue[], term: string): Cue | undefined {
  const wanted = term.toLocaleLowerCase().trim()
  if (!wanted) return undefined
  const word = /^[\p{Script=Latin}\s'-]+$/u.test(wanted) ? new RegExp(`(^|[^\\p{L}])${escapeRegExp(wanted)}`, 'u') : undefined
  return cues.find((cue) => {
    const text = cue.text.toLocaleLowerCase()
    return cue.spoken && (word ? word.test(text) : text.includes(wanted))
  })
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** linkIn finds an http(s) address in a reference. */
export function linkIn(reference: string): { before: string; href: string; after: string } | undefined {
  const found = /https?:\/\/[^\s<>"'）)」]+/u.exec(reference)
  if (!found) return undefined
  const href = found[0].replace(/[.,;:!?。，]+$/u, '')
  return { before: reference.slice(0, found.index).trim(), href, after: reference.slice(found.index + href.length).trim() }
}
