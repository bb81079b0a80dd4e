/**
 * What is being spoken is written down as it comes, a quarter of a second at a time, so
 * that a reload or a crash costs no more than that. The next page makes a take of it that
 * is marked as cut.
 */
import { BLOCKS, blocksOf, DRAFTS, dropDraft, type Database, done } from '../outbox/database'
import { Listener } from '../../sound/level'
import { TAKE_RATE } from '../../sound/takewav'
import type { WaitingTake } from '../outbox/waitingtakes'
import { encodeWav } from '../../sound/wav'

/** What is known of a take when it begins. */
export type DraftHead = Pick<WaitingTake, 'id' | 'userId' | 'episodeId' | 'subject' | 'cueId' | 'revision' | 'cueText' | 'mode' | 'speed' | 'echoCancelled' | 'recordedAt'> & {
  /** Begun by the learner, not by the loop. */
  manual: boolean
}

/** Samples of one block: a quarter of a second. */
const BLOCK = TAKE_RATE / 4

/** A shorter recording (ms) is a slip of the finger. */
export const SHORTEST = 200

/** Where drafts are kept. Nothing here rejects for want of room: then there is no draft, and the take is still in memory. */
export interface DraftStore {
  begin(head: DraftHead): Promise<void>
  block(id: string, n: number, samples: Int16Array): Promise<void>
  drop(id: string): Promise<void>
  of(userId: string): Promise<DraftHead[]>
  samples(id: string): Promise<Int16Array[]>
}

export class IdbDrafts implements DraftStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async begin(head: DraftHead): Promise<void> {
    await this.#db.write([DRAFTS], (store) => done(store(DRAFTS).put(head)), true)
  }

  async block(id: string, n: number, samples: Int16Array): Promise<void> {
    await this.#db.write([BLOCKS], (store) => done(store(BLOCKS).put(samples, [id, n])), true)
  }

  async drop(id: string): Promise<void> {
    await this.#db.write([DRAFTS, BLOCKS], (store) => dropDraft(store, id), true)
  }

  of(userId: string): Promise<DraftHead[]> {
    return this.#db.read([DRAFTS], (store) => done(store(DRAFTS).index('user').getAll(userId) as IDBRequest<DraftHead[]>))
  }

  samples(id: string): Promise<Int16Array[]> {
    return this.#db.read([BLOCKS], (store) => done(store(BLOCKS).getAll(blocksOf(id)) as IDBRequest<Int16Array[]>))
  }
}

/** Writes one recording down while it is spoken. */
export class RecordingDraft {
  readonly #store: DraftStore
  readonly #id: string
  #pending: Float32Array[] = []
  #length = 0
  #blocks = 0
  #ended = false
  /** One after the other: no block comes before its head, none after its end. */
  #tail: Promise<void>

  constructor(store: DraftStore, head: DraftHead) {
    this.#store = store
    this.#id = head.id
    this.#tail = store.begin(head).catch(() => void (this.#ended = true))
  }

  /** Samples from -1 to 1 at `TAKE_RATE`. */
  write(samples: Float32Array): void {
    if (this.#ended) return
    this.#pending.push(samples)
    this.#length += samples.length
    if (this.#length < BLOCK) return
    const block = pcm16(this.#pending, this.#length)
    this.#pending = []
    this.#length = 0
    const n = this.#blocks++
    // A browser without room keeps what it has.
    this.#tail = this.#tail.then(() => (this.#ended ? undefined : this.#store.block(this.#id, n, block))).catch(() => void (this.#ended = true))
  }

  /** Nothing is written any more: the take is whole, and kept elsewhere from now on. */
  end(): void {
    this.#ended = true
  }
}

function pcm16(parts: readonly Float32Array[], length: number): Int16Array {
  const out = new Int16Array(length)
  let at = 0
  for (const part of parts) for (const v of part) out[at++] = Math.max(-32768, Math.min(32767, Math.round(v * 32768)))
  return out
}

/** The take that a draft is, cut where it ends; null where nothing was said in it. */
export function recovered(head: DraftHead, blocks: readonly Int16Array[]): WaitingTake | null {
  const length = blocks.reduce((n, b) => n + b.length, 0)
  const durationMs = Math.round((length * 1000) / TAKE_RATE)
  const samples = new Float32Array(length)
  let at = 0
  for (const block of blocks) for (const v of block) samples[at++] = v / 32768
  const listener = new Listener(TAKE_RATE)
  for (let from = 0; from < length; from += 512) listener.write(samples.subarray(from, from + 512))
  const heard = listener.heard || listener.whispered
  if (durationMs < SHORTEST || (!heard && !head.manual)) return null
  const { manual: _, ...row } = head
  return {
    ...row,
    cut: true,
    heard,
    durationMs,
    type: 'audio/wav',
    body: encodeWav({ rate: TAKE_RATE, channels: [samples] }),
    state: 'waiting',
    attempts: 0,
    nextAt: 0,
    message: '',
  }
}
