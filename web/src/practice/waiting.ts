/** Takes that the server does not have yet, kept in IndexedDB. Rows belong to a user. */
import type { TakeMode } from './model'

export type WaitingState = 'waiting' | 'refused'

export interface WaitingTake {
  /** Made by the client; the same on every attempt. */
  id: string
  userId: string
  episodeId: string
  cueId: string
  revision: number
  cueText: string
  mode: TakeMode
  recordedAt: string
  durationMs: number
  type: string
  body: ArrayBuffer
  state: WaitingState
  attempts: number
  /** Not to be tried again before this moment (Unix ms). */
  nextAt: number
  /** What the server said last. */
  message: string
}

/** Where waiting takes are kept. */
export interface TakeShelf {
  put(take: WaitingTake): Promise<void>
  get(id: string): Promise<WaitingTake | undefined>
  of(userId: string): Promise<WaitingTake[]>
  remove(id: string): Promise<void>
}

/** The browser's storage is full or refused; the recording is still in memory. */
export class ShelfFull extends Error {
  constructor(cause: unknown) {
    super('the browser has no room for the recording', { cause })
    this.name = 'ShelfFull'
  }
}

const DATABASE = 'gendu-takes'
const STORE = 'takes'

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

/** The shelf in IndexedDB; the connection is opened anew when the browser closed it. */
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

  async #connect(): Promise<IDBDatabase> {
    const request = this.#factory.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: 'id' }).createIndex('user', 'userId')
    }
    const db = await done(request)
    db.onclose = () => (this.#open = null)
    db.onversionchange = () => {
      db.close()
      this.#open = null
    }
    return db
  }

  /** Resolves when the transaction is complete, not when the request was taken. */
  async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const db = await this.#database()
    const options: IDBTransactionOptions = mode === 'readwrite' ? { durability: 'strict' } : {}
    const tx = db.transaction(STORE, mode, options)
    const ended = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(tx.error ?? new Error('IndexedDB gave up'))
      tx.onerror = () => reject(tx.error ?? new Error('IndexedDB failed'))
    })
    ended.catch(() => undefined)
    const result = await done(act(tx.objectStore(STORE)))
    await ended
    return result
  }

  async put(take: WaitingTake): Promise<void> {
    try {
      await this.#run('readwrite', (s) => s.put(take))
    } catch (err) {
      throw new ShelfFull(err)
    }
  }

  get(id: string): Promise<WaitingTake | undefined> {
    return this.#run<WaitingTake | undefined>('readonly', (s) => s.get(id) as IDBRequest<WaitingTake | undefined>)
  }

  of(userId: string): Promise<WaitingTake[]> {
    return this.#run<WaitingTake[]>('readonly', (s) => s.index('user').getAll(userId) as IDBRequest<WaitingTake[]>)
  }

  async remove(id: string): Promise<void> {
    await this.#run('readwrite', (s) => s.delete(id))
  }
}

/** Keeps waiting takes for as long as the page lives: where IndexedDB is refused. */
export class MemoryShelf implements TakeShelf {
  readonly #rows = new Map<string, WaitingTake>()

  async put(take: WaitingTake): Promise<void> {
    this.#rows.set(take.id, { ...take })
  }

  async get(id: string): Promise<WaitingTake | undefined> {
    return this.#rows.get(id)
  }

  async of(userId: string): Promise<WaitingTake[]> {
    return [...this.#rows.values()].filter((t) => t.userId === userId)
  }

  async remove(id: string): Promise<void> {
    this.#rows.delete(id)
  }
}
