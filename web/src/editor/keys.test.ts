import { describe, expect, it } from 'vitest'
import { actionOf, bind, chordOf, chordsOf, refused, type Press } from '../lib/keys'
import { groups, readOwnKeys, tables, type Action, type Where } from './keys'

const press = (key: string, more: Partial<Press> = {}): Press => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })
const wheres: readonly Where[] = ['outside', 'inside']
const standardChords = (where: Where) => Object.values(tables[where].standard).flat()

/** What a former version kept: the action of every chord. */
function oldTable(where: Where): Record<string, string> {
  return Object.fromEntries(Object.entries(tables[where].standard).flatMap(([action, chords]) => chords.map((chord) => [chord, action])))
}

describe('keys of the editor', () => {
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
  ] as const)('%o %s: %s', (p, where, want) => expect(actionOf(tables[where], {}, chordOf(p))).toBe(want))

  it('are named as a press is, and none is used twice', () => {
    for (const where of wheres) {
      for (const chord of standardChords(where)) {
        const key = chord.split('+').at(-1)!
        expect(chordOf(press(key === 'Space' ? ' ' : key, { ctrlKey: chord.includes('Ctrl+'), altKey: chord.includes('Alt+'), shiftKey: chord.includes('Shift+') }))).toBe(chord)
      }
      expect(new Set(standardChords(where)).size).toBe(standardChords(where).length)
    }
  })

  it('are all in the help, and may all be keys', () => {
    for (const where of wheres) {
      const shown = new Set(groups.flatMap((group) => (group.where === where ? group.actions : [])))
      expect((Object.keys(tables[where].standard) as Action[]).filter((action) => !shown.has(action))).toEqual([])
      expect(standardChords(where).filter((chord) => refused(tables[where], chord))).toEqual([])
    }
  })

  it.each([
    ['outside', 'Shift', 'none'],
    ['outside', 'Ctrl+w', 'browser'],
    ['outside', 'Shift+Tab', 'browser'],
    ['outside', 'Escape', 'browser'],
    ['outside', 'y', undefined],
    ['outside', 'F4', undefined],
    ['inside', 'y', 'writes'],
    ['inside', 'Shift+y', 'writes'],
    ['inside', 'ArrowLeft', 'writes'],
    ['inside', 'Ctrl+y', undefined],
    ['inside', 'F4', undefined],
  ] as const)('%s, %s: %s', (where, chord, why) => expect(refused(tables[where], chord)).toBe(why))
})

describe('keys that this browser keeps', () => {
  const none = { outside: {}, inside: {} }

  it('are read as they were kept', () => {
    const mine = { outside: bind(tables.outside, {}, 'align', 'n'), inside: bind(tables.inside, {}, 'back', 'Ctrl+y') }
    expect(readOwnKeys(JSON.parse(JSON.stringify(mine)))).toEqual(mine)
  })

  it('are read as a former version kept them', () => {
    const { x: _, s: __, Space: ___, ...outside } = oldTable('outside')
    expect(readOwnKeys({ outside: { ...outside, x: 'play' }, inside: oldTable('inside') })).toEqual({ outside: { play: ['x'], next: ['ArrowDown'] }, inside: {} })
    expect(readOwnKeys({ outside: oldTable('outside'), inside: oldTable('inside') })).toEqual(none)
    expect(readOwnKeys({ outside: { ...oldTable('outside'), 'Shift+!': 'merge', 'Ctrl+Shift+!': 'undo' } })!.outside).toEqual({ merge: ['m', '!'], undo: ['Ctrl+z', 'Ctrl+!'] })
  })

  it('give an action that a new version brings its own key, where it is free', () => {
    const { n: _, p: __, ...older } = oldTable('outside')
    const read = readOwnKeys({ outside: { ...older, p: 'align' }, inside: oldTable('inside') })!
    expect(actionOf(tables.outside, read.outside, 'n')).toBe('nextUnspoken')
    expect(chordsOf(tables.outside, read.outside, 'editSpeaker')).toEqual([])
    expect(actionOf(tables.outside, read.outside, 'p')).toBe('align')
  })

  it('are not trusted', () => {
    expect(readOwnKeys({ outside: { y: 'fly', q: 'constructor', Tab: 'play' }, inside: 7 })).toEqual(none)
    expect(readOwnKeys('x')).toBeUndefined()
  })
})
