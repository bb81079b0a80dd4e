/** The sounds of a sitting: the original of a card, and takes. */
import { Grants } from '$lib/grants'
import { OneSound } from '$lib/onesound'
import type { Scope } from '$lib/scope'
import { Clips } from '../practice/playback/clips'
import { ClipPlayer } from '../practice/playback/player'
import type { TodayCard } from './today'

export type Sounded = 'ended' | 'stopped' | 'failed' | 'blocked'

/** Called when another tab begins to play. */
export function onOthers(scope: Scope, stop: () => void): OneSound {
  return new OneSound(scope, stop)
}

export class Sound {
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
  async original(card: TodayCard): Promise<Sounded> {
    const gen = ++this.#gen
    const span = { fromMs: card.startMs, toMs: card.endMs }
    const clips = this.#of(card.audioId)
    try {
      const clip = clips.ready(span) ?? (await clips.get(span))
      if (gen !== this.#gen) return 'stopped'
      clips.pin(clip)
      return await this.#play(clip.url)
    } catch {
      return gen === this.#gen ? 'failed' : 'stopped'
    }
  }

  /** Fetches the original and loads it, so that a play only has to start. */
  expect(card: TodayCard): void {
    this.#of(card.audioId)
      .get({ fromMs: card.startMs, toMs: card.endMs })
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
