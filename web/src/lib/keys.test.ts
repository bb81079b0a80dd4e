import { describe, expect, it } from 'vitest'
import { actionOf, bind, chordOf, chordsOf, keyOf, readOwn, refused, sayChord, type Press, type Table } from './keys'

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })
const shift = { shiftKey: true }

type Action = 'play' | 'next' | 'loop' | 'help'
const table: Table<Action> = {
  standard: { play: ['Space', 's'], next: ['n'], loop: ['l'], help: ['?'] },
  refuses: (chord) => (keyOf(chord) === 'F5' ? 'browser' : undefined),
}

describe('a press', () => {
  it.each([
    [press(' '), 'Space'],
    [press(' ', shift), 'Shift+Space'],
    [press('C', shift), 'Shift+c'],
    [press('C'), 'c'],
    [press('É', shift), 'Shift+é'],
    [press('?', shift), '?'],
    [press('{', shift), '{'],
    [press('+', { ctrlKey: true }), 'Ctrl++'],
    [press('ArrowLeft', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+ArrowLeft'],
    [press('z', { metaKey: true }), 'Ctrl+z'],
    [press('∆', { altKey: true, code: 'KeyJ' }), 'Alt+j'],
    [{ key: 'r', ctrlKey: false, metaKey: false, altKey: true, shiftKey: false }, 'Alt+r'],
  ])('%o is %s', (p, want) => expect(chordOf(p)).toBe(want))

  it.each([
    ['Shift', 'none'],
    ['Ctrl+Control', 'none'],
    ['AltGraph', 'none'],
    ['Shift+Tab', 'browser'],
    ['F5', 'browser'],
    ['Ctrl++', undefined],
    ['y', undefined],
  ])('%s may be a key: %s', (chord, why) => expect(refused(table, chord)).toBe(why))

  it.each([['Space', '空白鍵'], ['Ctrl+Shift+z', 'Ctrl + Shift + Z'], ['Shift+ArrowLeft', 'Shift + ←'], ['Ctrl++', 'Ctrl + +'], ['[', '['], ['Enter', 'Enter']])('%s is written %s', (chord, says) => expect(sayChord(chord, '空白鍵')).toBe(says))
})

describe('keys of one’s own', () => {
  it('are the standard ones at first', () => {
    expect(chordsOf(table, {}, 'play')).toEqual(['Space', 's'])
    expect([actionOf(table, {}, 's'), actionOf(table, {}, 'q'), actionOf(table, {}, 'constructor')]).toEqual(['play', undefined, undefined])
  })

  it('take the place of all that the action had, and leave the former owner without it', () => {
    const own = bind(table, {}, 'loop', 'n')
    expect(own).toEqual({ loop: ['n'], next: [] })
    expect([actionOf(table, own, 'n'), actionOf(table, own, 'l'), chordsOf(table, own, 'next')]).toEqual(['loop', undefined, []])
    expect(bind(table, {}, 'next', 's')).toEqual({ next: ['s'], play: ['Space'] })
    expect(bind(table, {}, 'play', 's')).toEqual({ play: ['s'] })
  })

  it('are none once an action has its standard ones again', () => {
    expect(bind(table, bind(table, bind(table, {}, 'loop', 'n'), 'loop', 'l'), 'next', 'n')).toEqual({})
  })

  it('win over a standard key of an action that a new version brings', () => {
    const own = { loop: ['?'] }
    expect([actionOf(table, own, '?'), chordsOf(table, own, 'help')]).toEqual(['loop', []])
  })

  it('keep what another version bound, and never fire a key that is not theirs', () => {
    expect(bind(table, { fly: ['x'] }, 'next', 'q')).toEqual({ fly: ['x'], next: ['q'] })
    expect(actionOf(table, { next: ['F5'] }, 'F5')).toBeUndefined()
  })

  it.each([
    [{ play: ['x'], next: [] }, { play: ['x'], next: [] }],
    [{ play: 'x', next: [1, 'y', 'z'.repeat(33), 'a', 'b', 'c', 'd'] }, { next: ['y', 'a', 'b', 'c'] }],
    [['x'], {}],
    [null, {}],
    ['x', {}],
  ])('%j is read as %j', (value, want) => expect(readOwn(value)).toEqual(want))
})
