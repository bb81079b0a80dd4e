import { describe, expect, it } from 'vitest'
import { actionOf, changed, chordOf, chordsOf, groups, owner, readableBindings, rebind, refused, sayChord, standard, type Action, type Where } from './keys'

const press = (key: string, more: Partial<Parameters<typeof chordOf>[0]> = {}) => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })
const wheres: readonly Where[] = ['outside', 'inside']

describe('keys', () => {
  it.each([
    [press(' '), 'outside', 'play'],
    [press('F'), 'outside', 'doubtful'],
    [press('n'), 'outside', 'nextUnspoken'],
    [press('?', { shiftKey: true }), 'outside', 'help'],
    [press('ArrowLeft', { ctrlKey: true, shiftKey: true }), 'outside', 'endMuchEarlier'],
    [press('z', { metaKey: true }), 'outside', 'undo'],
    [press('z'), 'outside', 'previous'],
    [press('z'), 'inside', undefined],
    [press('∆', { altKey: true, code: 'KeyJ' }), 'inside', 'back'],
    [press('Enter', { ctrlKey: true }), 'inside', 'splitHere'],
    [press('constructor'), 'outside', undefined],
  ] as const)('%o %s', (p, where, want) => expect(actionOf(standard, p, where)).toBe(want))

  it('are named as a press is', () => {
    for (const chord of wheres.flatMap((where) => Object.keys(standard[where]))) {
      const key = chord.split('+').at(-1)!
      expect(chordOf(press(key === 'Space' ? ' ' : key, { ctrlKey: chord.includes('Ctrl+'), altKey: chord.includes('Alt+'), shiftKey: chord.includes('Shift+') }))).toBe(chord)
    }
  })

  it('are all in the help, and may all be keys', () => {
    for (const where of wheres) {
      const shown = new Set(groups.flatMap((group) => (group.where === where ? group.actions : [])))
      expect([...new Set(Object.values(standard[where]))].filter((action) => !shown.has(action))).toEqual([])
      expect(Object.keys(standard[where]).filter((chord) => refused(where, chord))).toEqual([])
    }
  })
})

describe('keys of one’s own', () => {
  it('take the place of all that the action had, and leave the former owner without it', () => {
    const mine = rebind(standard, 'outside', 'play', 'x')
    expect(chordsOf(mine, 'outside', 'play')).toEqual(['x'])
    expect(chordsOf(mine, 'outside', 'next')).toEqual(['ArrowDown'])
    expect(owner(mine, 'outside', 's')).toBeUndefined()
    expect(mine.inside).toBe(standard.inside)
    expect(changed(mine)).toBe(true)
    expect(changed(rebind(rebind(mine, 'outside', 'next', 'y'), 'outside', 'play', 'Space'))).toBe(true)
    expect(changed(standard)).toBe(false)
  })

  it.each([
    ['outside', 'Shift', 'none'],
    ['outside', 'Ctrl+w', 'browser'],
    ['outside', 'Shift+Tab', 'browser'],
    ['outside', 'Escape', 'browser'],
    ['outside', 'y', undefined],
    ['inside', 'y', 'writes'],
    ['inside', 'Shift+y', 'writes'],
    ['inside', 'ArrowLeft', 'writes'],
    ['inside', 'Ctrl+y', undefined],
    ['inside', 'F4', undefined],
  ] as const)('%s, %s: %s', (where, chord, why) => expect(refused(where, chord)).toBe(why))

  it('are read as they were kept; an action that a new version brings has its own key, where it is free', () => {
    const mine = rebind(standard, 'outside', 'align', 'n')
    expect(readableBindings(JSON.parse(JSON.stringify(mine)))).toEqual(mine)
    const { n: _, p: __, ...older } = standard.outside
    expect(owner(readableBindings({ outside: { ...older, p: 'align' }, inside: standard.inside })!, 'outside', 'n')).toBe('nextUnspoken')
    expect(owner(readableBindings({ outside: { ...older, p: 'align' } })!, 'outside', 'p')).toBe('align')
    expect(readableBindings({ outside: { y: 'fly' as Action, Tab: 'play' }, inside: 7 })).toEqual(standard)
    expect(readableBindings('x')).toBeUndefined()
  })

  it.each([['Space', 'Space bar'], ['Ctrl+Shift+z', 'Ctrl Shift Z'], ['Shift+ArrowLeft', 'Shift ←'], ['Ctrl++', 'Ctrl +'], ['?', '?']])('%s is written %s', (chord, says) => expect(sayChord(chord, 'Space bar')).toBe(says))
})
