/** The keeper of this page's settings, over the API; and whose session it still is. */
import { api, ApiError } from '../../lib/api'
import type { Scope } from '../../lib/scope'
import { Keeper, type Kept } from '../keeper'

async function put(key: string, value: Record<string, unknown>, leaving: boolean): Promise<Kept> {
  try {
    await api.put('/me/settings/{key}', { path: { key }, body: { value }, background: true, keepalive: leaving })
    return 'kept'
  } catch (err) {
    const kind = err instanceof ApiError ? err.kind : 'offline'
    if (kind === 'unauthenticated') return 'signedOut'
    return ['invalid', 'denied', 'not_found', 'conflict', 'too_large'].includes(kind) ? 'refused' : 'later'
  }
}

/** Timers outlive the page: what it left unsaid is still sent by this tab. */
export function keeper(signedOut: () => void): Keeper {
  return new Keeper({
    put,
    signedOut,
    after: (ms, run) => {
      const id = setTimeout(run, ms)
      return () => clearTimeout(id)
    },
  })
}

/** Tells, each time the page comes into view, whether the person is still the one signed in. */
export function watchSession(scope: Scope, userId: string, known: (same: boolean) => void): void {
  scope.listen(document, 'visibilitychange', async () => {
    if (document.visibilityState !== 'visible') return
    const now = await api.get('/session', { signal: scope.signal, background: true }).catch(() => undefined)
    if (now && !scope.disposed) known(now.user?.id === userId)
  })
}
