/** What was heard in this browser, kept and sent for the signed-in user. */
import { api } from './api'
import { failedDelivery, shelf, type Delivered } from './delivery'
import { HeardSums, type HeardSum } from './heardsums'
import { app } from './scope'
import { session } from './session.svelte'
import { newUUID } from './uuid'

let current: { userId: string; sums: HeardSums } | undefined

function sumsOf(userId: string): HeardSums {
  if (current?.userId !== userId) {
    void current?.sums.flush()
    current = { userId, sums: new HeardSums(userId, { storage: shelf(), send: (sum) => send(userId, sum), now: () => Date.now(), id: () => newUUID() }) }
  }
  return current.sums
}

/** Adds what was heard just now. */
export function addHeard(ms: number): void {
  if (session.user) sumsOf(session.user.id).add(ms)
}

/** Sends what waits; resolves when nothing can be sent now. */
export function sendHeard(userId: string): Promise<void> {
  return sumsOf(userId).flush()
}

async function send(userId: string, { id, at, ms }: HeardSum): Promise<Delivered> {
  try {
    await api.put('/me/listening/{sumId}', { path: { sumId: id }, body: { at: new Date(at).toISOString(), sentAt: new Date().toISOString(), ms }, background: true, keepalive: true, as: userId })
    return 'kept'
  } catch (err) {
    return failedDelivery(err)
  }
}

const now = () => {
  if (session.user) void sendHeard(session.user.id)
}
app.listen(document, 'visibilitychange', () => document.visibilityState === 'hidden' && now())
app.listen(window, 'online', now)
