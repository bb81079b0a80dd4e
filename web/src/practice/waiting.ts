/** Takes that the server does not have yet, kept in IndexedDB. Rows belong to a user. */
import type { TakeMode } from './model'

/** `deleted`: the server has still to be told, since it may have the take or be getting it. */
export type WaitingState = 'waiting' | 'refused' | 'deleted'

/** What is known of a waiting take; its sound is kept apart, since lists are read often. */
export interface WaitingRow {
  /** Made by the client; the same on every attempt. */
  id: string
  userId: string
  episodeId: string
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
  recordedAt: string
  durationMs: number
  type: string
  state: WaitingState
  attempts: number
  /** Not to be tried again before this moment (Unix ms). */
  nextAt: number
  /** What the server said last. */
  message: string
}

export interface WaitingTake extends WaitingRow {
  body: ArrayBuffer
}

/** What the address of an upload says of a take. */
export function uploadQuery(take: WaitingRow): URLSearchParams {
  const query = new URLSearchParams({
    episode: take.episodeId,
    cue: take.cueId,
    revision: String(take.revision),
    mode: take.mode,
    recordedAt: take.recordedAt,
    speed: String(take.speed ?? 1),
    echoCancelled: String(take.echoCancelled ?? false),
  })
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

const DATABASE = 'gendu-takes'
const ROWS = 'takes'
const BODIES = 'bodies'

/** Version 1 had the sound within the row; see `IdbShelf.get`. */
const VERSION = 2

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

/** A browser whose storage has not answered by then counts as one without (ms). */
const PATIENCE = 8000

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

/** Gives up after a while, and tells so; what comes of it later is not waited for. */
async function within<T>(ms: number, work: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('IndexedDB does not answer'))
      giveUp()
    }, ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The shelf in IndexedDB; the connection is opened anew when the browser closed or broke it. */
export class IdbShelf implements TakeShelf {
  readonly #factory: IDBFactory
  #open: Promise<IDBDatabase> | null = null

  constructor(factory: IDBFactory) {
    this.#factory = factory
  }

  #database(): Promise<IDBDatabase> {
    this.#open ??= this.#connect().catch((err: unknown) => {
      this.#open = null
      throw err
    })
    return this.#open
  }

  /**
   * The upgrade only adds the second store and touches no row: it needs no room, and so
   * cannot fail on a full disk and lock takes in that wait there.
   */
  async #connect(): Promise<IDBDatabase> {
    const request = this.#factory.open(DATABASE, VERSION)
    request.onupgradeneeded = ({ oldVersion }) => {
      const db = request.result
      if (oldVersion < 1) db.createObjectStore(ROWS, { keyPath: 'id' }).createIndex('user', 'userId')
      if (oldVersion < 2) db.createObjectStore(BODIES)
    }
    const opened = done(request)
    // One that opens after all must not stand in the way of another page's upgrade.
    const db = await within(PATIENCE, opened, () => void opened.then((late) => late.close(), () => undefined))
    db.onclose = () => (this.#open = null)
    db.onversionchange = () => {
      db.close()
      this.#open = null
    }
    return db
  }

  /** Begins a transaction; a connection that broke without a word is opened once more. */
  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const options: IDBTransactionOptions = mode === 'readwrite' ? { durability: 'strict' } : {}
    const begin = async () => (await this.#database()).transaction([ROWS, BODIES], mode, options)
    try {
      return await begin()
    } catch (err) {
      if (!(err instanceof DOMException && err.name === 'InvalidStateError')) throw err
      this.#open = null
      return await begin()
    }
  }

  /** Resolves when the transaction is complete, not when the requests were taken. */
  async #run<T>(mode: IDBTransactionMode, act: (rows: IDBObjectStore, bodies: IDBObjectStore) => Promise<T>): Promise<T> {
    const tx = await this.#begin(mode)
    const ended = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(tx.error ?? new Error('IndexedDB gave up'))
      tx.onerror = () => reject(tx.error ?? new Error('IndexedDB failed'))
    })
    ended.catch(() => undefined)
    const acted = act(tx.objectStore(ROWS), tx.objectStore(BODIES))
    acted.catch(() => undefined)
    await within(PATIENCE, Promise.all([acted, ended]), () => {
      this.#open = null
      try {
        tx.abort()
      } catch {
        // It ended at this moment, or is being written: a take that is there twice is sent as one.
      }
    })
    return acted
  }

  async put(take: WaitingTake): Promise<void> {
    try {
      await this.#run('readwrite', (rows, bodies) => Promise.all([done(rows.put(bare(take))), done(bodies.put(take.body, take.id))]))
    } catch (err) {
      throw new ShelfFull(err)
    }
  }

  mark(row: WaitingRow): Promise<void> {
    return this.#run('readwrite', async (rows) => {
      const old = await done(rows.get(row.id) as IDBRequest<Stored | undefined>)
      if (old && !overruled(old, row)) await done(rows.put(old.body ? { ...row, body: old.body } : row))
    })
  }

  async bury(row: WaitingRow): Promise<void> {
    await this.#run('readwrite', (rows, bodies) => Promise.all([done(bodies.delete(row.id)), done(rows.put(row))]))
  }

  get(id: string): Promise<WaitingTake | undefined> {
    return this.#run('readonly', async (rows, bodies) => {
      const [row, body] = await Promise.all([
        done(rows.get(id) as IDBRequest<Stored | undefined>),
        done(bodies.get(id) as IDBRequest<ArrayBuffer | undefined>),
      ])
      const sound = body ?? row?.body
      return row && sound ? { ...row, body: sound } : undefined
    })
  }

  of(userId: string): Promise<WaitingRow[]> {
    return this.#run('readonly', async (rows) => (await done(rows.index('user').getAll(userId) as IDBRequest<Stored[]>)).map(bare))
  }

  remove(row: WaitingRow): Promise<void> {
    return this.#run('readwrite', async (rows, bodies) => {
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
