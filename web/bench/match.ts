// Finding a piece of sound in a long one: normalised cross-correlation by FFT.

/** In-place radix-2 FFT of a power of two of complex numbers. */
export function fft(re: Float64Array, im: Float64Array, inverse = false): void {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[re[i], re[j]] = [re[j]!, re[i]!]
      ;[im[i], im[j]] = [im[j]!, im[i]!]
    }
  }
  for (let size = 2; size <= n; size <<= 1) butterflies(re, im, size, inverse)
  if (!inverse) return
  for (let i = 0; i < n; i++) {
    re[i]! /= n
    im[i]! /= n
  }
}

function butterflies(re: Float64Array, im: Float64Array, size: number, inverse: boolean): void {
  const half = size >> 1
  const step = ((inverse ? 2 : -2) * Math.PI) / size
  for (let k = 0; k < half; k++) {
    const wr = Math.cos(step * k)
    const wi = Math.sin(step * k)
    for (let a = k; a < re.length; a += size) {
      const b = a + half
      const xr = re[b]! * wr - im[b]! * wi
      const xi = re[b]! * wi + im[b]! * wr
      re[b] = re[a]! - xr
      im[b] = im[a]! - xi
      re[a]! += xr
      im[a]! += xi
    }
  }
}

export interface Match {
  /** Where the piece begins in the whole, in samples, to a fraction of one. */
  at: number
  correlation: number
}

const BLOCK = 1 << 16

/** The best place of a piece within whole[from, to): both at the same rate. */
export function locate(piece: Float32Array, whole: Float32Array, from = 0, to = whole.length): Match {
  from = Math.max(0, Math.round(from))
  to = Math.min(whole.length, Math.round(to))
  const m = piece.length
  const size = sizeFor(Math.min(BLOCK, to - from), m)
  const pr = new Float64Array(size)
  const pi = new Float64Array(size)
  pr.set(piece)
  fft(pr, pi)
  let energy = 0
  for (const v of piece) energy += v * v
  const best: Match = { at: from, correlation: -1 }
  for (let at = from; at + m <= to; at += size - m + 1) block(pr, pi, whole, at, Math.min(to, at + size), m, energy, best)
  return best
}

function sizeFor(span: number, m: number): number {
  let size = 1024
  while (size < span || size < 4 * m) size <<= 1
  return size
}

function block(pr: Float64Array, pi: Float64Array, whole: Float32Array, at: number, end: number, m: number, energy: number, best: Match): void {
  const size = pr.length
  const re = new Float64Array(size)
  const im = new Float64Array(size)
  re.set(whole.subarray(at, end))
  fft(re, im)
  for (let i = 0; i < size; i++) {
    const r = re[i]! * pr[i]! + im[i]! * pi[i]!
    im[i] = im[i]! * pr[i]! - re[i]! * pi[i]!
    re[i] = r
  }
  fft(re, im, true)
  let under = 0
  for (let i = 0; i < m; i++) under += whole[at + i]! ** 2
  for (let lag = 0; at + lag + m <= end; lag++) {
    const c = under > 1e-9 ? re[lag]! / Math.sqrt(under * energy) : 0
    if (c > best.correlation) {
      best.correlation = c
      best.at = at + lag + vertex(re[lag - 1], re[lag]!, re[lag + 1])
    }
    under += (whole[at + lag + m] ?? 0) ** 2 - whole[at + lag]! ** 2
  }
}

/** Where a parabola through three neighbours has its top. */
function vertex(a: number | undefined, b: number, c: number | undefined): number {
  if (a === undefined || c === undefined) return 0
  const bend = a - 2 * b + c
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (a - c) / (2 * bend))) : 0
}

/** Half the length of the low-pass, in samples of the lower rate. */
const REACH = 8

/** A lower rate: low-passed by a windowed sinc, then every so-many-th sample, in place. */
export function decimate(x: Float32Array, by: number): Float32Array {
  const reach = REACH * by
  const taps = new Float64Array(2 * reach + 1)
  for (let k = -reach; k <= reach; k++) {
    const t = (0.9 * k) / by
    const sinc = k === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t)
    taps[k + reach] = (0.9 / by) * sinc * (0.5 + 0.5 * Math.cos((Math.PI * k) / (reach + 1)))
  }
  const out = new Float32Array(Math.floor(x.length / by))
  for (let i = 0; i < out.length; i++) {
    const from = i * by - reach
    let sum = 0
    for (let k = Math.max(0, -from); k < taps.length && from + k < x.length; k++) sum += taps[k]! * x[from + k]!
    out[i] = sum
  }
  return out
}

/** Stretches of a recording that sound, split where it is still for so many samples. */
export function spans(x: Float32Array, threshold: number, still: number): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = []
  let last: { from: number; to: number } | undefined
  for (let i = 0; i < x.length; i++) {
    if (Math.abs(x[i]!) <= threshold) continue
    if (last && i - last.to <= still) last.to = i + 1
    else out.push((last = { from: i, to: i + 1 }))
  }
  return out
}

/** A value that so much of the sorted list lies at or below. */
export function quantile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b)
  if (sorted.length === 0) throw new Error('nothing was measured')
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!
}
