import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope } from '../../lib/scope'
import { someCues } from '../fixtures'
import { Recorder, type Finished } from './recorder.svelte'

const mic = vi.hoisted(() => ({ block: (_: Float32Array) => undefined as void, lose: () => undefined as void }))

vi.mock('../browser/mic', () => ({
  MicError: class extends Error {},
  Microphone: class {
    static possible = false
    rate = 16_000
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
  vi.stubGlobal('document', { visibilityState: 'visible' })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function recording(): { recorder: Recorder; takes: Finished[]; lost: () => number; second: () => void } {
  const takes: Finished[] = []
  let lost = 0
  const recorder: Recorder = new Recorder(new Scope(), (take) => takes.push(take), () => {
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
  it('to which nothing comes any more ends with what came, and says why', () => {
    const { recorder, takes, lost, second } = recording()
    for (let i = 0; i < 5; i++) second()
    vi.advanceTimersByTime(2000)
    expect(lost()).toBe(0)
    vi.advanceTimersByTime(1000)
    expect([lost(), recorder.problem]).toEqual([1, 'silent'])
    vi.advanceTimersByTime(10_000)
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

  it('that loses its microphone says so', () => {
    const { recorder, lost } = recording()
    mic.lose()
    expect([lost(), recorder.problem]).toEqual([1, 'missing'])
  })
})
