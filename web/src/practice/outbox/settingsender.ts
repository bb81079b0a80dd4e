/** The sender of this page's settings, over the API; and whose session it still is. */
import { api, ApiError } from '../../lib/api'
import { app, type Scope } from '../../lib/scope'
import { practisedEpisode, readVisit } from './practisedsender'
import { ValueSender, type Outcome } from './valuesender'
import { Unsent, type Shelf } from './unsentvalues'

/** A browser that forbids the storage forbids its mention too. */
export function shelf(): Shelf {
  try {
    return localStorage
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }
  }
}

/** What is no visit any more is dropped: nothing is lost but counts. */
async function putVisit(episodeId: string, value: Record<string, unknown>, how: { background: boolean; keepalive: boolean; as: string }): Promise<void> {
  const one = readVisit(value, Date.now())
  if (one) await api.put('/episodes/{episodeId}/practised/{visitId}', { path: { episodeId, visitId: one.visit }, body: { beganAt: one.beganAt, sentences: [...one.sentences] }, ...how })
}

/** In the owner's name: by the time of a retry somebody else may be signed in. */
async function put(as: string, key: string, value: Record<string, unknown>, leaving: boolean): Promise<Outcome> {
  try {
    const episodeId = practisedEpisode(key)
    const how = { background: true, keepalive: leaving, as }
    if (episodeId === undefined) await api.put('/me/settings/{key}', { path: { key }, body: { value }, ...how })
    else await putVisit(episodeId, value, how)
    return 'kept'
  } catch (err) {
    const kind = err instanceof ApiError ? err.kind : 'offline'
    if (kind === 'unauthenticated') return 'signedOut'
    return ['invalid', 'denied', 'not_found', 'conflict', 'too_large', 'quota'].includes(kind) ? 'refused' : 'later'
  }
}

const senders = new Map<string, ValueSender>()

/**
 * The one sender of a person in this tab. Timers outlive the page: what it left unsaid is
 * still sent, unless the next page has something newer to say.
 */
export function settingsSender(userId: string): ValueSender {
  let known = senders.get(userId)
  if (!known) senders.set(userId, (known = make(userId)))
  return known
}

function make(userId: string): ValueSender {
  return new ValueSender({
    put: (key, value, leaving) => put(userId, key, value, leaving),
    unsent: new Unsent(shelf(), userId, Date.now),
    after: (ms, run) => app.timeout(run, ms),
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
