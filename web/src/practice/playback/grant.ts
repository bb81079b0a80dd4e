/** Keeps the permission to play an audio fresh while its page is open. */
import type { Scope } from '../../lib/scope'

/** The server's grant lasts ten minutes (docs/adr/0044): one renewal may fail. */
export const RENEW_EVERY = 4 * 60_000

/**
 * keepGrant renews the grant of the audio whose part is at `url`, while `wanted` says so.
 * A renewal that fails costs nothing: the server looks the next range up, and renews then.
 */
export function keepGrant(scope: Scope, url: string, wanted: () => boolean, ask: (url: string, init: RequestInit) => Promise<unknown>): void {
  const at = url.replace(/[^/]*$/, 'grant')
  scope.interval(() => {
    if (wanted()) ask(at, { signal: scope.signal, credentials: 'same-origin', cache: 'no-store' }).catch(() => {})
  }, RENEW_EVERY)
}
