import { describe, expect, it, vi } from 'vitest'
import { empty, flagsOfDraft, MyFlags, type FlagPort, type MyFlag } from './flags.svelte'

const flag = (more: Partial<MyFlag> = {}): MyFlag => ({ cueId: 'a', nowId: 'a', kind: 'text', shiftMs: 0, note: '', state: 'open', ...more })
const never = new AbortController().signal

function port(list: readonly MyFlag[] = []): FlagPort {
  return {
    list: () => Promise.resolve(list),
    put: (cueId, kind, body) => Promise.resolve(flag({ cueId, nowId: cueId, kind, shiftMs: body.shiftMs ?? 0, note: body.note ?? '' })),
    withdraw: () => Promise.resolve(),
    seen: vi.fn(() => Promise.resolve()),
  }
}

describe('what a draft says', () => {
  it.each([
    ['nothing is chosen', empty, []],
    ['both edges', { what: 'times', shift: { start: -150, end: 50 }, note: '' }, ['start -150', 'end 50']],
    ['one edge', { what: 'times', shift: { start: 0, end: 50 }, note: '' }, ['end 50']],
    ['times that stay', { what: 'times', shift: { start: 0, end: 0 }, note: 'x' }, []],
    ['the text', { what: 'text', shift: { start: -50, end: 0 }, note: '' }, ['text 0']],
    ['something else without words', { what: 'other', shift: { start: 0, end: 0 }, note: ' ' }, []],
    ['something else', { what: 'other', shift: { start: 0, end: 0 }, note: 'x' }, ['other 0']],
  ] as const)('%s', (_, draft, want) => {
    expect(flagsOfDraft(draft).map((one) => `${one.kind} ${one.shiftMs}`)).toEqual(want)
  })
})

describe('the own flags', () => {
  it('are told apart by what became of them, on the sentence of today', async () => {
    const flags = new MyFlags(port([flag({ nowId: 'b' }), flag({ kind: 'start', state: 'accepted' }), flag({ kind: 'end', state: 'dismissed' })]))
    await flags.load(never)
    expect(flags.open('a')).toEqual([])
    expect(flags.open('b').map((one) => one.cueId)).toEqual(['a'])
    expect(flags.settled('a').map((one) => one.state)).toEqual(['accepted', 'dismissed'])
  })

  it('keep what was sent while they were fetched', async () => {
    const flags = new MyFlags(port([flag({ note: 'old' })]))
    const loading = flags.load(never)
    await flags.send('a', 1, { ...empty, what: 'text', note: ' new ' })
    await loading
    expect(flags.open('a').map((one) => one.note)).toEqual(['new'])
  })

  it('keep what was written until it is sent', async () => {
    const down = port()
    const flags = new MyFlags({ ...down, put: () => Promise.reject(new Error('down')) })
    const draft = { ...empty, what: 'text', note: 'he says two' } as const
    flags.keep('a', draft)
    await expect(flags.send('a', 1, draft)).rejects.toThrow('down')
    expect(flags.draft('a')).toEqual(draft)
    expect(flags.open('a')).toEqual([])
    const up = new MyFlags(down)
    up.keep('a', draft)
    await up.send('a', 1, draft)
    expect(up.draft('a')).toEqual(empty)
  })

  it('are said once', async () => {
    const one = port([flag({ state: 'corrected' })])
    const flags = new MyFlags(one)
    await flags.load(never)
    flags.saw(flags.settled('a'))
    expect(flags.settled('a')).toEqual([])
    expect(one.seen).toHaveBeenCalledOnce()
  })

  it('go when they are withdrawn, and only then', async () => {
    const flags = new MyFlags({ ...port([flag()]), withdraw: () => Promise.reject(new Error('down')) })
    await flags.load(never)
    await expect(flags.withdraw(flags.open('a')[0]!)).rejects.toThrow()
    expect(flags.open('a')).toHaveLength(1)
  })
})
