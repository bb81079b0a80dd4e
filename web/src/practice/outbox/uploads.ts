/**
 * The upload queue of this browser, one per signed-in user, alive as long as the app:
 * takes go on uploading on every page.
 */
import { Scope } from '../../lib/scope'
import type { Take } from '../session/model'
import { notTaken, sendingTime, UploadQueue, type Sent } from './queue'
import { Database, DRAFTS, done } from './database'
import { IdbShelf, noShelf, uploadQuery, type TakeShelf, type WaitingRow, type WaitingTake } from './waitingtakes'

type Listener = (news: { saved?: Take }) => void

const API = '/api/v1'
/** For what says little: with the lock held, a connection that died must not stop all tabs (ms). */
const SHORTLY = 15_000

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
  return current.uploads
}

/** Ends the queue: nothing is sent any more. Call it when somebody signs out. */
export function endUploads(): void {
  current?.end()
  current = null
}

/** How many takes of a user only this browser holds. */
export async function waitingTakes(userId: string): Promise<number> {
  return (await shelf().of(userId).catch(() => [])).filter((r) => r.state !== 'deleted').length
}

let onlyShelf: TakeShelf | null = null
let onlyDatabase: Database | null = null

/** The takes of this browser; null where it has no storage at all. */
export function database(): Database | null {
  if (typeof indexedDB !== 'undefined') onlyDatabase ??= new Database(indexedDB)
  return onlyDatabase
}

function shelf(): TakeShelf {
  const db = database()
  onlyShelf ??= db ? new IdbShelf(db) : noShelf
  return onlyShelf
}

function make(userId: string): { userId: string; uploads: Uploads; end: () => void } {
  const listeners = new Set<Listener>()
  const scope = new Scope()
  const channel = typeof BroadcastChannel === 'undefined' ? null : scope.own(new BroadcastChannel(`gendu-takes-${userId}`), (c) => c.close())
  const tell = (news: { saved?: Take }) => listeners.forEach((on) => on(news))
  const tellAll = (news: { saved?: Take }) => {
    tell(news)
    channel?.postMessage(news)
  }
  const queue = new UploadQueue(userId, {
    shelf: shelf(),
    whoami,
    send: put,
    erase,
    alone,
    now: () => Date.now(),
    random: Math.random,
    after: (ms, run) => scope.timeout(run, ms),
    saved: (take) => tellAll({ saved: take }),
    changed: () => tellAll({}),
  })
  scope.listen(window, 'online', () => queue.kick())
  scope.listen(document, 'visibilitychange', () => void (document.visibilityState === 'visible' && queue.kick()))
  if (channel) scope.listen(channel, 'message', (e: MessageEvent<{ saved?: Take }>) => tell(e.data))
  queue.kick()
  void recover(userId, queue)
  scope.add(() => queue.dispose())
  const listen = (on: Listener) => {
    listeners.add(on)
    return () => void listeners.delete(on)
  }
  return { userId, uploads: { queue, shelf: shelf(), listen }, end: () => scope.dispose() }
}

/** What an earlier page was recording when it went away becomes a take. */
async function recover(userId: string, queue: UploadQueue): Promise<void> {
  const db = database()
  const count = await db?.read([DRAFTS], (store) => done(store(DRAFTS).index('user').count(userId))).catch(() => 0)
  if (!db || !count) return
  const { recoverDrafts } = await import('../recording/drafting')
  await recoverDrafts(db, userId, (take) => queue.add(take))
}

/** Ends with its owner, or in time. */
function until(end: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([end, AbortSignal.timeout(ms)])
}

async function whoami(end: AbortSignal): Promise<string | null> {
  const answer = await fetch(`${API}/session`, { headers: { Accept: 'application/json' }, cache: 'no-store', signal: until(end, SHORTLY) })
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

async function put(take: WaitingTake, end: AbortSignal): Promise<Sent> {
  try {
    const answer = await fetch(`${API}/takes/${take.id}?${uploadQuery(take)}`, {
      method: 'PUT',
      headers: { 'Content-Type': take.type, Accept: 'application/json', 'Gendu-User': take.userId },
      body: take.body,
      signal: until(end, sendingTime(take.body.byteLength)),
    })
    return await read(answer)
  } catch {
    return { kind: 'later', message: '', afterMs: 0 }
  }
}

async function erase(row: WaitingRow, end: AbortSignal): Promise<Sent> {
  try {
    const answer = await fetch(`${API}/takes/${row.id}`, {
      method: 'DELETE',
      headers: { Accept: 'application/json', 'Gendu-User': row.userId },
      signal: until(end, SHORTLY),
    })
    if (answer.ok || answer.status === 404) return { kind: 'gone' }
    const sent = await read(answer)
    // There is nothing in it for the learner to decide.
    return sent.kind === 'refused' ? { kind: 'later', message: sent.message, afterMs: 0 } : sent
  } catch {
    return { kind: 'later', message: '', afterMs: 0 }
  }
}

async function read(answer: Response): Promise<Sent> {
  if (answer.ok) return { kind: 'saved', take: (await answer.json()) as Take }
  const problem = (await answer.json().catch(() => ({}))) as { kind?: string; message?: string }
  const message = problem.message ?? `The server answered ${answer.status}.`
  const after = Number(answer.headers.get('Retry-After'))
  return notTaken(answer.status, problem.kind, message, Number.isFinite(after) ? after * 1000 : 0)
}
