import { describe, expect, it } from 'vitest'
import { dice } from '../practice/fixtures'
import { Listener, voicedFrom } from './level'
import { resample, Resampler } from './resample'
import { TAKE_RATE, TakeWriter, together } from './takewav'
import { decodeWav, encodeWav, mono } from './wav'

function tone(rate: number, seconds: number, hz: number, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate))
}

const silence = (rate: number, seconds: number) => new Float32Array(Math.round(rate * seconds))

/** A room: white noise of one amplitude, always the same. */
function room(rate: number, seconds: number, amplitude: number): Float32Array {
  const roll = dice(7)
  return Float32Array.from({ length: Math.round(rate * seconds) }, () => amplitude * (2 * roll() - 1))
}

/** Somebody who speaks in a room: five syllables a second, with dips between them. */
function syllables(rate: number, seconds: number, amplitude: number, noise: number): Float32Array {
  const around = room(rate, seconds, noise)
  return around.map((v, i) => v + amplitude * Math.sin((Math.PI * 5 * i) / rate) ** 4 * Math.sin((2 * Math.PI * 180 * i) / rate))
}

function join(...parts: Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

/** Amplitude of one frequency, by correlation. */
function strength(x: Float32Array, rate: number, hz: number): number {
  let re = 0
  let im = 0
  for (let i = 0; i < x.length; i++) {
    re += x[i]! * Math.cos((2 * Math.PI * hz * i) / rate)
    im += x[i]! * Math.sin((2 * Math.PI * hz * i) / rate)
  }
  return (2 * Math.hypot(re, im)) / x.length
}

describe('WAV', () => {
  it('writes the 44 bytes that every reader knows', () => {
    const v = new DataView(encodeWav({ rate: 16_000, channels: [new Float32Array(3)] }))
    expect(v.byteLength).toBe(50)
    expect([v.getUint32(4, true), v.getUint16(20, true), v.getUint16(22, true), v.getUint32(24, true), v.getUint32(28, true), v.getUint32(40, true)]).toEqual([42, 1, 1, 16_000, 32_000, 6])
  })

  it('comes back as it was, within half a step', () => {
    const channels = [tone(8000, 0.1, 300), tone(8000, 0.1, 500, 0.9)]
    const back = decodeWav(encodeWav({ rate: 8000, channels }))
    expect(back.rate).toBe(8000)
    back.channels.forEach((c, k) => c.forEach((v, i) => expect(Math.abs(v - channels[k]![i]!)).toBeLessThan(1 / 30_000)))
  })

  it('clamps what is beyond full scale', () => {
    const back = decodeWav(encodeWav({ rate: 8000, channels: [Float32Array.of(2, -2, 0)] }))
    expect([...back.channels[0]!]).toEqual([32767 / 32768, -1, 0])
  })

  it('skips chunks it does not know, and takes what is there of a cut file', () => {
    const plain = new Uint8Array(encodeWav({ rate: 8000, channels: [Float32Array.of(0.5, 0.25, 0.125)] }))
    const extra = new Uint8Array(plain.length + 11 - 2)
    extra.set(plain.subarray(0, 12))
    extra.set([0x4c, 0x49, 0x53, 0x54, 1, 0, 0, 0, 7, 0], 12) // an odd LIST chunk with its pad byte
    extra.set(plain.subarray(12, plain.length - 1), 22)
    expect(decodeWav(extra.buffer).channels[0]!.length).toBe(2)
  })

  it.each([
    ['nothing', new ArrayBuffer(0), 'byte 0'],
    ['no data', encodeWav({ rate: 8000, channels: [] }).slice(0, 36), 'no data'],
  ])('says what is wrong: %s', (_, buffer, words) => expect(() => decodeWav(buffer)).toThrow(words))
})

describe('resampling', () => {
  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [16_000, 24_000],
  ])('%i to %i keeps pitch, height and length', (from, to) => {
    const out = resample(tone(from, 1, 440), from, to)
    expect(out.length).toBe(to)
    expect(strength(out.subarray(to / 10, (to * 9) / 10), to, 440)).toBeCloseTo(0.5, 2)
  })

  it('keeps out what would fold back', () => {
    const out = resample(tone(48_000, 1, 11_000), 48_000, 16_000)
    const loudest = out.subarray(2000, 14_000).reduce((m, v) => Math.max(m, Math.abs(v)), 0)
    expect(20 * Math.log10(loudest / 0.5)).toBeLessThan(-60)
  })

  it('does not move a click in time', () => {
    const x = new Float32Array(48_000)
    x[24_000] = 1
    const out = resample(x, 48_000, 16_000)
    expect(out.indexOf(Math.max(...out))).toBe(8000)
  })

  it('gives the same for any block sizes', () => {
    const x = tone(44_100, 0.5, 700)
    const whole = resample(x, 44_100, 16_000)
    const roll = dice(7)
    const r = new Resampler(44_100, 16_000)
    const parts: Float32Array[] = []
    for (let at = 0; at < x.length; ) {
      const n = 1 + Math.floor(roll() * 3000)
      parts.push(r.write(x.subarray(at, at + n)))
      at += n
    }
    parts.push(r.flush())
    const pieces = join(...parts)
    expect(pieces.length).toBe(whole.length)
    pieces.forEach((v, i) => expect(Math.abs(v - whole[i]!)).toBeLessThan(1e-5))
  })
})

