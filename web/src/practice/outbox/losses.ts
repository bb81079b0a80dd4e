/**
 * Recordings that the server has lost. A page that still has the sound plays its own copy and
 * would never notice, so it asks, and then it can send the sound again.
 */
import type { Take } from '../session/model'
import type { WaitingTake } from './waitingtakes'

/** What the server says of a recording; `unknown` where it does not answer. */
export type Whereabouts = 'there' | 'lost' | 'unknown'

/** How long an answer holds (ms). */
const HOLDS = 60_000
/** Without an answer it is asked again, but not at every play (ms). */
const AGAIN = 5000

export interface LossPorts {
  ask: (url: string) => Promise<Whereabouts>
  now: () => number
  /** Called with every recording that is found to be lost. */
  found: (id: string) => void
}

export class Losses {
  readonly #ports: LossPorts
  /** When each may be asked about again. */
  readonly #next = new Map<string, number>()

  constructor(ports: LossPorts) {
    this.#ports = ports
  }

  /** Asks whether the server has a recording, unless it has just said so. */
  async look(id: string, url: string): Promise<void> {
    const now = this.#ports.now()
    if (now < (this.#next.get(id) ?? 0)) return
    this.#next.set(id, now + HOLDS)
    const answer = await this.#ports.ask(url).catch((): Whereabouts => 'unknown')
    if (answer === 'unknown') this.#next.set(id, now + AGAIN)
    if (answer === 'lost') this.#ports.found(id)
  }

  /** It was sent again: what was known of it is old. */
  forget(id: string): void {
    this.#next.delete(id)
  }
}

/** Asks for the first byte: only a read shows whether the recording is there. */
export async function askForByte(url: string, signal: AbortSignal): Promise<Whereabouts> {
  const answer = await fetch(url, { headers: { Range: 'bytes=0-0', Accept: '*/*' }, cache: 'no-store', signal })
  if (answer.ok) return 'there'
  return (await kindOf(answer)) === 'lost' ? 'lost' : 'unknown'
}

/** The kind of problem that an answer speaks of. */
export async function kindOf(answer: Response): Promise<string | undefined> {
  const problem = (await answer.json().catch(() => null)) as { kind?: string } | null
  return problem?.kind
}

/** A take that the server knows, as it is sent once more: under the same id, with the same bytes. */
export function sentAgain(take: Take, userId: string, body: ArrayBuffer): WaitingTake {
  const { id, episodeId, cueId, revision, cueText, mode, echoCancelled, cut, recordedAt, durationMs } = take
  return {
    id, userId, episodeId, cueId, revision, cueText, mode, echoCancelled, cut, recordedAt, durationMs,
    type: 'audio/wav', state: 'waiting', attempts: 0, nextAt: 0, message: '', body,
  }
}
