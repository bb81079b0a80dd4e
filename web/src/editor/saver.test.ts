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
  let answer: () => Promise<string> = () => Promise.resolve(`r${sent.length}`)
  const saver = new Saver(
    scope,
    {
      save: (base: Base, now) => {
        sent.push({ base: base.id, texts: now.lines.map((l) => l.text) })
        return answer()
      },
      verdict: (err) => err as 'conflict' | 'refused' | 'again',
      changed: (state) => states.push(state),
    },
    { id: 'r0', text: of(lines) },
  )
  return { scope, saver, states, sent, answers: (how: () => Promise<string>) => (answer = how) }
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
