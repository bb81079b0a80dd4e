/** 16-bit PCM WAV: the only file that the page makes, and the clips that it gets. */

const HEADER = 44

/** Sound in memory, full scale ±1, one array per channel of the same length. */
export interface Pcm {
  rate: number
  channels: Float32Array[]
}

/** Encodes as 16-bit PCM; samples beyond full scale are clamped. */
export function encodeWav(pcm: Pcm): ArrayBuffer {
  const count = pcm.channels.length
  const frames = pcm.channels[0]?.length ?? 0
  const bytes = frames * count * 2
  const buffer = new ArrayBuffer(HEADER + bytes)
  writeHeader(new DataView(buffer), pcm.rate, count, bytes)
  const out = new Int16Array(buffer, HEADER)
  pcm.channels.forEach((channel, c) => {
    for (let i = 0; i < frames; i++) {
      out[i * count + c] = Math.max(-32768, Math.min(32767, Math.round(channel[i]! * 32768)))
    }
  })
  return buffer
}

function writeHeader(v: DataView, rate: number, channels: number, bytes: number): void {
  const text = (at: number, s: string) => [...s].forEach((c, i) => v.setUint8(at + i, c.charCodeAt(0)))
  text(0, 'RIFF')
  v.setUint32(4, 36 + bytes, true)
  text(8, 'WAVEfmt ')
  v.setUint32(16, 16, true)
  v.setUint16(20, 1, true)
  v.setUint16(22, channels, true)
  v.setUint32(24, rate, true)
  v.setUint32(28, rate * channels * 2, true)
  v.setUint16(32, channels * 2, true)
  v.setUint16(34, 16, true)
  text(36, 'data')
  v.setUint32(40, bytes, true)
}

/**
 * Reads a 16-bit PCM WAV; a data chunk that claims more than the file holds is cut
 * to what is there. Throws with the byte offset of what it cannot read.
 */
export function decodeWav(buffer: ArrayBuffer): Pcm {
  const v = new DataView(buffer)
  const tag = (at: number) => (at + 4 <= v.byteLength ? String.fromCharCode(...new Uint8Array(buffer, at, 4)) : '')
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('not a WAV file at byte 0')
  let rate = 0
  let channels = 0
  for (let at = 12; at + 8 <= v.byteLength; ) {
    const size = v.getUint32(at + 4, true)
    const body = at + 8
    if (tag(at) === 'fmt ') {
      if (size < 16 || body + 16 > v.byteLength) throw new Error(`format chunk cut off at byte ${at}`)
      if (v.getUint16(body, true) !== 1 || v.getUint16(body + 14, true) !== 16) throw new Error(`not 16-bit PCM at byte ${body}`)
      channels = v.getUint16(body + 2, true)
      rate = v.getUint32(body + 4, true)
    } else if (tag(at) === 'data') {
      if (channels < 1 || channels > 8 || rate < 1) throw new Error(`data before a usable format at byte ${at}`)
      return { rate, channels: split(v, body, Math.min(size, v.byteLength - body), channels) }
    }
    at = body + size + (size & 1)
  }
  throw new Error(`no data chunk up to byte ${v.byteLength}`)
}

function split(v: DataView, from: number, bytes: number, channels: number): Float32Array[] {
  const frames = Math.floor(bytes / (2 * channels))
  const out = Array.from({ length: channels }, () => new Float32Array(frames))
  for (let i = 0; i < frames; i++) {
    for (let c = 0; c < channels; c++) out[c]![i] = v.getInt16(from + (i * channels + c) * 2, true) / 32768
  }
  return out
}

/** One channel: the mean of all. */
export function mono(pcm: Pcm): Float32Array {
  if (pcm.channels.length === 1) return pcm.channels[0]!
  const frames = pcm.channels[0]?.length ?? 0
  const out = new Float32Array(frames)
  for (const channel of pcm.channels) for (let i = 0; i < frames; i++) out[i]! += channel[i]! / pcm.channels.length
  return out
}
