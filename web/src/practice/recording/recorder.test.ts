import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope } from '../../lib/scope'
import { someCues } from '../fixtures'
import { Recorder, type Finished } from './recorder.svelte'

const mic = vi.hoisted(() => ({
  block: (_: Float32Array) => undefined as void,
  lose: () => undefined as void,
  flushed: [] as (() => void)[],
}))

vi.mock('./mic', () => ({
  MicError: class extends Error {},
  Microphone: class {
    static possible = false
    rate = 16_000
    flush = () => new Promise<void>((resolve) => mic.flushed.push(resolve))
    release = () => (this.rate = 0)
    set onBlock(call: (block: Float32Array) => void) {
      mic.block = call
    }
    set onLost(call: () => void) {
      mic.lose = call
    }
  },
}))

beforeEach(() => {
  vi.useFakeTimers()
  mic.flushed = []
  vi.stubGlobal('document', { visibilityState: 'visible' })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function recording(): { recorder: Recorder; takes: Finished[]; lost: () => number; second: () => void } {
  const takes: Finished[] = []
  let lost = 0
  const recorder: Recorder = new Recorder(new Scope(), () => null, (take) => takes.push(take), () => {
    lost++
    recorder.finish() // as the session does
  })
  recorder.start({ cue: someCues(1)[0]!, mode: 'repeat', manual: true, speed: 1, leadMs: 0 }, () => undefined)
  const second = () => {
    mic.block(new Float32Array(16_000))
    vi.advanceTimersByTime(1000)
  }
  return { recorder, takes, lost: () => lost, second }
}

describe('a recording', () => {
  it('to which nothing comes any more ends with what came, and says why', async () => {
    const { recorder, takes, lost, second } = recording()
    for (let i = 0; i < 5; i++) second()
    vi.advanceTimersByTime(2000)
    expect(lost()).toBe(0)
    vi.advanceTimersByTime(1000)
    expect([lost(), recorder.problem]).toEqual([1, 'silent'])
    mic.flushed[0]!()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(takes.map((t) => t.durationMs)).toEqual([5000])
    expect(lost()).toBe(1)
  })

  it('goes on behind a stall that ends', () => {
    const { lost, second } = recording()
    for (let i = 0; i < 5; i++) {
      second()
      vi.advanceTimersByTime(1500)
    }
    expect(lost()).toBe(0)
  })

  it('has its last samples, which come behind its end', async () => {
    const { recorder, takes, second } = recording()
    second()
    recorder.finish()
    recorder.hold('release')
    mic.block(new Float32Array(1600))
    await vi.advanceTimersByTimeAsync(0)
    expect([takes.length, recorder.busy]).toEqual([0, true])
    mic.block(new Float32Array(320))
    mic.flushed[0]!()
    await vi.advanceTimersByTimeAsync(0)
    expect(takes.map((t) => t.durationMs)).toEqual([1120])
    expect(recorder.busy).toBe(false)
  })

  it('gets none of the samples of the one before it', async () => {
    const { recorder, takes, second } = recording()
    second()
    recorder.finish()
    recorder.start({ cue: someCues(1)[0]!, mode: 'repeat', manual: true, speed: 1, leadMs: 0 }, () => undefined)
    mic.block(new Float32Array(1600))
    mic.flushed[0]!()
    await vi.advanceTimersByTimeAsync(0)
    second()
    recorder.finish()
    mic.flushed[1]!()
    await vi.advanceTimersByTimeAsync(0)
    expect(takes.map((t) => t.durationMs)).toEqual([1100, 1000])
  })

  it('is there at once where the page is hidden', () => {
    const { recorder, takes, second } = recording()
    second()
    vi.stubGlobal('document', { visibilityState: 'hidden' })
    recorder.finish()
    expect(takes.map((t) => t.durationMs)).toEqual([1000])
  })

  it('that loses its microphone says so', () => {
    const { recorder, lost } = recording()
    mic.lose()
    expect([lost(), recorder.problem]).toEqual([1, 'missing'])
  })
})
