/** Gives the session its two players: clips and reviews, and the long file. */
import type { Scope } from '../../lib/scope'
import { ClipPlayer } from './player'
import { StreamPlayer } from './stream'
import { Clips, type Clip } from './clips'
import { Grants } from '../../lib/grants'
import { CLIP_TAIL, clipSpan } from '../session/gap'
import type { Audio, Cue, Span } from '../session/model'
import type { Played, Streamed } from '../session/session'
import type { Settings } from '../session/settings'
import { together } from '../../sound/takewav'
import { decodeWav, encodeWav } from '../../sound/wav'

/** Where the sound is, for the playhead: on the episode's timeline or within a take. */
export interface Position {
  of: 'episode' | 'take'
  ms: number
}

export class Playback {
  readonly #scope: Scope
  readonly #cues: readonly Cue[]
  readonly #audio: Audio
  readonly #clips: Clips
  readonly #clip: ClipPlayer
  readonly #stream: StreamPlayer
  readonly #settings: () => Settings
  readonly #takeBytes: (id: string) => Promise<ArrayBuffer>
  #gen = 0
  /** Of the present clip, which may still be on its way. */
  #rate = 1
  #base: Position | null = null
  /** The present clip was handed to the player. */
  #begun = false
  #loose = ''

  constructor(scope: Scope, cues: readonly Cue[], audio: Audio, settings: () => Settings, takeBytes: (id: string) => Promise<ArrayBuffer>) {
    this.#scope = scope
    this.#cues = cues
    this.#audio = audio
    this.#settings = settings
    this.#takeBytes = takeBytes
    // A page that nobody sees asks for nothing: its session may end for want of use.
    new Grants(scope).hold(audio.practice)
    this.#clips = new Clips(audio.clip, {
      fetch: fetchBlob,
      makeUrl: (blob) => scope.objectURL(blob),
      dropUrl: (url) => scope.dropURL(url),
    })
    scope.add(() => this.#clips.dispose())
    this.#clip = new ClipPlayer(scope)
    this.#stream = new StreamPlayer(scope, cues, [audio.listening, audio.practice])
  }

  set onInterrupted(call: () => void) {
    this.#clip.onInterrupted = call
  }

  #span(cue: number): Span {
    const { padBefore, padAfter } = this.#settings()
    return clipSpan(this.#cues, cue, padBefore, padAfter, this.#audio.durationMs)
  }

  playCue(cue: number, speed: number): Promise<Played> {
    return this.#play(this.#span(cue), speed)
  }

  async #play(span: Span, speed: number): Promise<Played> {
    const gen = ++this.#gen
    this.#rate = speed
    this.#begun = false
    const ready = this.#clips.ready(span)
    let clip: Clip
    try {
      // Without an await when it is here: the sound starts within the user's gesture.
      clip = ready ?? (await this.#clips.get(span))
    } catch {
      return gen === this.#gen ? { how: 'failed', blocked: false } : { how: 'stopped' }
    }
    if (gen !== this.#gen) return { how: 'stopped' }
    this.#clips.pin(clip)
    this.#base = { of: 'episode', ms: span.fromMs }
    this.#begun = true
    return this.#clip.play(clip.url, this.#rate, CLIP_TAIL)
  }

  /** A take, the original or both; or a stretch of the take, or of the episode. */
  async playReview(what: 'mine' | 'original' | 'both', take: string, cue: number, part: Span | null): Promise<Played> {
    if (what === 'original') return part ? this.#play(part, 1) : this.playCue(cue, 1)
    const gen = ++this.#gen
    let blob: Blob
    try {
      blob = await this.#reviewBlob(what, take, cue, part)
    } catch {
      return gen === this.#gen ? { how: 'failed', blocked: false } : { how: 'stopped' }
    }
    if (gen !== this.#gen) return { how: 'stopped' }
    return this.#playLoose(blob, what === 'mine' ? { of: 'take', ms: part?.fromMs ?? 0 } : null)
  }

  /** A sound of this moment: its URL lives until the next one. */
  #playLoose(blob: Blob, base: Position | null): Promise<Played> {
    this.#scope.dropURL(this.#loose)
    const url = (this.#loose = this.#scope.objectURL(blob))
    this.#base = base
    return this.#clip.play(url, 1, 0)
  }

  async #reviewBlob(what: 'mine' | 'both', take: string, cue: number, part: Span | null): Promise<Blob> {
    const bytes = await this.#takeBytes(take)
    if (what === 'mine') return new Blob([part ? cut(bytes, part) : bytes], { type: 'audio/wav' })
    const clip = await this.#clips.get(this.#span(cue))
    const mixed = together(decodeWav(await clip.blob.arrayBuffer()), decodeWav(bytes))
    return new Blob([encodeWav(mixed)], { type: 'audio/wav' })
  }

  /** When the first sample of the present clip sounded (performance.now); 0: not yet. */
  get soundedAt(): number {
    return this.#begun ? this.#clip.soundedAt : 0
  }

  /** Padding before a cue within its clip, in ms of the audio. */
  leadMs(cue: number): number {
    return this.#cues[cue]!.startMs - this.#span(cue).fromMs
  }

  stopClip(): void {
    this.#gen++
    this.#clip.stop()
  }

  stream(fromMs: number, speed: number, last: number | null, at: (cue: number, past: boolean) => void): Promise<Streamed> {
    this.#stream.skipSilence = this.#settings().skipSilence
    return this.#stream.play(fromMs, last === null ? Infinity : this.#span(last).toMs, speed, at)
  }

  stopStream(): void {
    this.#stream.stop()
  }

  setRate(speed: number): void {
    this.#rate = speed
    this.#clip.setRate(speed)
    this.#stream.setRate(speed)
  }

  set skipSilence(on: boolean) {
    this.#stream.skipSilence = on
  }

  /** Fetches the clips of cues that somebody points at, and loads them. */
  prefetch(cues: readonly number[]): void {
    this.#load(cues, true)
  }

  /** Fetches the clips of the neighbours and loads them, so that a play only has to start. */
  expect(cues: readonly number[]): void {
    this.#load(cues, false)
  }

  /** Fetches the clip of a cue and loads it; resolves once it can be played. */
  async fetched(cue: number): Promise<void> {
    const clip = await this.#clips.get(this.#span(cue))
    this.#clip.ready(clip.url)
  }

  #load(cues: readonly number[], pointed: boolean): void {
    for (const i of cues) {
      const loaded = this.#clips.get(this.#span(i)).then((clip) => this.#clip.ready(clip.url, pointed))
      loaded.catch(() => undefined) // a failure shows when it is played
    }
  }

  /** Null while nothing sounds. */
  position(): Position | null {
    if (this.#stream.playing) return { of: 'episode', ms: this.#stream.positionMs }
    if (!this.#clip.playing || !this.#base) return null
    return { of: this.#base.of, ms: this.#base.ms + this.#clip.positionMs }
  }
}

async function fetchBlob(url: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`clip: ${answer.status}`)
  return answer.blob()
}

/** A stretch of a WAV file as one of its own. */
function cut(bytes: ArrayBuffer, part: Span): ArrayBuffer {
  const { rate, channels } = decodeWav(bytes)
  const at = (ms: number) => Math.max(0, Math.round((ms * rate) / 1000))
  return encodeWav({ rate, channels: channels.map((c) => c.subarray(at(part.fromMs), at(part.toMs))) })
}
