// Looking for one recording in another: how well, and where.

/** The samples of a 16-bit mono WAV with a 44-byte header. */
export function samplesOf(wav: Buffer): Float32Array {
  if (wav.toString('latin1', 0, 4) !== 'RIFF') throw new Error('not a WAV file')
  const data = wav.indexOf('data', 12, 'latin1')
  const n = (wav.length - data - 8) >> 1
  const out = new Float32Array(n)
  for (let i = 0; i < n; i++) out[i] = wav.readInt16LE(data + 8 + 2 * i) / 32768
  return out
}

/** A value of an array that is 0 outside, between samples by cubic interpolation. */
function at(x: Float32Array, t: number): number {
  const i = Math.floor(t)
  const f = t - i
  const a = x[i - 1] ?? 0
  const b = x[i] ?? 0
  const c = x[i + 1] ?? 0
  const d = x[i + 2] ?? 0
  return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)))
}

/** Normalised correlation of part with whole from position t on. */
function correlation(part: Float32Array, whole: Float32Array, t: number): number {
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < part.length; i++) {
    const x = part[i] ?? 0
    const y = at(whole, t + i)
    xy += x * y
    xx += x * x
    yy += y * y
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0
}

function decimate(x: Float32Array, by: number): Float32Array {
  const out = new Float32Array(Math.floor(x.length / by))
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (let k = 0; k < by; k++) sum += x[i * by + k] ?? 0
    out[i] = sum / by
  }
  return out
}

/**
 * The best correlation of the middle of part with any place of whole, both at
 * the same rate: found coarsely at an eighth of the rate, then to a tenth of a sample.
 */
export function bestMatch(part: Float32Array, whole: Float32Array): { correlation: number; at: number } {
  const by = 8
  const from = Math.floor(part.length * 0.25)
  const middle = part.subarray(from, Math.floor(part.length * 0.75))
  const small = decimate(middle, by)
  const large = decimate(whole, by)
  let coarse = 0
  let best = -1
  for (let t = 0; t + small.length <= large.length; t++) {
    const c = correlation(small, large, t)
    if (c > best) [best, coarse] = [c, t]
  }
  let fine = coarse * by
  best = -1
  const around = fine
  for (let t = around - 2 * by; t <= around + 2 * by; t++) {
    const c = correlation(middle, whole, t)
    if (c > best) [best, fine] = [c, t]
  }
  const centre = fine
  for (let k = -10; k <= 10; k++) {
    const c = correlation(middle, whole, centre + k / 10)
    if (c > best) [best, fine] = [c, centre + k / 10]
  }
  return { correlation: best, at: fine - from }
}
