/** The browser's own store of takes, in IndexedDB: what waits for the server, and what is being spoken. */

import { Scope } from '../../lib/scope'

const DATABASE = 'gendu-takes'
export const ROWS = 'takes'
export const BODIES = 'bodies'
/** A recording that is being spoken: what is known of it, and its blocks by [id, number]. */
export const DRAFTS = 'drafts'
export const BLOCKS = 'blocks'

/** Version 1 had the sound within the row (see `IdbShelf.get`); version 3 adds drafts. */
const VERSION = 3

export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

/** Every block of a draft, and nothing else: its keys are [id, number]. */
export function blocksOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []])
}

/** Takes a draft off with all of its blocks, in a transaction that covers both stores. */
export async function dropDraft(store: (name: string) => IDBObjectStore, id: string): Promise<void> {
  await Promise.all([done(store(DRAFTS).delete(id)), done(store(BLOCKS).delete(blocksOf(id)))])
}

/** A browser whose storage has not answered by then counts as one without (ms). */
const PATIENCE = 8000

/** Gives up after a while, and tells so; what comes of it later is not waited for. */
async function within<T>(ms: number, work: Promise<T>, giveUp: () => void): Promise<T> {
  const scope = new Scope()
  const late = new Promise<never>((_, reject) => {
    scope.timeout(() => {
      reject(new Error('IndexedDB does not answer'))
      giveUp()
    }, ms)
  })
  return Promise.race([work, late]).finally(() => scope.dispose())
}

/** The database; the connection is opened again when the browser closed or broke it. */
export class Database {
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
   * The upgrade only adds stores and touches no row: it needs no room, and so cannot fail
   * on a full disk and lock takes in that wait there.
   */
  async #connect(): Promise<IDBDatabase> {
    const request = this.#factory.open(DATABASE, VERSION)
    request.onupgradeneeded = ({ oldVersion }) => {
      const db = request.result
      if (oldVersion < 1) db.createObjectStore(ROWS, { keyPath: 'id' }).createIndex('user', 'userId')
      if (oldVersion < 2) db.createObjectStore(BODIES)
      if (oldVersion < 3) {
        db.createObjectStore(DRAFTS, { keyPath: 'id' }).createIndex('user', 'userId')
        db.createObjectStore(BLOCKS)
      }
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
  async #begin(stores: readonly string[], options: IDBTransactionOptions | null): Promise<IDBTransaction> {
    const begin = async () => (await this.#database()).transaction([...stores], options ? 'readwrite' : 'readonly', options ?? {})
    try {
      return await begin()
    } catch (err) {
      if (!(err instanceof DOMException && err.name === 'InvalidStateError')) throw err
      this.#open = null
      return await begin()
    }
  }

  read<T>(stores: readonly string[], act: (store: (name: string) => IDBObjectStore) => Promise<T>): Promise<T> {
    return this.#run(stores, null, act)
  }

  /** Writes, and resolves once that is on the disk; `soon`: once the browser has it, so that it outlives the page. */
  write<T>(stores: readonly string[], act: (store: (name: string) => IDBObjectStore) => Promise<T>, soon = false): Promise<T> {
    return this.#run(stores, { durability: soon ? 'relaxed' : 'strict' }, act)
  }

  /** Resolves when the transaction is complete, not when the requests were taken. */
  async #run<T>(stores: readonly string[], options: IDBTransactionOptions | null, act: (store: (name: string) => IDBObjectStore) => Promise<T>): Promise<T> {
    const tx = await this.#begin(stores, options)
    const ended = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve()
      tx.onabort = () => reject(tx.error ?? new Error('IndexedDB gave up'))
      tx.onerror = () => reject(tx.error ?? new Error('IndexedDB failed'))
    })
    ended.catch(() => undefined)
    const acted = act((name) => tx.objectStore(name))
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
}
