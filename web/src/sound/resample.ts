/**
 * A streaming windowed-sinc resampler for one channel. The delay of the filter is
 * compensated: output sample n stands for the time n/to of the input. The cutoff is
 * 0.46 of the lower rate (Kaiser window, about 70 dB), so that speech at 48 kHz
 * becomes clean speech at 16 kHz. Same result for any block sizes.
 */
const ZEROS = 16
const KAISER = 7

export class Resampler {
  readonly #from: number
  readonly #to: number
  readonly #half: number
  readonly #kernels: Float32Array[]
  readonly #phases: number
  #input = new Float32Array(0)
  /** Position of #input[0] on the input's timeline. */
  #base = 0
  #written = 0
  #next = 0

  constructor(from: number, to: number) {
    if (!(from > 0 && to > 0)) throw new Error(`rates must be positive: ${from}, ${to}`)
    this.#from = from
    this.#to = to
    const scale = Math.max(1, from / to)
    this.#half = Math.ceil(ZEROS * scale)
    this.#phases = to / gcd(from, to)
    this.#kernels = Array.from({ length: this.#phases }, (_, n) => kernel(((n * from) % to) / to, this.#half, scale))
    this.#input = new Float32Array(this.#half)
    this.#base = -this.#half
  }

  /** Takes a block and gives the samples that are complete with it. */
  write(block: Float32Array): Float32Array {
    const joined = new Float32Array(this.#input.length + block.length)
    joined.set(this.#input)
    joined.set(block, this.#input.length)
    this.#input = joined
    this.#written += block.length
    return this.#drain()
  }

  /** Ends the stream: as many samples as the input lasts. */
  flush(): Float32Array {
    const total = Math.round((this.#written * this.#to) / this.#from)
    const padded = new Float32Array(this.#input.length + 2 * this.#half + 2)
    padded.set(this.#input)
    this.#input = padded
    return this.#drain(total)
  }

  #drain(total = Infinity): Float32Array {
    const out: number[] = []
    for (;;) {
      const centre = Math.floor((this.#next * this.#from) / this.#to)
      if (this.#next >= total || centre + this.#half >= this.#base + this.#input.length) break
      const taps = this.#kernels[this.#next % this.#phases]!
      const first = centre - this.#half - this.#base
      let v = 0
      for (let k = 0; k < taps.length; k++) v += taps[k]! * this.#input[first + k]!
      out.push(v)
      this.#next++
    }
    const keep = Math.floor((this.#next * this.#from) / this.#to) - this.#half
    const drop = Math.max(0, Math.min(this.#input.length, keep - this.#base))
    this.#input = this.#input.slice(drop)
    this.#base += drop
    return Float32Array.from(out)
  }
}

/** The taps for an output sample that falls a fraction of a sample behind the middle tap. */
function kernel(fraction: number, half: number, scale: number): Float32Array {
  const taps = new Float32Array(2 * half + 1)
  const cutoff = 0.92 / scale
  let sum = 0
  for (let k = 0; k < taps.length; k++) {
    const x = k - half - fraction
    taps[k] = sinc(x * cutoff) * kaiser(x / (half + 1))
    sum += taps[k]!
  }
  return taps.map((t) => t / sum)
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER * Math.sqrt(1 - x * x)) / bessel(KAISER)
}

/** The modified Bessel function I0, by its series. */
function bessel(x: number): number {
  let sum = 1
  let term = 1
  for (let k = 1; k < 32; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}

/** All at once. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples
  const r = new Resampler(from, to)
  const head = r.write(samples)
  const tail = r.flush()
  const out = new Float32Array(head.length + tail.length)
  out.set(head)
  out.set(tail, head.length)
  return out
}
