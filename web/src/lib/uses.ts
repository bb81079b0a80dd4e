// What a host chose for single lines of a page. A choice names its line by its
// number and its beginning, so that it stays with the line when others move.

import type { Cue, LineUse, NotesPreview, ReadLine, Use } from './types'

/** What any line can be made. */
export const uses: readonly Use[] = ['title', 'highlight', 'text', 'translation', 'keyword', 'nothing']

/** How much of a line a choice holds, in characters, as the server cuts it. */
const reach = 200

function beginning(text: string): string {
  return text.length <= reach ? text : [...text].slice(0, reach).join('')
}

/** chooseUse adds what was chosen for a line, or takes it back; one choice a line. */
export function chooseUse(list: readonly LineUse[], line: Pick<ReadLine, 'line' | 'text'>, as: Use | undefined): readonly LineUse[] {
  const text = beginning(line.text)
  const others = list.filter((use) => use.text !== text || use.line !== line.line)
  return as ? [...others, { line: line.line, text, as }] : others
}

export function sameUses(a: readonly LineUse[], b: readonly LineUse[]): boolean {
  const sorted = (list: readonly LineUse[]) => JSON.stringify(list.map(({ line, text, as }) => [line, text, as]).sort())
  return sorted(a) === sorted(b)
}

/** separates says that a line holds neither letter nor digit: ----, ***, … */
export function separates(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(text)
}

export interface Practised {
  readonly text: string
  readonly translation: string
  readonly speaker: string | undefined
  readonly reading: string | undefined
  /** Where it is heard; undefined until it is timed. */
  readonly time: { readonly startMs: number; readonly endMs: number } | undefined
  /** It was timed, and is not heard. */
  readonly unheard: boolean
}

/**
 * practised lists the sentences of a preview as they will be practised: a timed file's
 * with its times; a page's with those that the same sentences have in the revision before.
 */
export function practised(preview: NotesPreview, cues: readonly Cue[], timed: boolean): Practised[] {
  if (preview.kind === 'timed')
    return preview.sentences.map(({ text, translation, speaker, startMs, endMs }) => ({ text, translation, speaker, reading: undefined, time: { startMs, endMs }, unheard: false }))
  const free = new Map<string, Cue[]>()
  for (const cue of cues) free.set(cue.text, [...(free.get(cue.text) ?? []), cue])
  return (preview.page?.paragraphs ?? []).flatMap(({ sentences }) =>
    sentences.map(({ text, translation, speaker, reading }) => {
      const cue = timed ? free.get(text)?.shift() : undefined
      return { text, translation, speaker, reading, time: cue?.spoken ? cue : undefined, unheard: cue !== undefined && !cue.spoken }
    }),
  )
}
