import { describe, expect, it } from 'vitest'
import { dice } from '../fixtures'
import { cutsOf } from './cuts'

const RATE = 24_000

/** A voice that sounds for so long and is quiet for so long, in ms, in turn. */
function voice(...lengths: number[]): Float32Array {
  const parts = lengths.map((ms, i) => Float32Array.from({ length: (ms * RATE) / 1000 }, (_, n) => (i % 2 ? 0.005 : 0.4) * Math.sin(n / 9)))
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0))
  parts.reduce((at, p) => (out.set(p, at), at + p.length), 0)
  return out
}

describe('the cuts between syllables', () => {
  it.each<[string, Float32Array, string[], [number, number][]]>([
    ['lie where the voice is quiet', voice(240, 40, 150, 40, 130), ['time', 'ta', 'ble'], [[240, 280], [430, 470]]],
    ['follow the voice where the spelling is off', voice(250, 40, 310), ['straight', 'a'], [[250, 290]]],
    ['follow the spelling where the voice is even', voice(600), ['aa', 'aa'], [[290, 310]]],
    ['are none of one syllable', voice(300), ['one'], []],
    ['follow the spelling where there is no room', voice(100), ['a', 'b'], [[45, 55]]],
    ['are made in silence too', new Float32Array(RATE / 2), ['a', 'b'], [[230, 270]]],
  ])('%s', (_, samples, syllables, within) => {
    const cuts = cutsOf(samples, RATE, syllables)
    expect(cuts).toHaveLength(within.length)
    cuts.forEach((cut, i) => {
      expect(cut).toBeGreaterThanOrEqual(within[i]![0])
      expect(cut).toBeLessThanOrEqual(within[i]![1])
    })
  })

  it('rise and stay within the word, whatever the sound', () => {
    const random = dice(7)
    for (let run = 0; run < 60; run++) {
      const samples = Float32Array.from({ length: 1 + Math.floor(random() * RATE) }, () => random() - 0.5)
      const syllables = Array.from({ length: 1 + Math.floor(random() * 6) }, () => 'x'.repeat(1 + Math.floor(random() * 9)))
      const all = [0, ...cutsOf(samples, RATE, syllables), (samples.length * 1000) / RATE]
      expect(all).toHaveLength(syllables.length + 1)
      for (let i = 1; i < all.length; i++) expect(all[i]! - all[i - 1]!, `run ${run}`).toBeGreaterThanOrEqual(-0.5)
    }
  })
})
