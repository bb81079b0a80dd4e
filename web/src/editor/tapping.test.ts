import { describe, expect, it, vi } from 'vitest'
import type { Player } from '../lib/player.svelte'
import { Scope } from '../lib/scope'
import type { Audio } from '../lib/types'
import type { Line, Lines } from './document'
import { Editor, type Outside } from './editor.svelte'
import { Tapping } from './tapping.svelte'

const line = (id: string, startMs = 0, endMs = 0): Line => ({ id, text: id, position: 0, paragraph: 0, translation: '', startMs, endMs, confidence: 1, spoken: endMs > 0 })
const lines: Lines = [line('a', 0, 1000), line('b'), line('c'), line('d', 8000, 9000)]

/** A hand at an audio that stands at any moment. */
function open() {
  const sound = { playing: true, at: 0, play: () => new Promise<boolean>(() => undefined), pause: vi.fn() }
  const outside: Outside = { newest: () => Promise.resolve(undefined), save: () => Promise.resolve('r2'), verdict: () => 'again', align: () => Promise.resolve([]), keep: () => undefined, keepSteps: () => undefined }
  const around = { titles: { number: '', title: '', titleTranslation: '' }, highlights: [], keywords: [] }
  const editor = new Editor(new Scope(), { id: 'r1', text: { lines, around } }, { durationMs: 10_000, clip: '/{from}-{to}' } as Audio, sound as unknown as Player, outside)
  const finished = vi.fn()
  const tapping = new Tapping(editor, () => [2000, 8200], finished)
  const tap = (ms: number, what: 'start' | 'end') => {
    sound.at = ms // the stretch that plays begins at 0
    tapping.tap(what)
  }
  return { editor, tapping, tap, finished, sound }
}

describe('tapping along', () => {
  it('gives lines times, a step of undo for each tap, and ends before a line that has times', () => {
    const { editor, tapping, tap, finished } = open()
    expect(tapping.begin()).toBe(true)
    expect(editor.at).toBe(1)
    tap(2200, 'start') // snaps to the voice
    expect(editor.line).toMatchObject({ id: 'b', startMs: 2000, spoken: true })
    tap(4100, 'start')
    expect(editor.lines.slice(1, 3)).toMatchObject([{ startMs: 2000, endMs: 4000 }, { startMs: 4000 }])
    expect(editor.at).toBe(2)
    tap(8300, 'end') // later than there is room
    expect(editor.lines[2]).toMatchObject({ startMs: 4000, endMs: 8000 })
    expect(tapping.on).toBe(false)
    expect(finished).toHaveBeenCalledOnce()
    editor.undo()
    expect(editor.lines[2]!.spoken).toBe(false)
    editor.undo()
    expect(editor.lines).toBe(lines)
  })

  it('says nothing of a line that has times already, and does not begin where all have', () => {
    const { editor, tapping, tap } = open()
    tapping.begin()
    editor.go(0)
    tap(500, 'end')
    expect(editor.lines).toBe(lines)
    expect(tapping.on).toBe(false)
    editor.do((all) => all.filter((l) => l.spoken))
    expect(tapping.begin()).toBe(false)
  })

  it('plays where nothing is heard, and takes no tap then', () => {
    const { editor, tapping, tap, sound } = open()
    tapping.begin()
    sound.playing = false
    tap(2200, 'start')
    expect(editor.lines).toBe(lines)
    expect(tapping.on).toBe(true)
  })
})
