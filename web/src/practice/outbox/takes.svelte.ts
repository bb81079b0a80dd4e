/** The takes of one learner and one episode: what the server has, and what waits. */
import { api, ApiError, isAbort } from '../../lib/api'
import type { Scope } from '../../lib/scope'
import type { components } from '../../lib/api.gen'
import { forgetDraft } from '../recording/drafting'
import { uploadsOf, type Uploads } from './uploads'
import { comparing } from '../comparison/comparison'
import type { Take } from '../session/model'
import type { Losses } from './losses'
import { backoff } from './queue'
import { merge, waitingRow, withNews, withTake, type Row } from './rows'
import { ShelfFull, type WaitingRow, type WaitingTake } from './waitingtakes'

type Patch = components['schemas']['TakePatch']

/** Sounds that are kept in memory: those of the takes that are heard now. */
const MOST_SOUNDS = 20

/** Takes in one part of the list. */
const PART = 200

/** A comparison is made within a moment; later looks catch a busy server. */
const LOOKS = [120, 120, 150, 200, 300, 500, 1000, 2000, 4000, 8000, 15_000]

export class Takes {
  #saved = $state.raw<Take[]>([])
  #waiting = $state.raw<Row[]>([])
  #memory = $state.raw<Row[]>([])
  /** Recorded in this visit, and the recorder heard nobody. */
  readonly #unheard = new Set<string>()
  readonly rows = $derived(
    merge(this.#saved, [...this.#memory, ...this.#waiting])
      .filter((r) => !this.#gone.has(r.id))
      .map((r) => (this.#unheard.has(r.id) ? { ...r, heard: false } : r)),
  )
  /** Takes of this learner that the server does not have yet, of any episode. */
  unsent = $state.raw<Row[]>([])
  /** Fresh takes whose comparison is looked for. */
  expected = $state.raw<ReadonlySet<string>>(new Set())
  /** Takes whose sound the server has lost and this page has. */
  lost = $state.raw<ReadonlySet<string>>(new Set())
  /** The browser's storage refused a take. */
  full = $state(false)
  /** Nobody, or somebody else, is signed in by now. */
  lapsed = $state(false)
  #stuck = $state(false)

  readonly #scope: Scope
  readonly #episodeId: string
  readonly #userId: string
  readonly #uploads: Uploads
  readonly #bytes = new Map<string, ArrayBuffer>()
  #losses: Promise<Losses> | undefined
  /** Deleted, here or in another tab; the server may not know yet. */
  #gone = $state.raw<ReadonlySet<string>>(new Set())
  readonly #fetching = new Set<string>()

  constructor(scope: Scope, episodeId: string, userId: string) {
    this.#scope = scope
    this.#episodeId = episodeId
    this.#userId = userId
    this.#uploads = uploadsOf(userId)
    scope.add(
      this.#uploads.listen(({ saved }) => {
        if (saved?.episodeId === episodeId) this.#arrived(saved)
        void this.#look()
      }),
    )
    void this.#look()
  }

  get signedOut(): boolean {
    return this.lapsed || this.#stuck
  }

  of(cueId: string): Row[] {
    return this.rows.filter((r) => r.cueId === cueId)
  }

  find(id: string): Row | undefined {
    return this.rows.find((r) => r.id === id)
  }

  /** Loads what the server has, sooner or later. What arrived meanwhile is newer than the list. */
  async load(): Promise<void> {
    const before = this.#saved
    const listed: Take[] = []
    let cursor: string | undefined
    try {
      do {
        const query = { limit: PART, ...(cursor && { cursor }) }
        const part = await api.get('/episodes/{episodeId}/takes', { path: { episodeId: this.#episodeId }, query, signal: this.#scope.signal, background: true })
        listed.push(...part.takes)
        cursor = part.next
        // The newest are shown before the others are here; an older list stays until then.
        if (!cursor || before.length === 0) this.#saved = withNews(listed, [...before, ...listed], this.#saved)
      } while (cursor)
    } catch (err) {
      // After an end of the session it is asked for again by the next sign-in.
      if (isAbort(err) || (err instanceof ApiError && err.kind === 'unauthenticated')) return
      this.#scope.timeout(() => void this.load(), 5000)
    }
  }

  /** Fetches what the machine says of a take that a list gave without it. */
  async whole({ id, judged, comparison }: Take): Promise<void> {
    if (judged?.state !== 'ready' || comparison || this.#fetching.has(id)) return
    this.#fetching.add(id)
    try {
      const take = await api.get('/takes/{takeId}', { path: { takeId: id }, signal: this.#scope.signal, background: true })
      if (!this.#gone.has(id) && !this.#scope.disposed) this.#saved = withTake(this.#saved, take)
    } catch {
      // Its score is shown already. The next time that it is taken in hand it is asked for again.
    } finally {
      this.#fetching.delete(id)
    }
  }

  async #look(): Promise<void> {
    const rows = await this.#uploads.shelf.of(this.#userId).catch((): WaitingRow[] => [])
    if (this.#scope.disposed) return
    this.#forget(rows.filter((r) => r.state === 'deleted').map((r) => r.id))
    const waiting = rows.filter((r) => !this.#gone.has(r.id)).map((r) => waitingRow(r))
    this.unsent = merge([], [...this.#memory, ...waiting])
    this.#waiting = waiting.filter((r) => r.waiting?.episodeId === this.#episodeId)
    this.#stuck = this.#uploads.queue.signedOut && this.unsent.length > 0
  }

  #forget(ids: readonly string[]): void {
    if (ids.some((id) => !this.#gone.has(id))) this.#gone = new Set([...this.#gone, ...ids])
  }

  #keepSound(id: string, bytes: ArrayBuffer): void {
    this.#bytes.delete(id)
    this.#bytes.set(id, bytes)
    for (const oldest of this.#bytes.keys()) {
      if (this.#bytes.size - this.lost.size <= MOST_SOUNDS) return
      if (!this.lost.has(oldest)) this.#bytes.delete(oldest) // of a lost one it is the only copy
    }
  }

  /** Keeps a fresh take: on the shelf first, then on its way to the server. */
  async add(take: WaitingTake): Promise<void> {
    this.#keepSound(take.id, take.body)
    if (take.heard === false) this.#unheard.add(take.id)
    this.#memory = [waitingRow(take, 'waiting'), ...this.#memory]
    try {
      await this.#uploads.queue.add(take)
      void forgetDraft(take.id)
      this.full = false
      await this.#look()
      // Only now, so that its row never blinks.
      this.#memory = this.#memory.filter((r) => r.id !== take.id)
    } catch (err) {
      if (!(err instanceof ShelfFull)) throw err
      this.full = true
      if (this.#gone.has(take.id)) return
      this.#loose.set(take.id, { take, attempts: 0, cancel: () => undefined })
      await this.#direct(take.id)
    }
  }

  /** Takes that are in memory only, and when each is tried again. */
  readonly #loose = new Map<string, { take: WaitingTake; attempts: number; cancel: () => void }>()

  /** Without room in the browser the take goes straight to the server, or stays in memory. */
  async #direct(id: string): Promise<void> {
    const loose = this.#loose.get(id)
    if (!loose) return
    loose.cancel()
    const sent = await this.#uploads.queue.sendDirectly(loose.take)
    void this.#look() // which tells whether somebody must sign in
    if (!this.#loose.has(id)) return // deleted meanwhile
    switch (sent.kind) {
      case 'saved':
        return void this.#loose.delete(id)
      case 'gone':
        this.#memory = this.#memory.filter((r) => r.id !== id)
        return void this.#loose.delete(id)
      case 'refused':
        return this.#remembered(id, 'refused', sent.message)
      default:
        this.#remembered(id, 'unsaved', '')
        loose.cancel = this.#scope.timeout(() => void this.#direct(id), backoff(loose.attempts++, Math.random()))
    }
  }

  #remembered(id: string, state: 'refused' | 'unsaved', message: string): void {
    this.#memory = this.#memory.map((r) => (r.id === id ? { ...r, state, message } : r))
  }

  /** Whether something is nowhere but in this page. */
  get atRisk(): boolean {
    return this.#memory.length > 0
  }

  #arrived(take: Take): void {
    if (this.#gone.has(take.id)) return
    if (this.#loose.has(take.id)) void forgetDraft(take.id)
    this.#memory = this.#memory.filter((r) => r.id !== take.id)
    this.#saved = withTake(this.#saved, take)
    if (comparing(take) === 'pending') this.#expectComparison(take.id)
  }

  #expectComparison(id: string, look = 0): void {
    const ms = LOOKS[look]
    this.#expect(id, ms !== undefined)
    if (ms === undefined) return
    this.#scope.timeout(async () => {
      if (this.#gone.has(id)) return
      const take = await api.get('/takes/{takeId}', { path: { takeId: id }, signal: this.#scope.signal, background: true }).catch(() => null)
      if (this.#gone.has(id) || this.#scope.disposed) return
      if (!take || comparing(take) === 'pending') return this.#expectComparison(id, look + 1)
      this.#saved = withTake(this.#saved, take)
      this.#expect(id, false)
    }, ms)
  }

  #expect(id: string, on: boolean): void {
    if (this.expected.has(id) === on) return
    const next = new Set(this.expected)
    if (on) next.add(id)
    else next.delete(id)
    this.expected = next
  }

  /** The sound of a take: from memory, from the shelf, or from the server. */
  async audio(id: string): Promise<ArrayBuffer> {
    const take = this.find(id)?.take
    const here = this.#bytes.get(id) ?? this.#loose.get(id)?.take.body ?? (await this.#uploads.shelf.get(id).catch(() => undefined))?.body
    if (here) {
      this.#lookFor(take)
      return here
    }
    const url = take?.audioUrl ?? `/api/v1/takes/${id}/audio`
    const answer = await fetch(url, { signal: this.#scope.signal })
    if (!answer.ok) throw new ApiError(answer.status === 404 ? 'not_found' : 'unavailable', '', answer.status)
    const bytes = await answer.arrayBuffer()
    this.#keepSound(id, bytes)
    this.#lookFor(take) // the browser's cache may have answered
    return bytes
  }

  #lookFor(take: Take | null | undefined): void {
    if (take) void this.#watch().then((losses) => losses.look(take), () => undefined)
  }

  #watch(): Promise<Losses> {
    return (this.#losses ??= import('./losses').then((m) => new m.Losses(this.#scope.signal, this)))
  }

  /** Those that the server has and whose sound is here too. */
  held(): Take[] {
    return this.#saved.filter((t) => this.#bytes.has(t.id))
  }

  /** Sends the sound of a take that the server has lost. */
  async sendLost(take: Take): Promise<void> {
    const losses = await this.#watch()
    await losses.heal(this.#uploads.queue, take, this.#userId, await this.audio(take.id))
  }

  async update(id: string, patch: Patch): Promise<void> {
    this.#saved = withTake(this.#saved, await api.patch('/takes/{takeId}', { path: { takeId: id }, body: patch }))
  }

  async send(id: string, classId: string): Promise<void> {
    this.#saved = withTake(this.#saved, await api.put('/takes/{takeId}/submissions/{classId}', { path: { takeId: id, classId } }))
  }

  async withdraw(id: string, classId: string): Promise<void> {
    this.#saved = withTake(this.#saved, await api.delete('/takes/{takeId}/submissions/{classId}', { path: { takeId: id, classId } }))
  }

  async seen(id: string): Promise<void> {
    await api.put('/takes/{takeId}/review-seen', { path: { takeId: id } })
    this.#saved = this.#saved.map((t) => (t.id === id ? { ...t, reviews: t.reviews.map((r) => ({ ...r, seen: true })) } : t))
  }

  /**
   * Deletes for good. Of a take that is not saved nobody knows how far it came: the queue
   * keeps the deletion until the server has it.
   */
  async remove(...ids: string[]): Promise<void> {
    const deleted: Row[] = []
    try {
      for (const id of ids) {
        const row = this.find(id) ?? this.unsent.find((r) => r.id === id)
        if (row?.state === 'saved') await this.#deleteSaved(id)
        if (row) deleted.push(row)
      }
    } finally {
      await this.#removed(deleted)
    }
  }

  /** They leave the list together: one that came into hand meanwhile would be asked for, and is gone. */
  async #removed(rows: readonly Row[]): Promise<void> {
    const gone = new Set(rows.map((r) => r.id))
    for (const id of gone) {
      this.#bytes.delete(id)
      if (this.#loose.has(id)) void forgetDraft(id)
      this.#loose.get(id)?.cancel()
      this.#loose.delete(id)
    }
    this.#forget([...gone])
    this.#saved = this.#saved.filter((t) => !gone.has(t.id))
    this.#memory = this.#memory.filter((r) => !gone.has(r.id))
    for (const { waiting } of rows) if (waiting) await this.#uploads.queue.drop(waiting)
    await this.#look()
  }

  async #deleteSaved(id: string): Promise<void> {
    try {
      await api.delete('/takes/{takeId}', { path: { takeId: id } })
    } catch (err) {
      if (!(err instanceof ApiError && (err.kind === 'not_found' || err.status === 410))) throw err
    }
  }

  /** Tries everything that waits once more, at once. */
  retry(): void {
    void this.#uploads.queue.retry()
    for (const id of this.#loose.keys()) void this.#direct(id)
  }
}
