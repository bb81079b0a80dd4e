import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Player } from '../lib/player.svelte'
import { Scope } from '../lib/scope'
import type { Audio } from '../lib/types'
import { setHighlight, setTitles, type Around, type Text } from './around'
import { setText, type Line, type Lines } from './document'
import { Editor, type Outside } from './editor.svelte'
import type { Base } from './saver'
import { textWith, type Unsaved } from './unsaved'

const lines: Lines = ['One.', 'Two.', 'Three.'].map((text, i): Line => ({ id: `c${i}`, text, position: i, paragraph: 0, translation: '', startMs: i * 1000, endMs: i * 1000 + 900, confidence: 1, spoken: i !== 1 }))
const around: Around = { titles: { number: '1', title: 'Numbers', titleTranslation: '' }, highlights: ['They count.'], keywords: [] }
const base: Base = { id: 'r1', text: { lines, around } }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open(over: Base = base, sends: Outside['save'] = () => Promise.resolve('r9')) {
  const shelf: { unsaved: Unsaved | null } = { unsaved: null }
  const outside: Outside = { newest: () => Promise.resolve(undefined), save: sends, verdict: () => 'conflict', align: () => Promise.resolve([]), keep: (unsaved) => (shelf.unsaved = unsaved), keepSteps: () => undefined }
  const align = vi.spyOn(outside, 'align')
  const editor = new Editor(new Scope(), over, { durationMs: 9000 } as Audio, { playing: false } as Player, outside)
  return { editor, shelf, align }
}

describe('the editor', () => {
  it('goes to the next line that is not heard, around the end', () => {
    const { editor } = open()
    editor.go(2)
    expect(editor.nextUnspoken()).toBe(true)
    expect(editor.at).toBe(1)
    expect(open({ id: 'r1', text: { lines: [lines[0]!], around } }).editor.nextUnspoken()).toBe(false)
  })

  it('looks for the words of a line that is left only where its text is new', () => {
    const { editor, align } = open()
    editor.commit()
    editor.write('One!', 0)
    editor.write('One.', 0)
    editor.commit()
    expect(align).not.toHaveBeenCalled()
    editor.write('One and a half.', 0)
    editor.commit()
    expect(align).toHaveBeenCalledExactlyOnceWith(0, 900, ['One and a half.'])
  })

  it('undoes what stands around the lines like any gesture, and shows it', () => {
    const { editor } = open()
    editor.write('One!', 0)
    editor.change((a) => setTitles(a, { title: 'Figures' }))
    editor.undo()
    expect(editor.text).toEqual({ lines: setText(lines, 0, 'One!'), around })
    expect(editor.aroundOpen).toBe(true)
    editor.undo()
    expect(editor.text).toEqual(base.text)
    expect(editor.canUndo).toBe(false)
  })

  it('uses a former revision again without its titles, as one step', () => {
    const { editor } = open()
    const former: Text = { lines: setText(lines, 0, 'Ten.'), around: { titles: { number: '', title: 'Old', titleTranslation: '' }, highlights: ['Old.'], keywords: [] } }
    editor.restore(former)
    expect(editor.text).toEqual({ lines: former.lines, around: { ...former.around, titles: around.titles } })
    editor.undo()
    expect(editor.text).toEqual(base.text)
  })

  it('keeps a conflict that nobody decided across every reload, until somebody does', async () => {
    const mine: Text = { lines: setText(lines, 0, 'Mine.'), around }
    const theirs: Base = { id: 'r2', text: { lines: setText(lines, 2, 'Theirs.'), around: setHighlight(around, 0, 'Theirs.') } }
    const { editor, shelf } = open(theirs)
    editor.resume(base, mine)
    editor.write('Mine!', 0)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(editor.saved).toBe('conflict')
    expect(shelf.unsaved).toMatchObject({ base: 'r1' })
    const again = open(theirs)
    again.editor.resume(base, textWith(shelf.unsaved!, base.text))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(again.editor.saved).toBe('conflict')
    expect(again.editor.line?.text).toBe('Mine!')

    // Mine is kept; what nobody changed here is as they have it.
    again.editor.decide(theirs, 'mine')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(again.editor.saved).toBe('saved')
    expect(again.editor.lines.map((line) => line.text)).toEqual(['Mine!', 'Two.', 'Three.'])
    expect(again.editor.around.highlights).toEqual(['Theirs.'])
    expect(again.shelf.unsaved).toBeNull()
  })

  it('knows a revision that an earlier visit made without hearing of it', async () => {
    let id = ''
    const first = open(base, (_, __, sent) => {
      id = sent
      return new Promise(() => undefined) // stored, and the page is closed before the answer
    })
    first.editor.write('Mine.', 0)
    await vi.advanceTimersByTimeAsync(10_000)
    const mine = { lines: setText(lines, 0, 'Mine.'), around }
    expect(first.shelf.unsaved).toMatchObject({ base: 'r1', sent: [id] })

    const saves = vi.fn<Outside['save']>(() => Promise.resolve('r3'))
    const again = open({ id, text: mine }, saves)
    again.shelf.unsaved = first.shelf.unsaved
    again.editor.resume(base, textWith(first.shelf.unsaved!, base.text), first.shelf.unsaved!.sent)
    await vi.advanceTimersByTimeAsync(10_000)
    expect([again.editor.saved, again.editor.line?.text, again.editor.pending]).toEqual(['saved', 'Mine.', false])
    expect(saves).not.toHaveBeenCalled()
    expect(again.shelf.unsaved).toBeNull()
    again.editor.write('Mine again.', 0)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(saves.mock.calls[0]![0].id).toBe(id)
  })
})
