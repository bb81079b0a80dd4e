import { describe, expect, it, vi } from 'vitest'
import type { Player } from '../lib/player.svelte'
import { Scope } from '../lib/scope'
import type { Audio } from '../lib/types'
import { command, type EditorView } from './commands'
import type { Line } from './document'
import { Editor, type Outside } from './editor.svelte'

const line: Line = {
  id: 'a', text: 'One came, two left.', translation: '一個來,兩個走。', position: 0, paragraph: 0, startMs: 1000, endMs: 2200, confidence: 1, spoken: true,
  words: [{ text: 'One', startMs: 1000, endMs: 1300 }, { text: 'came', startMs: 1300, endMs: 1600 }, { text: 'two', startMs: 1700, endMs: 1900 }, { text: 'left', startMs: 1900, endMs: 2200 }],
}

/** An editor whose sound stands at a moment. The caret is in the text, or elsewhere (-1). */
function open(caret = 0) {
  const sound = { url: '', playing: false, at: 0, play: (url: string) => ((sound.url = url), (sound.playing = true), new Promise<boolean>(() => undefined)), pause: () => void (sound.playing = false) }
  const outside: Outside = { newest: () => Promise.resolve(undefined), save: () => Promise.resolve('r2'), verdict: () => 'again', align: () => Promise.resolve([]), keep: () => undefined, keepSteps: () => undefined }
  const around = { titles: { number: '', title: '', titleTranslation: '' }, highlights: [], keywords: [] }
  const editor = new Editor(new Scope(), { id: 'r1', text: { lines: [line, { ...line, id: 'b', startMs: 3000, endMs: 4000 }], around } }, { durationMs: 10_000, clip: '/{from}-{to}' } as Audio, sound as unknown as Player, outside)
  const caretTo = vi.fn()
  const view = { caret: () => caret, caretTo, focus: () => undefined } as unknown as EditorView
  const hear = (ms: number) => void (sound.at = ms - 1000)
  return { editor, view, caretTo, hear, sound }
}

describe('the playhead', () => {
  it('splits the line between the words that are heard, while it plays and where it was paused', () => {
    const { editor, view, hear, sound } = open()
    command(editor, view, 'splitPlayhead')
    expect(editor.lines).toHaveLength(2) // nothing was played
    editor.playLine()
    hear(1660)
    command(editor, view, 'splitPlayhead')
    expect(editor.lines.map((l) => [l.text, l.translation])).toEqual([['One came,', '一個來,'], ['two left.', '兩個走。'], [line.text, line.translation]])
    editor.undo()
    sound.pause()
    expect(editor.seam).toBe('One came, '.length)
    editor.go(1)
    expect(editor.seam).toBe(-1)
  })

  it('takes the caret to the word that is said when it pauses in a text', () => {
    const { editor, view, caretTo, hear } = open()
    command(editor, view, 'pause')
    expect(caretTo).not.toHaveBeenCalled()
    hear(1950)
    command(editor, view, 'pause')
    expect(caretTo).toHaveBeenCalledExactlyOnceWith('One came, two '.length)
  })

  it.each([['elsewhere', -1, 1950], ['in a text of which something else is heard', 0, 2500]])('leaves the caret alone that is %s', (_, caret, ms) => {
    const { editor, view, caretTo, hear } = open(caret)
    command(editor, view, 'pause')
    hear(ms)
    command(editor, view, 'pause')
    expect(caretTo).not.toHaveBeenCalled()
  })

  it('leaves the caret alone of one who writes', () => {
    const { editor, caretTo, hear, sound } = open()
    editor.playLine()
    hear(1950)
    editor.write('One came, two left!')
    expect(sound.playing).toBe(false)
    expect(caretTo).not.toHaveBeenCalled()
  })
})
