import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Player } from '../lib/player.svelte'
import { Scope } from '../lib/scope'
import type { Audio } from '../lib/types'
import type { Line } from './document'
import { Editor, type Outside } from './editor.svelte'
import { Flagged, type FlagWire } from './flagged.svelte'
import type { Flag } from './flags'

const lines = [0, 1, 2].map((i): Line => ({ id: `c${i}`, text: 'One.', position: i, paragraph: 0, translation: '', startMs: i * 2000 + 500, endMs: i * 2000 + 1500, confidence: 1, spoken: true }))
const flag = (id: string, more: Partial<Flag> = {}): Flag => ({ id, cueId: 'c1', kind: 'start', shiftMs: -150, note: '', startMs: 2500, endMs: 3500, was: '', ...more })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function open(flags: readonly Flag[], settle: FlagWire['settle'] = () => Promise.resolve()) {
  const outside: Outside = { newest: () => Promise.resolve(undefined), save: () => Promise.resolve('r2'), verdict: () => 'again', align: () => Promise.resolve([]), keep: () => undefined, keepSteps: () => undefined }
  const around = { titles: { number: '', title: '', titleTranslation: '' }, highlights: [], keywords: [] }
  const editor = new Editor(new Scope(), { id: 'r1', text: { lines, around } }, { durationMs: 9000 } as Audio, { playing: false } as Player, outside)
  const told: string[] = []
  const failed = vi.fn()
  const flagged = new Flagged(editor, {
    list: () => Promise.resolve(flags),
    settle: async (ids, how) => {
      await settle(ids, how)
      told.push(`${how} ${ids.join()}`)
    },
    failed,
  })
  await flagged.load()
  /** The page does this with each change. */
  const saves = async () => {
    await flagged.follow()
    await vi.runAllTimersAsync()
    await flagged.follow()
  }
  return { editor, flagged, told, saves, failed }
}

describe('flags in the editor', () => {
  it('lead to the next flagged line, around the end', async () => {
    const { editor, flagged } = await open([flag('a')])
    editor.go(2)
    expect(flagged.next()).toBe(true)
    expect(editor.at).toBe(1)
    expect((await open([])).flagged.next()).toBe(false)
  })

  it('are taken as one step, and settled once the server has the line', async () => {
    const { editor, flagged, told, saves } = await open([flag('a'), flag('b', { shiftMs: -100 }), flag('c', { cueId: 'c2', kind: 'text', was: 'One.' })])
    flagged.first()
    expect(flagged.accept()).toBe('moved')
    expect(editor.line?.startMs).toBe(2400)
    expect(flagged.of('c1')).toEqual([])
    await flagged.follow()
    expect(told).toEqual([])
    await saves()
    expect(told).toEqual(['accepted a,b'])
    editor.undo()
    expect(editor.line?.startMs).toBe(2500)
    expect(editor.canUndo).toBe(false)
  })

  it('are open again after an undo, before and after the line was saved', async () => {
    const { editor, flagged, told, saves } = await open([flag('a')])
    flagged.first()
    flagged.accept()
    editor.undo()
    await saves()
    expect(flagged.of('c1')).toHaveLength(1)
    expect(told).toEqual([])
    editor.redo()
    await saves()
    editor.undo()
    await saves()
    expect(told).toEqual(['accepted a', 'open a'])
    expect(flagged.of('c1')).toHaveLength(1)
    expect(flagged.accept()).toBe('moved')
    await saves()
    expect(told.at(-1)).toBe('accepted a')
  })

  it('without a shift are settled as corrected once all is saved', async () => {
    const { editor, flagged, told, saves } = await open([flag('a', { kind: 'text', shiftMs: 0, was: 'One.' })])
    flagged.first()
    editor.write('Won.')
    expect(flagged.accept()).toBe('settled')
    await flagged.follow()
    expect(told).toEqual([])
    await saves()
    expect(told).toEqual(['corrected a'])
  })

  it('are dismissed at once, one after the other', async () => {
    const { editor, flagged, told } = await open([flag('a'), flag('b', { kind: 'end', shiftMs: 50 })])
    flagged.first()
    editor.write('not saved')
    expect([flagged.dismiss(), flagged.dismiss(), flagged.dismiss()]).toEqual([true, true, false])
    await vi.advanceTimersByTimeAsync(10)
    expect(told).toEqual(['dismissed a', 'dismissed b'])
  })

  it('stay where there is no room for what is proposed', async () => {
    const { editor, flagged } = await open([flag('a', { startMs: 1500 })])
    editor.go(1)
    editor.edges({ startMs: 1500 })
    expect(flagged.accept()).toBe('noRoom')
    expect(flagged.of('c1')).toHaveLength(1)
  })

  it('are shown again where the server could not be told', async () => {
    const { flagged, saves, failed } = await open([flag('a')], () => Promise.reject(new Error('down')))
    flagged.first()
    flagged.dismiss()
    await saves()
    expect(failed).toHaveBeenCalledOnce()
    expect(flagged.of('c1')).toHaveLength(1)
  })
})
