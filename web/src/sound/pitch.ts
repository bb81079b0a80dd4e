/** Pitch tracks: pitch.bin ("GPT1") of the server, and a quick one of a fresh take. */

export interface Pitch {
  hopMs: number
  /** Hz per hop; 0 is unvoiced. */
  hz: Float32Array
}

/** Reads pitch.bin; throws with the byte offset of what is wrong. */
export function decodePitch(buffer: ArrayBuffer): Pitch {
  const v = new DataView(buffer)
  if (v.byteLength < 12 || String.fromCharCode(...new Uint8Array(buffer, 0, 4)) !== 'GPT1') throw new Error('pitch: no GPT1 header at byte 0')
  const hop = v.getUint32(4, true)
  const n = v.getUint32(8, true)
  if (hop < 1) throw new Error('pitch: no hop at byte 4')
  if (v.byteLength - 12 !== 3 * n) throw new Error(`pitch: ${n} frames claimed at byte 8, ${v.byteLength - 12} bytes follow`)
  const hz = new Float32Array(n)
  for (let i = 0; i < n; i++) hz[i] = v.getUint16(12 + 2 * i, true) / 32
  return { hopMs: hop / 1000, hz }
}

/** Finds the pitch of one window: Hz and how clear it is (0 … 1). */
export type Finder = (window: Float32Array, rate: number) => [hz: number, clarity: number]

/** So many windows are looked at before the page may breathe (about 10 ms of work). */
const SLICE = 60

/**
 * A quick pitch track of a take, window by window, 10 ms apart. `breathe` is awaited
 * now and then, so that what plays is never held up.
 */
export async function trackPitch(samples: Float32Array, rate: number, window: number, find: Finder, breathe: () => Promise<void>): Promise<Pitch> {
  const hop = Math.round(rate / 100)
  const n = Math.max(0, Math.floor((samples.length - window) / hop) + 1)
  const lead = Math.round(window / 2 / hop)
  const hz = new Float32Array(n + lead)
  for (let i = 0; i < n; i++) {
    if (i % SLICE === SLICE - 1) await breathe()
    const part = samples.subarray(i * hop, i * hop + window)
    if (power(part) < 1e-6) continue
    const [f, clarity] = find(part, rate)
    if (clarity >= 0.85 && f >= 60 && f <= 600) hz[i + lead] = f
  }
  return { hopMs: 10, hz }
}

function power(part: Float32Array): number {
  let sum = 0
  for (let k = 0; k < part.length; k += 4) sum += part[k]! * part[k]!
  return sum / (part.length / 4)
}

/** The middle of the voiced frames; 0 where nothing is voiced. */
export function median(hz: Float32Array): number {
  const voiced = hz.filter((f) => f > 0).sort()
  return voiced.length === 0 ? 0 : voiced[voiced.length >> 1]!
}

/** A point of a contour: ms of its own timeline, semitones around the speaker's median. */
export interface PitchPoint {
  ms: number
  semitones: number
}

/** From this length on a pitch line says nothing to the eye any more: ms. */
export const LONGEST_CONTOUR = 60_000

/**
 * The voiced pieces of a stretch as lines, in semitones around a median. A piece of
 * one frame is dropped; a hole of up to 30 ms is bridged; a leap of more than seven
 * semitones within 10 ms (an octave error) begins a new piece. A stretch beyond
 * LONGEST_CONTOUR has none: an hour would be 360,000 points.
 */
export function contour(pitch: Pitch, fromMs: number, toMs: number, around: number): PitchPoint[][] {
  if (around <= 0 || toMs - fromMs > LONGEST_CONTOUR) return []
  const out: PitchPoint[][] = []
  let piece: PitchPoint[] = []
  const end = () => {
    if (piece.length > 1) out.push(piece)
    piece = []
  }
  const first = Math.max(0, Math.floor(fromMs / pitch.hopMs))
  const last = Math.min(pitch.hz.length, Math.ceil(toMs / pitch.hopMs))
  for (let i = first; i < last; i++) {
    const f = pitch.hz[i]!
    if (f <= 0) continue
    const p = { ms: (i + 0.5) * pitch.hopMs, semitones: 12 * Math.log2(f / around) }
    const before = piece.at(-1)
    if (before && (p.ms - before.ms > 35 || Math.abs(p.semitones - before.semitones) > 7)) end()
    piece.push(p)
  }
  end()
  return out
}
