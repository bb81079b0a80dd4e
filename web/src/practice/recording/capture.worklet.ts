/**
 * Hands the microphone's samples to the page, a few render quanta at a time. Several
 * channels become one; everything else happens in plain modules that tests can reach.
 * A number from the page asks for the block that is not full yet; it is sent, and the
 * number behind it.
 */
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void

const BLOCK = 1024

class Capture extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK)
  #filled = 0

  constructor() {
    super()
    this.port.onmessage = (e: MessageEvent<number>) => {
      if (this.#filled > 0) this.#send()
      this.port.postMessage(e.data)
    }
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? []
    const first = channels[0]
    if (!first) return true
    for (let i = 0; i < first.length; i++) {
      let v = 0
      for (const channel of channels) v += channel[i] ?? 0
      this.#block[this.#filled++] = v / channels.length
      if (this.#filled === BLOCK) this.#send()
    }
    return true
  }

  #send(): void {
    const block = this.#filled === BLOCK ? this.#block : this.#block.slice(0, this.#filled)
    this.port.postMessage(block, [block.buffer])
    this.#block = new Float32Array(BLOCK)
    this.#filled = 0
  }
}

export {} // a module, so that tests can import it

registerProcessor('gendu-capture', Capture)