describe('listening to the microphone', () => {
  it('hears speech, and ends 3 s behind it', () => {
    const l = new Listener(16_000)
    l.write(room(16_000, 1, 0.001))
    l.write(syllables(16_000, 2, 0.2, 0.001))
    expect([l.heard, l.ended(60_000, true)]).toEqual([true, false])
    l.write(silence(16_000, 2.8))
    expect(l.ended(60_000, true)).toBe(false)
    l.write(silence(16_000, 0.3))
    expect(l.ended(60_000, true)).toBe(true)
  })

  it('ends after 6 s when nobody begins, and hints before', () => {
    const l = new Listener(16_000)
    l.write(tone(16_000, 5.9, 200, 0.0005))
    expect([l.heard, l.quiet, l.ended(60_000, true)]).toEqual([false, true, false])
    l.write(tone(16_000, 0.2, 200, 0.0005))
    expect(l.ended(60_000, true)).toBe(true)
  })

  it('a click is not speech', () => {
    const l = new Listener(16_000)
    l.write(silence(16_000, 1))
    l.write(tone(16_000, 0.02, 900, 0.9))
    l.write(silence(16_000, 1))
    expect(l.heard).toBe(false)
  })

  it('ends at its limit whatever is said', () => {
    const l = new Listener(16_000)
    l.write(syllables(16_000, 10, 0.2, 0.001))
    expect([l.ended(10_001, true), l.ended(10_000, true)]).toEqual([false, true])
  })

  it('tells clipping', () => {
    const l = new Listener(16_000)
    expect(l.write(tone(16_000, 0.5, 200, 1.5)).clipping).toBe(true)
    expect(l.write(tone(16_000, 1.1, 200, 0.5)).clipping).toBe(false)
  })

  // -40 dB is a fan beside the microphone, -54 dB a quiet office, -70 dB a bedroom at night.
  it.each([-40, -54, -70])('a room of %d dB is no speech, from the first moment on, and speech is', (db) => {
    const noise = Math.sqrt(3) * 10 ** (db / 20)
    const l = new Listener(16_000)
    l.write(silence(16_000, 0.1)) // a microphone gives nothing before it gives the room
    l.write(room(16_000, 5.5, noise))
    expect(l.heard).toBe(false)
    l.write(syllables(16_000, 4, 0.25, noise))
    expect([l.heard, l.quiet]).toEqual([true, false])
    l.write(room(16_000, 2.8, noise))
    expect(l.ended(60_000, true)).toBe(false)
    l.write(room(16_000, 0.4, noise))
    expect(l.ended(60_000, true)).toBe(true)
  })

  it('who speaks from the first sample on is heard', () => {
    const l = new Listener(16_000)
    l.write(syllables(16_000, 3, 0.2, 0.003))
    expect(l.heard).toBe(true)
  })

  it('a room that gets louder is the room after two seconds', () => {
    const l = new Listener(16_000)
    l.write(room(16_000, 2, 0.001))
    l.write(room(16_000, 2.1, 0.02))
    expect(l.write(room(16_000, 1, 0.02)).voiced).toBe(false)
  })

  it('a whisper is found in a second look, a room and a rustle are not', () => {
    const second = (...parts: Float32Array[]) => {
      const l = new Listener(16_000)
      for (const p of parts) l.write(p)
      return [l.heard, l.whispered]
    }
    expect(second(room(16_000, 1, 0.0003), syllables(16_000, 2, 0.003, 0.0003), room(16_000, 1, 0.0003))).toEqual([false, true])
    expect(second(room(16_000, 6, 0.0003))).toEqual([false, false])
    expect(second(room(16_000, 2, 0.0003), tone(16_000, 0.1, 900, 0.003), room(16_000, 2, 0.0003))).toEqual([false, false])
    expect(second(silence(16_000, 6))).toEqual([false, false])
  })

  it('finds where a voice begins', () => {
    const x = join(tone(16_000, 0.7, 3000, 0.002), tone(16_000, 1, 180, 0.3))
    expect(voicedFrom(x, 16_000)).toBeCloseTo(0.7, 1)
    expect(voicedFrom(silence(16_000, 1), 16_000)).toBe(0)
  })
})

