/** Originals of any episode, and takes, one at a time: for pages that are not about one episode, and for drills. */
import { Grants } from '../../lib/grants'
import { OneSound } from '../../lib/onesound'
import type { Scope } from '../../lib/scope'
import { Clips } from './clips'
import { ClipPlayer } from './player'

/** A stretch of an episode's sound. */
export interface Stretch {
  audioId: string
  startMs: number
  endMs: number
}

export type Sounded = 'ended' | 'stopped' | 'failed' | 'blocked'

/** Called when another tab begins to play. */
export function onOthers(scope: Scope, stop: () => void): OneSound {
  return new OneSound(scope, stop)
}

export class Sounds {
  readonly #player: ClipPlayer
  readonly #clips = new Map<string, Clips>()
  readonly #scope: Scope
  readonly #grants: Grants
  #gen = 0
  #loose: (() => void) | null = null

  constructor(scope: Scope) {
    this.#scope = scope
    this.#grants = new Grants(scope)
    this.#player = new ClipPlayer(scope)
    scope.add(() => this.#clips.forEach((clips) => clips.dispose()))
  }

  #of(audioId: string): Clips {
    this.#grants.used(`/media/audios/${audioId}/practice.wav`)
    let clips = this.#clips.get(audioId)
    if (!clips) {
      clips = new Clips(`/media/audios/${audioId}/clips/{from}-{to}.wav`, { fetch: fetchBlob, makeUrl: (blob) => this.#scope.objectURL(blob), dropUrl: (url) => this.#scope.dropURL(url) })
      this.#clips.set(audioId, clips)
    }
    return clips
  }

  /** Plays the original once; resolves when it ended. Never rejects. */
  async original(what: Stretch): Promise<Sounded> {
    const gen = ++this.#gen
    const span = { fromMs: what.startMs, toMs: what.endMs }
    const clips = this.#of(what.audioId)
    try {
      const clip = clips.ready(span) ?? (await clips.get(span))
      if (gen !== this.#gen) return 'stopped'
      clips.pin(clip)
      return await this.#play(clip.url)
    } catch {
      return gen === this.#gen ? 'failed' : 'stopped'
    }
  }

  /** The bytes of the original, a WAV file. */
  async bytes(what: Stretch): Promise<ArrayBuffer> {
    const clip = await this.#of(what.audioId).get({ fromMs: what.startMs, toMs: what.endMs })
    return clip.blob.arrayBuffer()
  }

  /** Fetches the original and loads it, so that a play only has to start. */
  expect(what: Stretch): void {
    this.#of(what.audioId)
      .get({ fromMs: what.startMs, toMs: what.endMs })
      .then((clip) => this.#player.ready(clip.url))
      .catch(() => undefined) // a failure shows when it is played
  }

  async take(bytes: () => Promise<ArrayBuffer>): Promise<Sounded> {
    const gen = ++this.#gen
    try {
      const blob = new Blob([await bytes()], { type: 'audio/wav' })
      if (gen !== this.#gen) return 'stopped'
      this.#loose?.()
      const url = this.#scope.objectURL(blob)
      this.#loose = () => this.#scope.dropURL(url)
      return await this.#play(url)
    } catch {
      return gen === this.#gen ? 'failed' : 'stopped'
    }
  }

  async #play(url: string): Promise<Sounded> {
    const played = await this.#player.play(url, 1)
    if (played.how === 'failed') return played.blocked ? 'blocked' : 'failed'
    return played.how
  }

  stop(): void {
    this.#gen++
    this.#player.stop()
  }
}

async function fetchBlob(url: string, signal: AbortSignal): Promise<Blob> {
  const answer = await fetch(url, { signal })
  if (!answer.ok) throw new Error(`clip: ${answer.status}`)
  return answer.blob()
}
