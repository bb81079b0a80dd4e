import { describe, expect, it } from 'vitest'
import { actionOf, chordOf, inside, outside, rows } from './keys'

const press = (key: string, more: Partial<Parameters<typeof chordOf>[0]> = {}) => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

describe('keys', () => {
  it.each([
    [press(' '), false, 'play'],
    [press('F'), false, 'doubtful'],
    [press('?', { shiftKey: true }), false, 'help'],
    [press('ArrowLeft', { ctrlKey: true, shiftKey: true }), false, 'endMuchEarlier'],
    [press('z', { metaKey: true }), false, 'undo'],
    [press('z'), false, 'previous'],
    [press('z'), true, undefined],
    [press('∆', { altKey: true, code: 'KeyJ' }), true, 'back'],
    [press('Enter', { ctrlKey: true }), true, 'splitHere'],
    [press('constructor'), false, undefined],
  ])('%o in text %s', (p, inText, want) => expect(actionOf(p, inText)).toBe(want))

  it('are named as a press is', () => {
    for (const chord of [...Object.keys(outside), ...Object.keys(inside)]) {
      const key = chord.split('+').at(-1)!
      expect(chordOf(press(key === 'Space' ? ' ' : key, { ctrlKey: chord.includes('Ctrl+'), altKey: chord.includes('Alt+'), shiftKey: chord.includes('Shift+') }))).toBe(chord)
    }
  })

  it('are all in the help', () => expect(rows.flatMap((row) => row.keys).length).toBeGreaterThan(25))
})
