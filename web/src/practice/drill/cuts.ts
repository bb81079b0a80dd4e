/**
 * Where the syllables of a word part, as an estimate: the audio is timed by words, not by
 * syllables. A cut lies where the voice is quiet and not far from where the spelling has
 * it; of all ways to cut, the cheapest is found by dynamic programming.
 */

const FRAME_MS = 10
/** The loudness of a frame is that of its surroundings, so that no single period counts. */
const AROUND = 1
/** No syllable is shorter. */
const SHORTEST_MS = 70
/** What is quieter than the loudest part by so much (dB) is as quiet as anything. */
const FLOOR_DB = 30
/** A cut that is off by a whole mean syllable costs as much as so many dB. */
const OFF_DB = 60

/** The loudness of each frame in dB below the loudest one. */
function loudness(samples: Float32Array, rate: number): number[] {
  const size = Math.max(1, Math.round((rate * FRAME_MS) / 1000))
  const power: number[] = []
  for (let at = 0; at + size <= samples.length; at += size) {
    let sum = 0
    for (let i = at; i < at + size; i++) sum += samples[i]! * samples[i]!
    power.push(sum / size)
  }
  const smooth = power.map((_, i) => {
    const part = power.slice(Math.max(0, i - AROUND), i + AROUND + 1)
    return part.reduce((a, b) => a + b, 0) / part.length
  })
  const top = Math.max(1e-9, ...smooth)
  return smooth.map((v) => Math.max(-FLOOR_DB, 10 * Math.log10(Math.max(1e-9, v) / top)))
}

/** The part of the word's time that lies before each cut, by the letters of its syllables. */
function spelled(syllables: readonly string[]): number[] {
  // A syllable has a vowel of its own, however many letters stand around it.
  const weights = syllables.map((s) => 2 + s.length)
  const sum = weights.reduce((a, b) => a + b, 0)
  let before = 0
  return weights.slice(0, -1).map((w) => (before += w) / sum)
}

/** The cuts between the syllables of a word that fills these samples, in ms from its start; one less than syllables. */
export function cutsOf(samples: Float32Array, rate: number, syllables: readonly string[]): number[] {
  const wanted = spelled(syllables)
  const totalMs = (samples.length * 1000) / rate
  const db = loudness(samples, rate)
  const least = Math.ceil(SHORTEST_MS / FRAME_MS)
  if (wanted.length === 0 || db.length < least * syllables.length) return wanted.map((part) => Math.round(part * totalMs))
  const mean = db.length / syllables.length
  const cost = (k: number, frame: number) => db[frame]! + OFF_DB * ((frame - wanted[k]! * db.length) / mean) ** 2
  // best[k][f]: the cheapest way to have the cuts up to k with cut k at frame f.
  const from: number[][] = []
  let before: number[] = []
  for (let k = 0; k < wanted.length; k++) {
    const now: number[] = []
    const came: number[] = []
    let reach = -1
    for (let f = 0; f < db.length; f++) {
      if (k > 0 && f >= least && (reach < 0 || before[f - least]! < before[reach]!)) reach = f - least
      const allowed = f >= least * (k + 1) && f <= db.length - least * (wanted.length - k)
      now.push(allowed ? cost(k, f) + (k > 0 ? before[reach]! : 0) : Infinity)
      came.push(reach)
    }
    from.push(came)
    before = now
  }
  let at = before.indexOf(Math.min(...before))
  const cuts: number[] = []
  for (let k = wanted.length - 1; k >= 0; k--) {
    cuts.unshift(Math.round(at * FRAME_MS + FRAME_MS / 2))
    at = from[k]![at]!
  }
  return cuts
}
