import { describe, expect, it, vi, beforeEach, afterEach } from 'vitest'
import { Scope } from '../lib/scope'
import { setTitles, type Around, type Text } from './around'
import { setText, type Line, type Lines } from './document'
import { QUIET_MS, Saver, type Base, type SaveState } from './saver'

const line = (id: string, text: string): Line => ({ id, text, position: 0, paragraph: 0, translation: '', startMs: 0, endMs: 900, confidence: 1, spoken: true })
const lines: Lines = [line('a', 'One.'), line('b', 'Two.')]
const around: Around = { titles: { number: '1', title: 'One and two', titleTranslation: '' }, highlights: [], keywords: [] }
const of = (lines: Lines): Text => ({ lines, around })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function desk() {
  const scope = new Scope()
  const states: SaveState[] = []
  const sent: { base: string; texts: string[] }[] = []
  const ids: string[] = []
  let newest: () => Promise<Base | undefined> = () => Promise.resolve(undefined)
  let answer: () => Promise<string> = () => Promise.resolve(`r${sent.length}`)
  const saver = new Saver(
    scope,
    {
      save: (base: Base, now, id) => {
        ids.push(id)
        sent.push({ base: base.id, texts: now.lines.map((l) => l.text) })
        return answer()
      },
      newest: () => newest(),
      verdict: (err) => err as 'conflict' | 'refused' | 'again',
      changed: (state) => states.push(state),
    },
    { id: 'r0', text: of(lines) },
  )
  return { scope, saver, states, sent, ids, answers: (how: () => Promise<string>) => (answer = how), has: (how: () => Promise<Base | undefined>) => (newest = how) }
}