describe('a take', () => {
  it('is a 16 kHz mono WAV of the length that was spoken', () => {
    const w = new TakeWriter(48_000)
    const x = join(silence(48_000, 0.3), tone(48_000, 1.2, 220, 0.3))
    for (let at = 0; at < x.length; at += 1024) w.write(x.slice(at, at + 1024))
    const take = w.finish()
    const pcm = decodeWav(take.wav)
    expect([pcm.rate, pcm.channels.length, take.durationMs, take.heard]).toEqual([TAKE_RATE, 1, 1500, true])
    expect(strength(pcm.channels[0]!.subarray(8000, 20_000), TAKE_RATE, 220)).toBeCloseTo(0.3, 2)
  })
})

describe('both at once', () => {
  const reference = { rate: 24_000, channels: [join(silence(24_000, 0.2), tone(24_000, 1, 200, 0.4))] }
  const take = { rate: 16_000, channels: [join(silence(16_000, 0.9), tone(16_000, 1.5, 300, 0.1))] }

  it('has the original left and the take right, and both begin together', () => {
    const both = together(reference, take)
    const [left, right] = both.channels
    expect(both.channels.length).toBe(2)
    expect(Math.abs(voicedFrom(left!, 24_000) - voicedFrom(right!, 24_000))).toBeLessThan(0.02)
    expect(strength(left!, 24_000, 300)).toBeLessThan(0.02)
    expect(strength(right!, 24_000, 200)).toBeLessThan(0.02)
  })

  it('makes the take about as loud', () => {
    const right = together(reference, take).channels[1]!
    expect(right.reduce((m, v) => Math.max(m, Math.abs(v)), 0)).toBeGreaterThan(0.25)
    expect(right.reduce((m, v) => Math.max(m, Math.abs(v)), 0)).toBeLessThanOrEqual(0.991)
  })

  it('mixes channels down to their mean', () => expect([...mono({ rate: 1, channels: [Float32Array.of(1, 0), Float32Array.of(0, -1)] })]).toEqual([0.5, -0.5]))
})
