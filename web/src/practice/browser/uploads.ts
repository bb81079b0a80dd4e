/**
 * The upload queue of this browser, one per signed-in user, alive as long as the app:
 * takes go on uploading on every page.
 */
import { onWaiting } from '../../lib/leave'
import type { Take } from '../model'
import { UploadQueue, type Sent } from '../queue'
import { IdbShelf, MemoryShelf, uploadQuery, type TakeShelf, type WaitingTake } from '../waiting'

type Listener = (news: { saved?: Take }) => void

const API = '/api/v1'

export interface Uploads {
  queue: UploadQueue
  shelf: TakeShelf
  /** Tells of every take that was saved and every change of what waits, in any tab. */
  listen: (on: Listener) => () => void
}

let current: { userId: string; uploads: Uploads; end: () => void } | null = null

/** The queue of a user; another user's queue is ended first. */
export function uploadsOf(userId: string): Uploads {
  if (current?.userId === userId) return current.uploads
  current?.end()
  current = make(userId)
  onWaiting(() => waitingTakes(userId))
  return current.uploads
}

/** Ends the queue: nothing is sent any more. Call it when somebody signs out. */
export function endUploads(): void {
  current?.end()
  current = null
}

/** How many takes of a user this browser still holds. */
export async function waitingTakes(userId: string): Promise<number> {
  return (await shelf().of(userId).catch(() => [])).length
}

let onlyShelf: TakeShelf | null = null

function shelf(): TakeShelf {
  onlyShelf ??= typeof indexedDB === 'undefined' ? new MemoryShelf() : new IdbShelf(indexedDB)
  return onlyShelf
}

function make(userId: string): { userId: string; uploads: Uploads; end: () => void } {
  const listeners = new Set<Listener>()
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`gendu-takes-${userId}`)
  const tell = (news: { saved?: Take }) => listeners.forEach((on) => on(news))
  const tellAll = (news: { saved?: Take }) => {
    tell(news)
    channel?.postMessage(news)
  }
  const queue = new UploadQueue(userId, {
    shelf: shelf(),
    whoami,
    send: put,
    alone,
    now: () => Date.now(),
    random: Math.random,
    after: (ms, run) => {
      const id = setTimeout(run, ms)
      return () => clearTimeout(id)
    },
    saved: (take) => tellAll({ saved: take }),
    changed: () => tellAll({}),
  })
  const kick = () => queue.kick()
  const shown = () => document.visibilityState === 'visible' && queue.kick()
  addEventListener('online', kick)
  document.addEventListener('visibilitychange', shown)
  if (channel) channel.onmessage = (e: MessageEvent<{ saved?: Take }>) => tell(e.data)
  queue.kick()
  const end = () => {
    removeEventListener('online', kick)
    document.removeEventListener('visibilitychange', shown)
    channel?.close()
    queue.dispose()
  }
  const listen = (on: Listener) => {
    listeners.add(on)
    return () => void listeners.delete(on)
  }
  return { userId, uploads: { queue, shelf: shelf(), listen }, end }
}

async function whoami(): Promise<string | null> {
  const answer = await fetch(`${API}/session`, { headers: { Accept: 'application/json' }, cache: 'no-store' })
  if (!answer.ok) throw new Error(`session: ${answer.status}`)
  const body = (await answer.json()) as { user?: { id: string } }
  return body.user?.id ?? null
}

/** Two tabs never send at once; without Web Locks both may, which the server allows. */
async function alone(name: string, run: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return run()
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await run()
  })
}

async function put(take: WaitingTake, signal: AbortSignal): Promise<Sent> {
  try {
    const answer = await fetch(`${API}/takes/${take.id}?${uploadQuery(take)}`, {
      method: 'PUT',
      headers: { 'Content-Type': take.type, Accept: 'application/json', 'Gendu-User': take.userId },
      body: take.body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
    })
    return await read(answer)
  } catch {
    return { kind: 'later', message: '', afterMs: 0 }
  }
}

async function read(answer: Response): Promise<Sent> {
  if (answer.ok) return { kind: 'saved', take: (await answer.json()) as Take }
  const problem = (await answer.json().catch(() => ({}))) as { message?: string }
  const message = problem.message ?? `The server answered ${answer.status}.`
  if (answer.status === 401) return { kind: 'signedOut' }
  if (answer.status === 410) return { kind: 'gone' }
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
    const after = Number(answer.headers.get('Retry-After'))
    return { kind: 'later', message, afterMs: Number.isFinite(after) ? after * 1000 : 0 }
  }
  return { kind: 'refused', message }
}
