// The invitation to listen once more to some sounds.
import type { MySounds } from './types'

export type SoundToHear = MySounds['sounds'][number]

/** invited gives the sounds that one can listen to: those with a sentence that is still published. */
export function invited(sounds: MySounds): SoundToHear[] {
  return sounds.state === 'found' ? sounds.sounds.filter((sound) => sound.sentences.length > 0) : []
}

export interface Piece {
  text: string
  /** Whether the sound stands in it. */
  marked: boolean
}

/** What may stand around a word in a text. */
const edges = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu

/** marked cuts a text into words and what stands between, and marks some of the words. */
export function marked(text: string, words: readonly string[]): Piece[] {
  const bare = (word: string) => word.replace(edges, '').toLocaleLowerCase('en')
  const wanted = new Set(words.map(bare))
  const pieces: Piece[] = []
  for (const part of text.split(/(\s+)/)) {
    const is = bare(part) !== '' && wanted.has(bare(part))
    const last = pieces.at(-1)
    if (last && !is && !last.marked) last.text += part
    else if (part) pieces.push({ text: part, marked: is })
  }
  return pieces
}
