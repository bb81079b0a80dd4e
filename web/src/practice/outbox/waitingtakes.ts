/** Takes that the server does not have yet, kept in IndexedDB. Rows belong to a user. */
import { BLOCKS, BODIES, type Database, done, DRAFTS, dropDraft, ROWS } from './database'
import type { Subject, TakeMode } from '../session/model'

/** `deleted`: the server has still to be told, since it may have the take or be getting it. */
export type WaitingState = 'waiting' | 'refused' | 'deleted'

/** Where there was no space for it: at the server, or in what the learner may keep. */
export type Full = 'server' | 'mine'

/** What is known of a waiting take; its sound is kept apart, since lists are read often. */
export interface WaitingRow {
  /** Made by the client; the same on every attempt. */
  id: string
  userId: string
  episodeId: string
  /** What it is a recording of; absent in rows from before keywords were recorded: a cue. */
  subject?: Subject
  /** The id of the subject, also where that is a keyword. */
  cueId: string
  revision: number
  cueText: string
  mode: TakeMode
  /** The rate at which the reference sounded, 0.5 to 2; 1 in rows from before it was kept. */
  speed?: number
  /** Shadow only: the moment in the take, in whole ms, at which the cue's start sounded. */
  clipStartMs?: number
  /** The microphone was open with echo cancellation; absent in rows from before it was kept. */
  echoCancelled?: boolean
  /** The page went away while it was spoken; absent where it did not. */
  cut?: boolean
  /** False where the recorder heard nobody. */
  heard?: boolean
  recordedAt: string
  durationMs: number
  type: string
  state: WaitingState
  attempts: number
  /** Not to be tried again before this moment (Unix ms). */
  nextAt: number
  /** What the server said last. */
  message: string
  /** Why it still waits, where that was a want of space. */
  full?: Full
}

export interface WaitingTake extends WaitingRow {
  body: ArrayBuffer
}

/** What the address of an upload says of a take. */
export function uploadQuery(take: WaitingRow): URLSearchParams {
  const query = new URLSearchParams({
    episode: take.episodeId,
    [take.subject ?? 'cue']: take.cueId,
    revision: String(take.revision),
    mode: take.mode,
    recordedAt: take.recordedAt,
    speed: String(take.speed ?? 1),
    echoCancelled: String(take.echoCancelled ?? false),
  })
  if (take.cut) query.set('cut', 'true')
  if (take.clipStartMs !== undefined) query.set('clipStartMs', String(take.clipStartMs))
  return query
}

/** Where waiting takes are kept. */
export interface TakeShelf {
  /** Keeps a take with its sound. */
  put(take: WaitingTake): Promise<void>
  /** Writes down what became of a take; does nothing when it is not there, or deleted, by now. */
  mark(row: WaitingRow): Promise<void>
  /** Writes a row that says `deleted`, whether the take is there or not, and drops its sound. */
  bury(row: WaitingRow): Promise<void>
  /** A take with its sound; a deleted one has none. */
  get(id: string): Promise<WaitingTake | undefined>
  /** Of one user, without the sounds. */
  of(userId: string): Promise<WaitingRow[]>
  /** Takes a row off, as it was read: one that was deleted since stays. */
  remove(row: WaitingRow): Promise<void>
}

/** The browser's storage is full or refused; the recording is still in memory. */
export class ShelfFull extends Error {
  constructor(cause: unknown) {
    super('the browser has no room for the recording', { cause })
    this.name = 'ShelfFull'
  }
}

/** A row as it is stored: those of version 1 still carry their sound. */
type Stored = WaitingRow & { body?: ArrayBuffer }

export function bare(stored: Stored): WaitingRow {
  const { body: _, ...row } = stored
  return row
}

/** A deletion stands: news of an upload that was under way come too late for it. */
export function overruled(there: WaitingRow, news: WaitingRow): boolean {
  return there.state === 'deleted' && news.state !== 'deleted'
}

/** The shelf in IndexedDB. */
export class IdbShelf implements TakeShelf {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async put(take: WaitingTake): Promise<void> {
    try {
      // In one step with the draft that it was: it is never there twice, nor not at all.
      await this.#db.write([ROWS, BODIES, DRAFTS, BLOCKS], (store) =>
        Promise.all([done(store(ROWS).put(bare(take))), done(store(BODIES).put(take.body, take.id)), dropDraft(store, take.id)]),
      )
    } catch (err) {
      throw new ShelfFull(err)
    }
  }

  mark(row: WaitingRow): Promise<void> {
    return this.#db.write([ROWS], async (store) => {
      const rows = store(ROWS)
      const old = await done(rows.get(row.id) as IDBRequest<Stored | undefined>)
      if (old && !overruled(old, row)) await done(rows.put(old.body ? { ...row, body: old.body } : row))
    })
  }

  async bury(row: WaitingRow): Promise<void> {
    await this.#db.write([ROWS, BODIES], (store) => Promise.all([done(store(BODIES).delete(row.id)), done(store(ROWS).put(row))]))
  }

  get(id: string): Promise<WaitingTake | undefined> {
    return this.#db.read([ROWS, BODIES], async (store) => {
      const [row, body] = await Promise.all([
        done(store(ROWS).get(id) as IDBRequest<Stored | undefined>),
        done(store(BODIES).get(id) as IDBRequest<ArrayBuffer | undefined>),
      ])
      const sound = body ?? row?.body
      return row && sound ? { ...row, body: sound } : undefined
    })
  }

  of(userId: string): Promise<WaitingRow[]> {
    return this.#db.read([ROWS], async (store) => (await done(store(ROWS).index('user').getAll(userId) as IDBRequest<Stored[]>)).map(bare))
  }

  remove(row: WaitingRow): Promise<void> {
    return this.#db.write([ROWS, BODIES], async (store) => {
      const [rows, bodies] = [store(ROWS), store(BODIES)]
      const old = await done(rows.get(row.id) as IDBRequest<Stored | undefined>)
      if (old && !overruled(old, row)) await Promise.all([done(rows.delete(row.id)), done(bodies.delete(row.id))])
    })
  }
}

/** Where the browser has no storage at all: takes go straight to the server. */
export const noShelf: TakeShelf = {
  put: () => Promise.reject(new ShelfFull('no storage')),
  mark: () => Promise.resolve(),
  bury: () => Promise.reject(new ShelfFull('no storage')),
  get: () => Promise.resolve(undefined),
  of: () => Promise.resolve([]),
  remove: () => Promise.resolve(),
}
