import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

interface Processor {
  port: { postMessage: (message: unknown) => void; onmessage: (e: { data: unknown }) => void }
  process: (inputs: Float32Array[][]) => boolean
}

let make: new () => Processor

beforeAll(async () => {
  vi.stubGlobal('AudioWorkletProcessor', class {
    port = { postMessage: vi.fn() }
  })
  vi.stubGlobal('registerProcessor', (_: string, processor: new () => Processor) => (make = processor))
  await import('./capture.worklet')
})

afterAll(() => {
  vi.unstubAllGlobals()
})

/** A processor, and what it has sent: the samples of a block, or a number. */
function capture(): { node: Processor; sent: unknown[]; quantum: (from: number) => void } {
  const node = new make()
  const sent: unknown[] = []
  node.port.postMessage = (message) => sent.push(message instanceof Float32Array ? [...message] : message)
  return { node, sent, quantum: (from) => void node.process([[Float32Array.from({ length: 128 }, (_, i) => from + i)]]) }
}

const samples = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('the capture worklet', () => {
  it('sends full blocks by itself', () => {
    const { sent, quantum } = capture()
    for (let at = 0; at < 2000; at += 128) quantum(at)
    expect(sent).toEqual([samples(0, 1024), samples(1024, 2048)])
  })

  it('sends the block that is not full yet when it is asked, and goes on behind it', () => {
    const { node, sent, quantum } = capture()
    quantum(0)
    quantum(128)
    node.port.onmessage({ data: 7 })
    node.port.onmessage({ data: 8 })
    for (let at = 256; at < 256 + 1024; at += 128) quantum(at)
    expect(sent).toEqual([samples(0, 256), 7, 8, samples(256, 1280)])
  })

  it('makes one channel of several', () => {
    const { node, sent } = capture()
    node.process([[Float32Array.of(1, 0.5), Float32Array.of(0, 0.5)]])
    node.port.onmessage({ data: 1 })
    expect(sent).toEqual([[0.5, 0.5], 1])
  })
})