describe('saving', () => {
  it('waits until the hand rests, and sends the newest state over the base', async () => {
    const d = desk()
    d.saver.put(of(setText(lines, 0, 'O')))
    await vi.advanceTimersByTimeAsync(QUIET_MS - 1)
    d.saver.put(of(setText(lines, 0, 'On')))
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(d.sent).toEqual([{ base: 'r0', texts: ['On', 'Two.'] }])
    expect(d.states).toEqual(['saving', 'saved'])
    expect(d.saver.base.id).toBe('r1')
  })

  it('sends nothing where all was undone', async () => {
    const d = desk()
    d.saver.put(of(setText(lines, 0, 'O')))
    d.saver.put(of(lines))
    await vi.advanceTimersByTimeAsync(2 * QUIET_MS)
    expect(d.sent).toEqual([])
    expect(d.saver.state).toBe('saved')
  })

  it('sends what stands around the lines too', async () => {
    const d = desk()
    d.saver.put({ lines, around: setTitles(around, { title: 'Two' }) })
    await vi.advanceTimersByTimeAsync(2 * QUIET_MS)
    expect(d.sent).toHaveLength(1)
    expect(d.saver.base.text.around.titles.title).toBe('Two')
    expect(d.saver.pending).toBe(false)
  })

  it('sends one at a time, and what came meanwhile after it', async () => {
    const d = desk()
    let release = (_: string) => {}
    d.answers(() => new Promise((resolve) => (release = resolve)))
    d.saver.put(of(setText(lines, 0, 'A')))
    d.saver.flush()
    await vi.advanceTimersByTimeAsync(0)
    d.saver.put(of(setText(lines, 0, 'AB')))
    await vi.advanceTimersByTimeAsync(4 * QUIET_MS)
    expect(d.sent).toHaveLength(1)
    release('r1')
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(d.sent[1]).toEqual({ base: 'r1', texts: ['AB', 'Two.'] })
  })

  it('tries again after a lost connection', async () => {
    const d = desk()
    let failures = 2
    d.answers(() => (failures-- > 0 ? Promise.reject('again') : Promise.resolve('r1')))
    d.saver.put(of(setText(lines, 0, 'A')))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(d.sent).toHaveLength(3)
    expect(d.saver.state).toBe('saved')
    expect(d.states).toContain('offline')
  })

  it('stops at a conflict until somebody decides, and keeps what was typed', async () => {
    const d = desk()
    d.answers(() => Promise.reject('conflict'))
    const mine = setText(lines, 0, 'Mine.')
    d.saver.put(of(mine))
    await vi.advanceTimersByTimeAsync(30_000)
    d.saver.put(of(setText(mine, 1, 'Mine too.')))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(d.sent).toHaveLength(1)
    expect(d.saver.state).toBe('conflict')
    d.answers(() => Promise.resolve('r9'))
    d.saver.rebase({ id: 'theirs', text: of(setText(lines, 1, 'Theirs.')) }, of(setText(mine, 1, 'Mine too.')))
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(d.sent[1]).toEqual({ base: 'theirs', texts: ['Mine.', 'Mine too.'] })
    expect(d.saver.state).toBe('saved')
  })

  it('sends what got no answer as it was, with the same id, and then what was typed since', async () => {
    const d = desk()
    let failures = 3
    d.answers(() => (failures-- > 0 ? Promise.reject('again') : Promise.resolve(d.ids.at(-1)!)))
    d.saver.put(of(setText(lines, 0, 'A')))
    await vi.advanceTimersByTimeAsync(QUIET_MS + 100)
    d.saver.put(of(setText(lines, 0, 'AB')))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(d.sent.map((s) => s.texts[0])).toEqual(['A', 'A', 'A', 'A', 'AB'])
    expect(new Set(d.ids.slice(0, 4)).size).toBe(1)
    expect(d.ids[4]).not.toBe(d.ids[0])
    expect(d.sent[4]!.base).toBe(d.ids[0])
    expect(d.saver.state).toBe('saved')
    expect(d.saver.sent).toEqual([])
  })

  it('does not say that all is saved while a save may have arrived that was undone since', async () => {
    const d = desk()
    let failures = 1
    d.answers(() => (failures-- > 0 ? Promise.reject('again') : Promise.resolve(d.ids.at(-1)!)))
    d.saver.put(of(setText(lines, 0, 'A')))
    await vi.advanceTimersByTimeAsync(QUIET_MS + 100)
    d.saver.put(of(lines))
    expect(d.saver.pending).toBe(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(d.sent.map((s) => s.texts[0])).toEqual(['A', 'A', 'One.'])
    expect(d.saver.state).toBe('saved')
  })

  it('takes a new id for what was refused, and makes no second revision of it', async () => {
    const d = desk()
    d.answers(() => Promise.reject('refused'))
    d.saver.put(of(setText(lines, 0, '')))
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    d.answers(() => Promise.resolve('r1'))
    d.saver.put(of(setText(lines, 0, 'Right.')))
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(d.ids[1]).not.toBe(d.ids[0])
  })

  describe('after a visit that heard no answer', () => {
    const mine = of(setText(lines, 0, ' Mine. '))
    // As the server gives it: it trims texts, and is sure of what a person changed.
    const stored = of(lines.with(0, { ...lines[0]!, text: 'Mine.' }))

    it('goes on over the revision that came of it, and sends nothing twice', async () => {
      const d = desk()
      d.saver.rebase({ id: 'sent1', text: stored }, stored)
      expect(d.saver.recall(['sent0', 'sent1'], mine)).toBe(true)
      d.saver.put(mine)
      await vi.advanceTimersByTimeAsync(30_000)
      expect(d.sent).toEqual([])
      expect(d.saver.pending).toBe(false)
      expect(d.saver.base.id).toBe('sent1')
    })

    it('does not take another revision for its own', () => {
      const d = desk()
      expect(d.saver.recall(['sent1'], mine)).toBe(false)
      expect(d.saver.base.id).toBe('r0')
    })

    it('knows its own revision when it arrives late, and goes on over it', async () => {
      const d = desk()
      d.saver.recall(['late'], mine)
      d.answers(() => (d.sent.at(-1)!.base === 'late' ? Promise.resolve('r2') : Promise.reject('conflict')))
      d.has(() => Promise.resolve({ id: 'late', text: stored }))
      d.saver.put(of(setText(mine.lines, 1, 'Mine too.')))
      await vi.advanceTimersByTimeAsync(30_000)
      expect(d.sent).toEqual([
        { base: 'r0', texts: [' Mine. ', 'Mine too.'] },
        { base: 'late', texts: [' Mine. ', 'Mine too.'] },
      ])
      expect(d.states).not.toContain('conflict')
      expect(d.saver.state).toBe('saved')
    })

    it('asks again where it could not ask, and stops at a revision of somebody else', async () => {
      const d = desk()
      d.saver.recall(['late'], mine)
      d.answers(() => Promise.reject('conflict'))
      d.has(() => Promise.reject('again'))
      d.saver.put(mine)
      await vi.advanceTimersByTimeAsync(QUIET_MS + 100)
      expect(d.saver.state).toBe('offline')
      d.has(() => Promise.resolve({ id: 'theirs', text: stored }))
      await vi.advanceTimersByTimeAsync(30_000)
      expect(d.saver.state).toBe('conflict')
    })
  })

  it('sends what was refused once it has changed', async () => {
    const d = desk()
    d.answers(() => Promise.reject('refused'))
    d.saver.put(of(setText(lines, 0, '')))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(d.sent).toHaveLength(1)
    d.answers(() => Promise.resolve('r1'))
    d.saver.put(of(setText(lines, 0, 'Right.')))
    await vi.advanceTimersByTimeAsync(QUIET_MS)
    expect(d.saver.state).toBe('saved')
  })

  it('ends with its page', async () => {
    const d = desk()
    d.saver.put(of(setText(lines, 0, 'A')))
    d.scope.dispose()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(d.sent).toEqual([])
  })
})
