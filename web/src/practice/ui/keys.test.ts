import { describe, expect, it } from 'vitest'
import { actionOf, chordOf, refused } from '../../lib/keys'
import { actions, keys, typing } from './keys'

const press = (key: string, shiftKey = false, ctrlKey = false) => ({ key, shiftKey, ctrlKey, altKey: false, metaKey: false })

describe('keys of the practice page', () => {
  it.each([
    [press(' '), 'toggle'],
    [press('C', true), 'both'],
    [press('c'), 'turns'],
    [press('?', true), 'help'],
    [press('['), 'slower'],
    [press('ArrowUp'), 'replay'],
    [press('r', false, true), undefined],
    [press('Shift', true), undefined],
    [press('q'), undefined],
  ])('%o does %s', (p, action) => expect(actionOf(keys, {}, chordOf(p))).toBe(action))

  it('no standard key is used twice, and all may be keys', () => {
    const all = actions.flatMap((action) => keys.standard[action] ?? [])
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((chord) => refused(keys, chord))).toEqual([])
  })

  it.each(['F5', 'Shift+F10', 'Ctrl+c', 'Alt+r', 'Escape', 'Tab'])('%s stays with the browser', (chord) => expect(refused(keys, chord)).toBe('browser'))
  it.each(['Enter', 'f', 'Shift+q'])('%s may be bound', (chord) => expect(refused(keys, chord)).toBeUndefined())

  it.each([
    ['TEXTAREA', '', false, true],
    ['INPUT', 'text', false, true],
    ['INPUT', 'checkbox', false, false],
    ['DIV', '', true, true],
    ['BUTTON', '', false, false],
  ])('typing in %s %s: %s', (tag, type, editable, want) => expect(typing(tag, type, editable)).toBe(want))
})
