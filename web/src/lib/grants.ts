// Keeps the permission to play an audio fresh, wherever an episode is heard.
import type { Scope } from './scope'

/** The server's grant lasts ten minutes (docs/adr/0044): one renewal may fail. */
export const RENEW_EVERY = 4 * 60_000
/** An audio that was not played for as long as a grant lasts is not renewed any more. */
const LIFE = 10 * 60_000

type Ask = (url: string, init: RequestInit) => Promise<unknown>

/** What is asked to renew the grant of the audio whose part is at `url`; undefined where it is no audio's. */
function grantOf(url: string): string | undefined {
  const start = /^\/media\/audios\/[^/]+\//.exec(url)?.[0]
  return start && `${start}grant`
}

/**
 * The grants that a page or a player needs, renewed as long as its scope lives and somebody
 * looks. A renewal that fails costs nothing: the server looks the next range up, and renews
 * then.
 */
export class Grants {
  /** Until when each is renewed (Unix ms). */
  readonly #until = new Map<string, number>()
  readonly #now: () => number

  constructor(
    scope: Scope,
    ask: Ask = (url, init) => fetch(url, init),
    wanted = () => globalThis.document?.visibilityState !== 'hidden',
    now = () => Date.now(),
  ) {
    this.#now = now
    scope.interval(() => {
      if (!wanted()) return
      for (const [grant, until] of this.#until) {
        if (until < now()) this.#until.delete(grant)
        else ask(grant, { signal: scope.signal, credentials: 'same-origin', cache: 'no-store' }).catch(() => {})
      }
    }, RENEW_EVERY)
  }

  /** The audio of this part is what the page is about. */
  hold(url: string): void {
    this.#keep(url, Infinity)
  }

  /** A part of an audio is played now. */
  used(url: string): void {
    this.#keep(url, this.#now() + LIFE)
  }

  #keep(url: string, until: number): void {
    const grant = grantOf(url)
    if (grant) this.#until.set(grant, Math.max(until, this.#until.get(grant) ?? 0))
  }
}
