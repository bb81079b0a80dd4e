/**
 * Recordings that the server has lost. A page that still has the sound plays its own copy and
 * would never notice, so it asks, and then it can send the sound again.
 */
import { ApiError } from '../../lib/api'
import type { Take } from '../session/model'
import type { Sent, UploadQueue } from './queue'
import type { WaitingTake } from './waitingtakes'

/** What the server says of a recording; `unknown` where it does not answer. */
export type Whereabouts = 'there' | 'lost' | 'unknown'

/** How long an answer holds (ms). */
const HOLDS = 60_000
/** Without an answer it is asked again, but not at every play (ms). */
const AGAIN = 5000

/** The page's takes, as far as losses go. */
export interface Holder {
  /** Takes whose sound the server has lost and this page has. */
  lost: ReadonlySet<string>
  /** Those that the server has and whose sound is here too. */
  held: () => Take[]
}

export class Losses {
  readonly #signal: AbortSignal
  readonly #takes: Holder
  readonly #now: () => number
  /** When each may be asked about again. */
  readonly #next = new Map<string, number>()

  constructor(signal: AbortSignal, takes: Holder, now = () => Date.now()) {
    this.#signal = signal
    this.#takes = takes
    this.#now = now
  }

  /** Asks whether the server has a recording, unless it has just said so. */
  async look({ id, audioUrl }: Take): Promise<void> {
    const now = this.#now()
    if (now < (this.#next.get(id) ?? 0)) return
    this.#next.set(id, now + HOLDS)
    const answer = await askForByte(audioUrl, this.#signal).catch((): Whereabouts => 'unknown')
    if (answer === 'unknown') this.#next.set(id, now + AGAIN)
    else await this.#told(id, answer === 'lost')
  }

  /** Takes it in; one that is lost is seldom alone, so that the others are asked about too. */
  async #told(id: string, lost: boolean): Promise<void> {
    const { lost: before } = this.#takes
    const held = this.#takes.held()
    if (before.has(id) === lost || (lost && !held.some((t) => t.id === id))) return
    const others = [...before].filter((one) => one !== id)
    this.#takes.lost = new Set(lost ? [...others, id] : others)
    if (lost) await Promise.all(held.map((take) => this.look(take)))
  }

  /** Sends a recording once more, unless it was deleted meanwhile. */
  async heal(queue: Pick<UploadQueue, 'sendDirectly'>, take: Take, userId: string, body: ArrayBuffer): Promise<void> {
    const sent = await queue.sendDirectly(sentAgain(take, userId, body))
    if (sent.kind !== 'saved' && sent.kind !== 'gone') throw notSent(sent)
    this.#next.delete(take.id)
    await this.#told(take.id, false)
  }
}

/** Why a take could not be sent, in words for the person. */
function notSent(sent: Exclude<Sent, { kind: 'saved' | 'gone' }>): ApiError {
  switch (sent.kind) {
    case 'signedOut':
      return new ApiError('unauthenticated', '', 401)
    case 'refused':
      return new ApiError('conflict', sent.message, 409)
    case 'later':
      return sent.full ? new ApiError(sent.full === 'mine' ? 'quota' : 'full', sent.message, 507) : new ApiError('unavailable', sent.message, 503)
  }
}

/** Asks for the first byte: only a read shows whether the recording is there. */
async function askForByte(url: string, signal: AbortSignal): Promise<Whereabouts> {
  const answer = await fetch(url, { headers: { Range: 'bytes=0-0', Accept: '*/*' }, cache: 'no-store', signal })
  if (answer.ok) return 'there'
  const problem = (await answer.json().catch(() => null)) as { kind?: string } | null
  return problem?.kind === 'lost' ? 'lost' : 'unknown'
}

/** A take that the server knows, as it is sent once more: under the same id, with the same bytes. */
function sentAgain(take: Take, userId: string, body: ArrayBuffer): WaitingTake {
  const { id, episodeId, subject, cueId, revision, cueText, mode, echoCancelled, cut, recordedAt, durationMs } = take
  return {
    id, userId, episodeId, subject, cueId, revision, cueText, mode, echoCancelled, cut, recordedAt, durationMs,
    type: 'audio/wav', state: 'waiting', attempts: 0, nextAt: 0, message: '', body,
  }
}
