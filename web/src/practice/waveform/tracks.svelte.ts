/** What the strips draw: peaks and pitch of the episode, and of the take in hand. */
import { app, type Scope } from '../../lib/scope'
import { voicedFrom } from '../../sound/level'
import type { Audio, Cue } from '../session/model'
import { decodePeaks, peaksOf, type Peaks } from '../../sound/peaks'
import { decodePitch, median, trackPitch, type Pitch } from '../../sound/pitch'
import { decodeWav, mono } from '../../sound/wav'

export interface TakeTrack {
  id: string
  peaks: Peaks
  pitch: Pitch | null
  median: number
  durationMs: number
  /** Where speech begins in the take. */
  voicedMs: number
}

const WINDOW = 1024

/** Lets the page do what else is due: what plays is never held up by a drawing. */
const breathe = () => new Promise<void>((resolve) => app.timeout(resolve, 0))

export class Tracks {
  peaks = $state.raw<Peaks | null>(null)
  pitch = $state.raw<Pitch | null>(null)
  /** The speaker's median; of the whole episode, so that the axis stays still. */
  median = $state(0)
  take = $state.raw<TakeTrack | null>(null)
  /** The drawing is long in coming. */
  slow = $state(false)
  readonly #scope: Scope
  #wanted = ''

  constructor(scope: Scope) {
    this.#scope = scope
    scope.timeout(() => (this.slow = true), 300)
  }

  async load(audio: Audio): Promise<void> {
    const get = async (url: string) => {
      const answer = await fetch(url, { signal: this.#scope.signal })
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
      return answer.arrayBuffer()
    }
    // The strip is an ornament: without it the page still works.
    const peaks = get(audio.peaks).then((b) => (this.peaks = decodePeaks(b)))
    const pitch = get(audio.pitch).then((b) => {
      this.pitch = decodePitch(b)
      this.median = median(this.pitch.hz)
    })
    await Promise.allSettled([peaks, pitch])
  }

  /** Where speech begins within a cue: its first voiced pitch, else its start. */
  voicedMs(cue: Cue): number {
    const p = this.pitch
    if (!p) return cue.startMs
    const last = Math.min(p.hz.length, Math.floor(cue.endMs / p.hopMs))
    for (let i = Math.floor(cue.startMs / p.hopMs); i < last; i++) if (p.hz[i]! > 0) return i * p.hopMs
    return cue.startMs
  }

  /** Draws a take; of two calls the later one wins. */
  async show(id: string, bytes: () => Promise<ArrayBuffer>): Promise<void> {
    if (this.take?.id === id || this.#wanted === id) return
    this.#wanted = id
    try {
      const pcm = decodeWav(await bytes())
      const samples = mono(pcm)
      const durationMs = (samples.length / pcm.rate) * 1000
      await breathe()
      const peaks = peaksOf(samples, pcm.rate)
      await breathe()
      const voicedMs = voicedFrom(samples, pcm.rate) * 1000
      if (this.#wanted !== id) return
      const track = { id, peaks, pitch: null, median: 0, durationMs, voicedMs }
      this.take = track
      const pitch = await this.#track(samples, pcm.rate)
      if (this.#wanted !== id || this.#scope.disposed) return
      const first = pitch.hz.findIndex((f) => f > 0)
      this.take = { ...track, pitch, median: median(pitch.hz), voicedMs: first >= 0 ? first * pitch.hopMs : track.voicedMs }
    } catch {
      if (this.#wanted === id) this.clear()
    }
  }

  async #track(samples: Float32Array, rate: number): Promise<Pitch> {
    const { PitchDetector } = await import('pitchy')
    const detector = PitchDetector.forFloat32Array(WINDOW)
    return trackPitch(samples, rate, WINDOW, (w, r) => detector.findPitch(w, r), breathe)
  }

  clear(): void {
    this.#wanted = ''
    this.take = null
  }
}
