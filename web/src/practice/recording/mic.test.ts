import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope } from '../../lib/scope'
import { Microphone } from './mic'

vi.mock('./capture.worklet?worker&url', () => ({ default: '/assets/capture.js' }))

const wish = { deviceId: '', echoCancellation: false }
const forever = () => new Promise<void>(() => undefined)

/** A device whose every step is in our hands. */
class Device {
  static addModule: () => Promise<void>
  static ports: { onmessage: ((e: { data: Float32Array | number }) => void) | null; postMessage: (data: number) => void }[]
  static asked: number[]
  static track: EventTarget & { stop: () => void }

  static block(length = 1024): void {
    Device.ports.at(-1)?.onmessage?.({ data: new Float32Array(length) })
  }

  static answer(number: number): void {
    Device.ports.at(-1)?.onmessage?.({ data: number })
  }
}

const part = () => ({ connect: (to: unknown) => to, disconnect: () => undefined })

class FakeContext {
  state = 'suspended'
  sampleRate = 48_000
  destination = {}
  audioWorklet = { addModule: () => Device.addModule() }
  resume = forever
  close = () => Promise.resolve()
  createMediaStreamSource = part
  createGain = () => ({ ...part(), gain: { value: 1 } })
}

class FakeNode {
  port = { onmessage: null, postMessage: (data: number) => void Device.asked.push(data) }
  connect = (to: unknown) => to
  disconnect = () => undefined
  constructor() {
    Device.ports.push(this.port)
  }
}

/** What became of it so far. */
function watched(promise: Promise<void>): { how: string } {
  const seen = { how: 'waits' }
  promise.then(
    () => (seen.how = 'opened'),
    (err: { problem: string }) => (seen.how = err.problem),
  )
  return seen
}

const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)
let fetched: string[]

beforeEach(() => {
  vi.useFakeTimers()
  fetched = []
  Device.addModule = () => Promise.resolve()
  Device.ports = []
  Device.asked = []
  Device.track = Object.assign(new EventTarget(), { stop: () => undefined })
  const getUserMedia = () => Promise.resolve({ getTracks: () => [Device.track] })
  vi.stubGlobal('window', { isSecureContext: true })
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
  vi.stubGlobal('AudioContext', FakeContext)
  vi.stubGlobal('AudioWorkletNode', FakeNode)
  vi.stubGlobal('fetch', (url: string) => (fetched.push(url), Promise.resolve(new Response(''))))
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the microphone', () => {
  it('has what it records with before it is opened', () => {
    new Microphone(new Scope())
    expect(fetched).toEqual(['/assets/capture.js'])
  })

  it('is open once a block is here, and open again only with a new one', async () => {
    const mic = new Microphone(new Scope())
    const first = watched(mic.open(wish))
    await later(1000)
    expect(first.how).toBe('waits')
    Device.block()
    await later(0)
    expect(first.how).toBe('opened')
    const second = watched(mic.open(wish))
    await later(1000)
    expect(second.how).toBe('waits')
    Device.block()
    await later(0)
    expect([second.how, Device.ports.length]).toEqual(['opened', 1])
  })

  it.each<[string, () => Promise<void>, string]>([
    ['a file that does not come', () => Promise.reject(new DOMException('gone', 'AbortError')), 'unloaded'],
    ['a file that hangs', forever, 'unloaded'],
    ['a clock that never starts', () => Promise.resolve(), 'silent'],
  ])('says what is wrong: %s', async (_, addModule, problem) => {
    Device.addModule = addModule
    const opening = watched(new Microphone(new Scope()).open(wish))
    await later(8000)
    expect(opening.how).toBe(problem)
  })

  it('that was held and is silent now is opened again the next time', async () => {
    const mic = new Microphone(new Scope())
    void mic.open(wish)
    await later(0)
    Device.block()
    const silent = watched(mic.open(wish))
    await later(8000)
    expect(silent.how).toBe('silent')
    const again = watched(mic.open(wish))
    await later(0)
    Device.block()
    await later(0)
    expect([again.how, Device.ports.length]).toEqual(['opened', 2])
  })

  it('that goes away says so', async () => {
    const mic = new Microphone(new Scope())
    const lost = vi.fn()
    mic.onLost = lost
    void mic.open(wish)
    await later(0)
    Device.block()
    await later(0)
    Device.track.dispatchEvent(new Event('ended'))
    expect(lost).toHaveBeenCalledOnce()
    expect(mic.rate).toBe(0)
  })
})

describe('a flush', () => {
  /** A microphone that is open, and the lengths of the blocks that it handed over. */
  async function opened(): Promise<{ mic: Microphone; page: Scope; blocks: number[]; stopped: () => number }> {
    const page = new Scope()
    const mic = new Microphone(page)
    const stop = vi.fn()
    Device.track.stop = stop
    void mic.open(wish)
    await later(0)
    Device.block()
    await later(0)
    const blocks: number[] = []
    mic.onBlock = (block) => blocks.push(block.length)
    return { mic, page, blocks, stopped: () => stop.mock.calls.length }
  }

  it('brings what is under way before the microphone closes', async () => {
    const { mic, blocks, stopped } = await opened()
    const flush = watched(mic.flush())
    mic.release()
    expect([mic.rate, stopped()]).toEqual([0, 0])
    Device.block()
    Device.block(100)
    Device.answer(Device.asked[0]!)
    await later(0)
    expect(blocks).toEqual([1024, 100])
    expect([flush.how, stopped()]).toEqual(['opened', 1])
  })

  it('that nobody answers ends by itself, and its late answer ends no other', async () => {
    const { mic, stopped } = await opened()
    const first = watched(mic.flush())
    await later(200)
    const second = watched(mic.flush())
    Device.answer(Device.asked[0]!)
    await later(0)
    expect([first.how, second.how, stopped()]).toEqual(['opened', 'waits', 0])
    Device.answer(Device.asked[1]!)
    await later(0)
    expect(second.how).toBe('opened')
  })

  it('ends with the page, and without a microphone', async () => {
    const { mic, page, stopped } = await opened()
    const flush = watched(mic.flush())
    page.dispose()
    await later(0)
    expect([flush.how, stopped()]).toEqual(['opened', 1])
    await mic.flush()
  })
})
