/**
 * The practice page's one model: it joins the session with its players, the recorder,
 * the takes and the learner's settings. Components read it and call it; they decide
 * nothing.
 */
import { api, isAbort } from '../../lib/api'
import { remember } from '../../lib/recent'
import type { Scope } from '../../lib/scope'
import { announce } from '../../lib/toast.svelte'
import type { Bounds } from '../bounds'
import { watchSession } from '../browser/keeping'
import { keepOpened, opened } from '../browser/opened'
import { comparisonOf } from '../comparison'
import type { Keeper } from '../keeper'
import { active, bounds as boundsOf, speedOf, type ReviewKind, type State, type UserEvent } from '../machine'
import { practisable, type Class, type Cue, type EpisodePage, type Keyword } from '../model'
import { locate, type Place } from '../place'
import { Session } from '../session'
import { readSettings, snapSpeed, SPEED_STEP, type Settings } from '../settings'
import { Playback } from './playback'
import { Recorder, type Finished } from './recorder.svelte'
import { Takes } from './takes.svelte'
import { Tracks } from './tracks.svelte'
import { spoken, tp } from './words'

/** What a dialog is open on. */
export type Open = '' | 'settings' | 'keys' | 'mic'

export interface Peek {
  text: boolean
  translation: boolean
}

const HIDDEN: Peek = { text: false, translation: false }

export class Practice {
  readonly page: EpisodePage
  readonly cues: readonly Cue[]
  readonly keywords: readonly Keyword[]
  readonly takes: Takes
  readonly recorder: Recorder
  readonly tracks: Tracks
  readonly playback: Playback
  state: State
  #open = $state<Open>('')
  #keyword = $state.raw<Keyword | null>(null)
  /** The take in hand; its row and strip are shown. */
  chosen = $state('')
  classes = $state.raw<Class[]>([])
  /** Until then nobody knows whether a class has scores off. */
  classesKnown = $state(false)
  peek = $state.raw<Peek>(HIDDEN)
  /** Shadowing has begun in this visit: what was to be said before it was read. */
  shadowed = $state(false)

  readonly #scope: Scope
  readonly #session: Session
  readonly #keeper: Keeper

