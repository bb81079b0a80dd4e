/**
 * What is heard on the microphone, block by block: the level for the meter, whether
 * somebody speaks, whether it clips, and when a recording should end by itself.
 */

/** A recording stops by itself after this much silence (ms) after the last speech. */
const SILENCE_STOP = 3000

/** A recording without any speech stops by itself after this many ms. */
const START_STOP = 6000

/** 20 ms frames. */
const FRAME_MS = 20
/** Nothing below this is speech, however quiet the room (dB re full scale, RMS). */
const FLOOR_DB = -52
/** Speech stands out of the room by so much. */
const ABOVE_ROOM_DB = 10
const CLIP = 0.985
/**
 * The room is the quietest frame of the last second and a half or two (minimum
 * statistics, Martin 2001): nobody speaks for so long without a dip.
 */
const ROOM_BLOCK = 25
const ROOM_BLOCKS = 4
/** Below this a frame holds nothing: at the beginning, a microphone that has not begun. */
const NOTHING_DB = -90
const WARM_UP = 10
const QUIETEST_ROOM_DB = -80

export interface Level {
  /** RMS of the last frame in dB re full scale, -100 for digital silence. */
  db: number
  peak: number
  voiced: boolean
  clipping: boolean
}

export function decibels(power: number): number {
  return power > 1e-10 ? 10 * Math.log10(power) : -100
}

/** Nothing below this is a whisper, and a shorter one is a rustle. */
const WHISPER_DB = -66
const WHISPER_MS = 200

/** Follows how loud the room is where nobody speaks. */
class Room {
  #blocks: number[] = []
  #count = 0
  #frames = 0

  /** The room's level with one more frame. */
  level(db: number): number {
    if (db > NOTHING_DB || this.#frames >= WARM_UP) this.#add(db)
    this.#frames++
    return Math.max(QUIETEST_ROOM_DB, Math.min(...this.#blocks, 0))
  }

  #add(db: number): void {
    if (this.#count++ % ROOM_BLOCK === 0) this.#blocks = [...this.#blocks, db].slice(-ROOM_BLOCKS)
    else this.#blocks.push(Math.min(db, this.#blocks.pop()!))
  }
}

/** Follows one recording. Times are milliseconds of samples, not of a clock. */
export class Listener {
  readonly #frame: number
  #count = 0
  #sum = 0
  #peak = 0
  #frames = 0
  readonly #room = new Room()
  /** Levels of all frames, for a second look at the whole. */
  readonly #levels: number[] = []
  #lastVoice = -1
  #firstVoice = -1
  #run = 0
  #recentClip = -1e9
  #level: Level = { db: -100, peak: 0, voiced: false, clipping: false }

  constructor(rate: number) {
    this.#frame = Math.max(1, Math.round((rate * FRAME_MS) / 1000))
  }

  write(block: Float32Array): Level {
    for (let i = 0; i < block.length; i++) {
      const v = block[i]!
      const a = v < 0 ? -v : v
      this.#sum += v * v
      if (a > this.#peak) this.#peak = a
      if (++this.#count === this.#frame) this.#endFrame()
    }
    return this.#level
  }

  #endFrame(): void {
    const db = decibels(this.#sum / this.#frame)
    this.#frames++
    this.#levels.push(db)
    const loud = db > Math.max(FLOOR_DB, this.#room.level(db) + ABOVE_ROOM_DB)
    this.#run = loud ? this.#run + 1 : 0
    // A click is not speech: 60 ms in a row are.
    const voiced = this.#run >= 3
    if (voiced) {
      this.#lastVoice = this.ms
      if (this.#firstVoice < 0) this.#firstVoice = this.ms - 3 * FRAME_MS
    }
    if (this.#peak >= CLIP) this.#recentClip = this.ms
    this.#level = { db, peak: this.#peak, voiced, clipping: this.ms - this.#recentClip < 1000 }
    this.#count = 0
    this.#sum = 0
    this.#peak = 0
  }

  /** Length so far. */
  get ms(): number {
    return this.#frames * FRAME_MS
  }

  /** Whether anybody spoke. */
  get heard(): boolean {
    return this.#firstVoice >= 0
  }

  /**
   * Whether anybody spoke, in a second look at the whole: a whisper below what counts
   * as speech while it is said still stands out of the quiet parts of its own recording.
   */
  get whispered(): boolean {
    const sorted = this.#levels.filter((db) => db > NOTHING_DB).sort((a, b) => a - b)
    const room = Math.max(WHISPER_DB - ABOVE_ROOM_DB, sorted[Math.floor(sorted.length * 0.1)] ?? 0)
    let run = 0
    let spoken = 0
    for (const db of this.#levels) {
      run = db > room + ABOVE_ROOM_DB ? run + 1 : 0
      if (run >= 3) spoken++
    }
    return spoken * FRAME_MS >= WHISPER_MS
  }

  /** Said nothing for a while: time for a hint. */
  get quiet(): boolean {
    return !this.heard && this.ms >= 2000
  }

  /** Whether the recording should end: after its limit, or silence behind speech. */
  ended(limitMs: number, bySilence: boolean): boolean {
    if (this.ms >= limitMs) return true
    if (!bySilence) return false
    return this.heard ? this.ms - this.#lastVoice >= SILENCE_STOP : this.ms >= START_STOP
  }
}

/**
 * Where speech begins in a recording, in seconds: the first 60 ms that stand out of
 * its own quiet parts; 0 where nothing does. Two sounds are put on each other there.
 */
export function voicedFrom(samples: Float32Array, rate: number): number {
  const frame = Math.max(1, Math.round((rate * FRAME_MS) / 1000 / 2))
  const levels: number[] = []
  for (let i = 0; i + frame <= samples.length; i += frame) {
    let sum = 0
    for (let k = i; k < i + frame; k++) sum += samples[k]! * samples[k]!
    levels.push(decibels(sum / frame))
  }
  if (levels.length === 0) return 0
  const sorted = [...levels].sort((a, b) => a - b)
  const room = sorted[Math.floor(sorted.length * 0.03)]!
  const top = sorted[Math.floor(sorted.length * 0.95)]!
  const threshold = Math.max(-60, room + (top - room) * 0.35)
  let run = 0
  for (let i = 0; i < levels.length; i++) {
    run = levels[i]! > threshold ? run + 1 : 0
    if (run === 6) return ((i - 5) * frame) / rate
  }
  return 0
}
