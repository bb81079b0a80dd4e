/** From microphone samples to a 16 kHz mono WAV, and from two sounds to one in stereo. */
import { Listener, voicedFrom, type Level } from './level'
import { Resampler, resample } from './resample'
import { encodeWav, mono, type Pcm } from './wav'

export const TAKE_RATE = 16_000

export interface Recorded {
  wav: ArrayBuffer
  durationMs: number
  /** Somebody spoke, be it in a whisper. */
  heard: boolean
}

/** Collects one take while it is spoken, already at its final rate. */
export class TakeWriter {
  readonly listener: Listener
  readonly #resampler: Resampler | null
  readonly #blocks: Float32Array[] = []
  readonly #each: ((samples: Float32Array) => void) | null

  /** `each` is given what was written, at the final rate; it may keep it, but not change it. */
  constructor(rate: number, each: ((samples: Float32Array) => void) | null = null) {
    this.#each = each
    this.listener = new Listener(rate)
    this.#resampler = rate === TAKE_RATE ? null : new Resampler(rate, TAKE_RATE)
  }

  /** The block is kept: hand over a copy. */
  write(block: Float32Array): Level {
    const samples = this.#resampler ? this.#resampler.write(block) : block
    this.#blocks.push(samples)
    this.#each?.(samples)
    return this.listener.write(block)
  }

  finish(): Recorded {
    if (this.#resampler) this.#blocks.push(this.#resampler.flush())
    const samples = join(this.#blocks)
    return {
      wav: encodeWav({ rate: TAKE_RATE, channels: [samples] }),
      durationMs: Math.round((samples.length * 1000) / TAKE_RATE),
      heard: this.listener.heard || this.listener.whispered,
    }
  }
}

function join(blocks: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(blocks.reduce((n, b) => n + b.length, 0))
  let at = 0
  for (const b of blocks) {
    out.set(b, at)
    at += b.length
  }
  return out
}

/** A little air before the first word of both. */
const LEAD = 0.15

/**
 * The reference on the left and the take on the right in one stereo sound, with
 * their first voiced samples on top of each other and their loudness alike.
 */
export function together(reference: Pcm, take: Pcm): Pcm {
  const rate = reference.rate
  const left = mono(reference)
  const right = resample(mono(take), take.rate, rate)
  const a = voicedFrom(left, rate)
  const b = voicedFrom(right, rate)
  const start = Math.max(0, Math.min(a, b) - LEAD)
  const fromLeft = Math.round((a - Math.min(a, b) + start) * rate)
  const fromRight = Math.round((b - Math.min(a, b) + start) * rate)
  const length = Math.max(left.length - fromLeft, right.length - fromRight, 0)
  const gain = likeness(left, right)
  const channels = [new Float32Array(length), new Float32Array(length)]
  channels[0]!.set(left.subarray(fromLeft))
  for (let i = fromRight; i < right.length; i++) channels[1]![i - fromRight] = right[i]! * gain
  return { rate, channels }
}

/** What the second must be multiplied with to be as loud as the first, without clipping. */
function likeness(a: Float32Array, b: Float32Array): number {
  const rms = (x: Float32Array) => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / Math.max(1, x.length))
  const peak = b.reduce((p, v) => Math.max(p, Math.abs(v)), 0)
  const quiet = rms(b)
  if (quiet < 1e-4 || peak === 0) return 1
  return Math.min(rms(a) / quiet, 0.99 / peak, 8)
}