  readonly settings = $derived.by(() => this.state.settings)
  readonly cue = $derived.by((): Cue | undefined => this.cues[this.state.cue])
  readonly rows = $derived.by(() => (this.cue ? this.takes.of(this.cue.id) : []))
  readonly row = $derived.by(() => this.rows.find((r) => r.id === this.chosen) ?? this.rows[0])
  /** The machine's figures are asked for, and no class of the learner has them off. */
  readonly scores = $derived.by(() => this.settings.scores && this.classesKnown && !this.scoresOffBy)
  readonly scoresOffBy = $derived.by(() => this.classes.find((c) => c.scoresOff)?.name ?? '')
  /** What is shown of the take in hand, unless a teacher has spoken. */
  readonly judged = $derived.by(() => {
    const take = this.scores ? this.row?.take : null
    return take && take.reviews.length === 0 ? comparisonOf(take) : null
  })
  readonly #bounds = $derived.by((): string => JSON.stringify(boundsOf(this.state)))
  /** The same object for as long as the bounds are the same. */
  readonly scopeBounds = $derived.by(() => JSON.parse(this.#bounds) as Bounds)
  readonly running = $derived.by(() => active(this.state))

  constructor(scope: Scope, page: EpisodePage, userId: string, settings: Settings, place: Place, keeper: Keeper) {
    const audio = page.audio
    if (!audio) throw new Error('the episode has no audio')
    this.#scope = scope
    this.#keeper = keeper
    keeper.onSignedOut = () => (this.takes.lapsed = true)
    this.page = page
    this.cues = practisable(page.cues)
    this.keywords = page.page?.keywords ?? []
    this.takes = new Takes(scope, page.episode.id, userId)
    this.tracks = new Tracks(scope)
    this.recorder = new Recorder(scope, (take) => this.#keep(take, userId), () => this.send({ type: 'micLost' }))
    this.playback = new Playback(scope, this.cues, audio, () => this.settings, (id) => this.takes.audio(id))
    this.playback.onInterrupted = () => this.send({ type: 'pause' })
    const { cue: first, range } = locate(this.cues, place)
    this.#session = new Session(this.cues, settings, first, this.#ports(), range)
    this.state = $state.raw(this.#session.state)
    scope.add(() => keeper.flush())
    scope.add(() => this.#session.send({ type: 'stop' }))
    scope.listen(document, 'visibilitychange', () => document.visibilityState === 'hidden' && keeper.flush())
    watchSession(scope, userId, (same) => this.#known(same))
    this.playback.expect([first, first + 1].filter((i) => i < this.cues.length))
    void this.tracks.load(audio)
  }

  #ports(): ConstructorParameters<typeof Session>[3] {
    const { playback, recorder } = this
    return {
      now: () => performance.now(),
      after: (ms, run) => this.#scope.timeout(run, ms),
      playCue: (cue, speed) => playback.playCue(cue, speed),
      playReview: (what, take, cue, part) => playback.playReview(what, take, cue, part),
      stopClip: () => playback.stopClip(),
      setRate: (speed) => playback.setRate(speed),
      prefetch: (cues) => playback.expect(cues),
      stream: (from, speed, last, at) => playback.stream(from, speed, last, at),
      stopStream: () => playback.stopStream(),
      openMic: (mode) => this.#openMic(mode === 'shadow'),
      startTake: (cue, mode, autoStop) => {
        const { state } = this.#session
        const manual = state.phase.name === 'recording' && state.phase.manual
        recorder.start({ cue: this.cues[cue]!, mode, manual, speed: speedOf(state), leadMs: playback.leadMs(cue) }, autoStop)
      },
      finishTake: () => recorder.finish(playback.soundedAt),
      holdMic: (how) => recorder.hold(how),
      changed: (state) => this.#changed(state),
    }
  }

  #changed(state: State): void {
    const old = this.state
    this.state = state
    if (state.cue !== old.cue) {
      this.peek = HIDDEN
      this.chosen = ''
      this.tracks.clear()
    }
    if (state.settings !== old.settings) this.#settled(state)
    if (state.cue !== old.cue || state.range !== old.range || state.settings.scope !== old.settings.scope) this.#moved()
    const now = state.phase.name
    if (state.settings.mode === 'shadow' && (now === 'listening' || now === 'recording')) this.shadowed = true
    if (now !== old.phase.name || paused(state) !== paused(old)) announce(spoken(state))
    if (old.phase.name === 'reviewing' || now === 'reviewing') return
    const row = this.row
    if (row && now === 'waiting') void this.tracks.show(row.id, () => this.takes.audio(row.id))
  }

  send(e: UserEvent): void {
    this.#session.send(e)
  }

  // ---- recording

  /** Whether the one sentence about the microphone has still to be read on this device. */
  async #mustExplain(): Promise<boolean> {
    if (!Recorder.possible || this.#explained || opened()) return false
    const query = { name: 'microphone' as PermissionName }
    const status = await navigator.permissions?.query(query).catch(() => null)
    return !status || status.state === 'prompt'
  }

  #explained = false
  /** Tells what was made of the sentence. */
  #answer: ((yes: boolean) => void) | null = null

  /** The session waits meanwhile, so that a loop that wanted to record goes on behind it. */
  async #explain(): Promise<void> {
    const yes = new Promise<boolean>((resolve) => (this.#answer = resolve))
    this.open = 'mic'
    if (!(await yes) || this.#session.state.phase.name !== 'prompting') throw new Error('the microphone is not wanted')
  }

  async #openMic(shadow: boolean): Promise<void> {
    if (await this.#mustExplain()) await this.#explain()
    const { mic, headphones } = this.settings
    await this.recorder.open({ deviceId: mic, echoCancellation: shadow && !headphones })
    keepOpened()
  }

  /** The sentence was read: now the browser may ask. */
  allowMic(): void {
    this.#explained = true
    this.#answered(true)
    this.open = ''
  }

  #answered(yes: boolean): void {
    this.#answer?.(yes)
    this.#answer = null
  }

  #keep(take: Finished, userId: string): void {
    // The loop recorded a learner who said nothing: there is no take in that.
    if (take.durationMs < 200 || (!take.heard && !take.manual)) return
    const id = crypto.randomUUID()
    const here = take.cue.id === this.cue?.id
    if (here) this.chosen = id
    void this.takes.add({
      id,
      userId,
      episodeId: this.page.episode.id,
      cueId: take.cue.id,
      revision: this.page.revision,
      cueText: take.cue.text,
      mode: take.mode,
      speed: take.speed,
      ...(take.clipStartMs === undefined ? {} : { clipStartMs: take.clipStartMs }),
      echoCancelled: take.echoCancelled,
      recordedAt: take.recordedAt,
      durationMs: take.durationMs,
      type: 'audio/wav',
      body: take.wav,
      state: 'waiting',
      attempts: 0,
      nextAt: 0,
      message: '',
    })
    if (here) void this.tracks.show(id, () => Promise.resolve(take.wav))
  }

  /** Leaving now would lose something that was spoken. */
  get atRisk(): boolean {
    return this.recorder.busy || this.takes.atRisk
  }

  // ---- what one can do

  get open(): Open {
    return this.#open
  }

  /** Behind a dialog nothing goes on: its keys are not the page's. */
  set open(what: Open) {
    this.#open = what
    if (what !== 'mic') this.#answered(false)
    if (what === 'settings') void this.recorder.refresh()
    if (what === 'settings' || what === 'keys') this.send({ type: 'pause' })
  }

  get keyword(): Keyword | null {
    return this.#keyword
  }

  set keyword(what: Keyword | null) {
    this.#keyword = what
    if (what) this.send({ type: 'pause' })
  }

  /** Opens a dialog, or closes it; one that closes late leaves the next one open. */
  show(what: Open, open: boolean): void {
    if (open) this.open = what
    else if (this.open === what) this.open = ''
  }

  review(what: ReviewKind, id = this.row?.id): void {
    if (what === 'original') return this.send({ type: 'review', what, take: '' })
    if (!id) return announce(tp('noTakeYet'))
    this.choose(id)
    this.send({ type: 'review', what, take: id })
  }

  choose(id: string): void {
    this.chosen = id
    void this.tracks.show(id, () => this.takes.audio(id))
  }

  /** Plays one word of the original, then mine where a comparison knows it. */
  playWord(from: number, to: number, mine: [number, number] | null): void {
    const part = (a: number, b: number) => ({ fromMs: Math.max(0, Math.round(a) - 40), toMs: Math.round(b) + 60 })
    const take = this.row?.id
    this.send({ type: 'word', word: { original: part(from, to), mine: mine && take ? { take, part: part(mine[0], mine[1]) } : null } })
  }

  set(change: Partial<Settings>): void {
    const settings = readSettings({ ...this.settings, ...change })
    this.playback.skipSilence = settings.skipSilence
    this.send({ type: 'settings', settings })
  }

  /** A range belongs to its episode, and is kept with the place. */
  #settled({ settings, outer }: State): void {
    const scope = settings.scope === 'range' ? outer : settings.scope
    this.#keeper.keep('practice', { ...settings, scope }, 800)
  }

  faster(steps: number): void {
    this.set({ speed: snapSpeed(this.settings.speed + steps * SPEED_STEP), ladder: [] })
  }

  #repeatsBefore = 3

  /** Endless repeats of the present cue, or as before. */
  toggleLoop(): void {
    if (this.settings.repeats !== 0) this.#repeatsBefore = this.settings.repeats
    this.set({ repeats: this.settings.repeats === 0 ? this.#repeatsBefore : 0 })
  }

  setRange(range: Bounds | null): void {
    this.send({ type: 'range', range })
  }

  togglePeek(what: keyof Peek): void {
    this.peek = { ...this.peek, [what]: !this.peek[what] }
  }

  /**
   * Uncovers what is covered, covers it again; and what is open, for every sentence.
   * A translation that has no place is only looked at.
   */
  cover(what: keyof Peek): void {
    if (what === 'translation' && this.settings.place === 'hidden') return this.togglePeek(what)
    const hidden = what === 'text' ? this.textHidden : this.translationHidden
    if (hidden || this.peek[what]) return this.togglePeek(what)
    this.set(what === 'text' ? { blurText: true } : { blurTranslation: true })
  }

  /** Whether the text of a cue is covered, on the stage and in the list alike. */
  hidden(cue: number): boolean {
    const { blurText, order } = this.settings
    const here = cue === this.state.cue
    if (here && this.peek.text) return false
    return blurText || order === 'audio' || (order === 'translation' && !(here && this.state.heard === cue))
  }

  readonly textHidden = $derived.by(() => this.hidden(this.state.cue))
  readonly translationHidden = $derived.by(() => !this.peek.translation && (this.settings.blurTranslation || this.settings.order === 'audio'))

  // ---- where the learner is

  #moved(): void {
    const { cue } = this
    if (!cue) return
    const { range, settings } = this.state
    const ends = range && settings.scope === 'range' ? [this.cues[range.first]!.id, this.cues[range.last]!.id] : null
    const { number, title, showTitle, id } = this.page.episode
    this.#keeper.keep(`position:${id}`, { cueId: cue.id, position: cue.position, range: ends }, 2000)
    this.#recent?.()
    const at = this.state.cue + 1
    const entry = { episodeId: id, number, title, showTitle, cueId: cue.id, at, cues: this.cues.length, when: Date.now() }
    this.#newest = () => void remember(entry).catch(() => undefined)
    this.#recent = this.#scope.timeout(() => this.#tell(), 2000)
  }

  #recent: (() => void) | null = null
  #newest: (() => void) | null = null

  #tell(): void {
    this.#newest?.()
    this.#newest = null
  }

  /** Keeps the place at once: the page is left or hidden, and may not come back. */
  storePlace(): void {
    if (!this.#newest) this.#moved()
    this.#tell()
    this.#keeper.flush()
  }

  /** Somebody signed in again, or the page came back into view. */
  #known(same: boolean): void {
    this.takes.lapsed = !same
    if (same && this.#keeper.waiting) this.#keeper.flush()
  }

  /** Signed in again: what waited goes on. */
  resume(): void {
    this.#known(true)
  }

  async loadClasses(): Promise<void> {
    try {
      this.classes = (await api.get('/classes', { signal: this.#scope.signal, background: true })).joined
      this.classesKnown = true
    } catch (err) {
      if (!isAbort(err)) this.#scope.timeout(() => void this.loadClasses(), 5000)
    }
  }
}

function paused(s: State): boolean {
  return s.phase.name === 'gap' && s.phase.paused
}
