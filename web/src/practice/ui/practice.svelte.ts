/**
 * The practice page's one model: it joins the session with its players, the recorder,
 * the takes and the learner's settings. Components read it and call it; they decide
 * nothing.
 */
import { isAbort } from '../../lib/api'
import { OneSound } from '../../lib/onesound'
import { myClasses } from '../../lib/classes'
import { cardsOf, MyCards } from '../../lib/mycards.svelte'
import type { Scope } from '../../lib/scope'
import { announce } from '../../lib/toast.svelte'
import type { Bounds } from '../session/bounds'
import { beginDraft, forgetDraft } from '../recording/drafting'
import { shelf, watchSession } from '../outbox/settingsender'
import { keepOpened } from '../recording/micintroduced'
import { comparisonOf } from '../comparison/comparison'
import { SHORTEST, type DraftHead } from '../recording/drafts'
import type { ValueSender } from '../outbox/valuesender'
import { rungs } from '../session/gap'
import { active, bounds as boundsOf, speedOf, type ReviewKind, type State, type UserEvent } from '../session/machine'
import { NoteDrafts } from '../outbox/notedrafts'
import { practisable, type Class, type Cue, type EpisodePage, type Keyword } from '../session/model'
import { locate, type Place } from '../session/place'
import { PractisedSender } from '../outbox/practisedsender'
import { failed, inHand, type Row } from '../outbox/rows'
import { Session } from '../session/session'
import { readSettings, snapSpeed, SPEED_STEP, type Settings } from '../session/settings'
import { MicQuestion } from '../recording/micquestion'
import { Playback } from '../playback/playback'
import { Recorder, type Beginning, type Begun, type Finished } from '../recording/recorder.svelte'
import { Takes } from '../outbox/takes.svelte'
import { Tracks } from '../waveform/tracks.svelte'
import { paused } from '../session/states'
import { Visit } from '../session/visit'
import { spoken } from './spoken'
import { tp } from './words.svelte'

/** What a dialog is open on. */
export type Open = '' | 'settings' | 'keys' | 'mic' | 'unsent' | 'flag'

/** What the learner wants of the present sentence, over what the settings say of all. */
export interface Peek {
  text?: boolean
  translation?: boolean
}

export class Practice {
  readonly page: EpisodePage
  readonly cues: readonly Cue[]
  readonly keywords: readonly Keyword[]
  readonly takes: Takes
  readonly cards: MyCards
  readonly recorder: Recorder
  readonly tracks: Tracks
  readonly playback: Playback
  readonly notes: NoteDrafts
  state: State
  #open = $state<Open>('')
  #keyword = $state.raw<Keyword | null>(null)
  /** The take that the learner took in hand; it stays, whatever comes of the next one. */
  #picked = $state('')
  /** The take that was just recorded: in hand unless it failed. */
  #fresh = $state('')
  /** The cue whose sound is here and can be played at once. */
  #here = $state('')
  classes = $state.raw<Class[]>([])
  /** Until then nobody knows whether a class has scores off. */
  classesKnown = $state(false)
  peek = $state.raw<Peek>({})
  /** Shadowing has begun in this visit: what was to be said before it was read. */
  shadowed = $state(false)

  readonly #scope: Scope
  readonly #session: Session
  readonly #sender: ValueSender
  readonly #visit: Visit
  readonly #practised: PractisedSender
  readonly #tabs: OneSound
  readonly #question = new MicQuestion(() => (this.open = 'mic'))

  readonly settings = $derived.by(() => this.state.settings)
  readonly cue = $derived.by((): Cue | undefined => this.cues[this.state.cue])
  readonly rows = $derived.by(() => (this.cue ? this.takes.of(this.cue.id) : []))
  /** Takes without the sentence in them: to be discarded, not to be counted. */
  readonly failed = $derived.by(() => this.rows.filter((r) => this.hasFailed(r)))
  readonly good = $derived.by(() => this.rows.filter((r) => !this.failed.includes(r)))
  /** The take in hand; its row and strip are shown. */
  readonly row = $derived.by((): Row | undefined => inHand(this.rows, this.good, this.#picked, this.#fresh))
  /** The newest take where it failed: it was not taken in hand, but it is what was just said. */
  readonly freshFailed = $derived.by(() => this.failed.find((r) => r.id === this.#fresh))
  readonly soundHere = $derived.by(() => this.#here === this.cue?.id)
  /** The machine's figures are asked for, and no class of the learner has them off. */
  readonly scores = $derived.by(() => this.settings.scores && this.classesKnown && !this.scoresOffBy)
  readonly scoresOffBy = $derived.by(() => this.classes.find((c) => c.scoresOff)?.name ?? '')
  /** What is shown of the take in hand, unless a teacher has spoken. */
  readonly judged = $derived.by(() => {
    const take = this.scores ? this.row?.take : null
    return take && take.reviews.length === 0 ? comparisonOf(take) : null
  })
  /** The same object for as long as the bounds are the same. */
  readonly #bounds = $derived.by((): string => JSON.stringify(boundsOf(this.state)))
  readonly scopeBounds = $derived.by(() => JSON.parse(this.#bounds) as Bounds)
  readonly running = $derived.by(() => active(this.state))
  online = $state(navigator.onLine)

  constructor(scope: Scope, page: EpisodePage, userId: string, settings: Settings, place: Place, sender: ValueSender) {
    const audio = page.audio
    if (!audio) throw new Error('the episode has no audio')
    this.#scope = scope
    this.#sender = sender
    sender.onSignedOut = () => (this.takes.lapsed = true)
    this.page = page
    this.#tabs = new OneSound(scope, () => this.send({ type: 'pause' }))
    this.cues = practisable(page.cues)
    this.keywords = page.page?.keywords ?? []
    this.takes = new Takes(scope, page.episode.id, userId)
    this.cards = new MyCards(cardsOf(page.episode.id))
    this.tracks = new Tracks(scope)
    this.notes = new NoteDrafts(shelf(), userId)
    this.recorder = new Recorder(scope, (begun) => beginDraft(this.#head(begun, userId)), (take) => this.#keep(take, userId), () => this.send({ type: 'micLost' }))
    this.playback = new Playback(scope, this.cues, audio, () => this.settings, (id) => this.takes.audio(id))
    this.playback.onInterrupted = () => this.send({ type: 'pause' })
    this.#visit = new Visit(scope, sender, page, this.cues)
    this.#practised = new PractisedSender(scope, sender, page.episode.id, this.cues.map((cue) => cue.id))
    const { cue: first, range } = locate(this.cues, place)
    this.#session = new Session(this.cues, settings, first, this.#ports(), range)
    this.state = $state.raw(this.#session.state)
    scope.add(() => sender.flush())
    scope.add(() => this.#session.send({ type: 'stop' }))
    for (const news of ['online', 'offline'] as const) scope.listen(window, news, () => (this.online = navigator.onLine))
    scope.listen(document, 'visibilitychange', () => document.visibilityState === 'hidden' && sender.flush())
    watchSession(scope, userId, (same) => this.#known(same))
    void this.#begin(first, audio)
  }

  /** On a slow line the first sound has it for itself; what adorns the page comes behind it. */
  async #begin(first: number, audio: NonNullable<EpisodePage['audio']>): Promise<void> {
    await this.#fetch(first)
    if (this.#scope.disposed) return
    if (first + 1 < this.cues.length) this.playback.expect([first + 1])
    await this.tracks.load(audio)
  }

  /** A failure shows when the sound is played. */
  async #fetch(index: number): Promise<void> {
    const cue = this.cues[index]
    if (!cue) return
    await this.playback.fetched(index).then(
      () => (this.#here = this.cue?.id === cue.id ? cue.id : this.#here),
      () => undefined,
    )
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
    this.#practised.changed(old, state)
    if (state.cue !== old.cue) {
      this.peek = {}
      this.#picked = this.#fresh = ''
      this.tracks.clear()
      void this.#fetch(state.cue)
    }
    const changed = state.settings !== old.settings
    if (changed) this.#visit.settled(state)
    if (changed || state.cue !== old.cue || state.range !== old.range) this.#visit.moved(state)
    const now = state.phase.name
    if (active(state) && !active(old)) this.#tabs.begins()
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

  async #openMic(shadow: boolean): Promise<void> {
    // The session waits meanwhile, so that a loop that wanted to record goes on behind it.
    await this.#question.settled(() => this.#session.state.phase.name === 'prompting')
    const { mic, headphones } = this.settings
    await this.recorder.open({ deviceId: mic, echoCancellation: shadow && !headphones })
    keepOpened()
  }

  /** The sentence was read: now the browser may ask. */
  allowMic(): void {
    this.#question.answer(true)
    this.open = ''
  }

  /** What is known of a take before it is spoken. */
  #head({ id, recordedAt, echoCancelled, cue, mode, manual, speed }: Beginning & Begun, userId: string): DraftHead {
    const { episode, revision } = this.page
    return { id, userId, episodeId: episode.id, cueId: cue.id, revision, cueText: cue.text, mode, speed, echoCancelled, recordedAt, manual }
  }

  #keep(take: Finished, userId: string): void {
    const { id } = take
    // The loop recorded a learner who said nothing: there is no take in that.
    if (take.durationMs < SHORTEST || (!take.heard && !take.manual)) return void forgetDraft(id)
    // What was just recorded is in hand, unless nothing is in it or it was cut off: that would push a good one aside.
    const here = take.heard && !take.cut && take.cue.id === this.cue?.id
    if (here) [this.#picked, this.#fresh] = ['', id]
    const { manual: _, ...head } = this.#head(take, userId)
    void this.takes.add({
      ...head,
      ...(take.clipStartMs === undefined ? {} : { clipStartMs: take.clipStartMs }),
      cut: take.cut,
      heard: take.heard,
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

  /** What leaving now would cost: the rest of a recording, or a take that is nowhere else. */
  get atRisk(): '' | 'recording' | 'unsaved' {
    if (this.takes.atRisk) return 'unsaved'
    return this.recorder.busy ? 'recording' : ''
  }

  /** Back or Escape while somebody speaks: the recording ends and is kept, and nothing goes on by itself. */
  endRecording(): void {
    const { phase } = this.state
    if (phase.name === 'recording') this.send({ type: phase.manual ? 'record' : 'pause' })
  }

  // ---- what one can do

  get open(): Open {
    return this.#open
  }

  /** Behind a dialog nothing goes on: its keys are not the page's. */
  set open(what: Open) {
    this.#open = what
    if (what !== 'mic') this.#question.answer(false)
    if (what === 'settings') void this.recorder.refresh()
    if (what !== '' && what !== 'mic') this.send({ type: 'pause' })
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

  /** Whether nobody said the sentence in it. A teacher who answered heard something. */
  hasFailed(row: Row): boolean {
    return failed(row, this.scores)
  }

  choose(id: string): void {
    this.#picked = id
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

  /** A ladder moves as a whole: it is still climbed, only slower or faster. */
  faster(steps: number): void {
    const by = (speed: number) => snapSpeed(speed + steps * SPEED_STEP)
    const { speed, ladder } = this.settings
    if (ladder.length === 0) return this.set({ speed: by(speed) })
    const moved = ladder.map(by)
    // At the edge of what can be played the steps would melt into one.
    if (new Set(moved).size === new Set(ladder).size) this.set({ ladder: moved })
  }

  /** "0.8 → 1 → 1.2×": the speeds that the repeats reach. */
  readonly speedText = $derived.by(() => `${[...rungs(this.settings), ...(rungs(this.settings).length > 0 ? [] : [this.settings.speed])].join(' → ')}×`)
  /** "0.8–1.2": the same where there is little room. */
  readonly speedShort = $derived.by(() => this.speedText.replace(/^(.*?) → (?:.* → )?(.*)×$/, '$1–$2'))

  /** A hint was read, and is not shown again on any device. */
  understood(hint: string): void {
    if (!this.settings.seen.includes(hint)) this.set({ seen: [...this.settings.seen, hint] })
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

  /** Covers or uncovers what the present sentence shows; the other sentences stay as they are. */
  cover(what: keyof Peek): void {
    const hidden = what === 'text' ? this.textHidden : this.translationHidden || (this.settings.place === 'hidden' && !this.peek.translation)
    this.peek = { ...this.peek, [what]: hidden }
  }

  /** Whether the text of a cue is covered, on the stage and in the list alike. */
  hidden(cue: number): boolean {
    const { blurText, order } = this.settings
    const here = cue === this.state.cue
    if (here && this.peek.text !== undefined) return !this.peek.text
    return blurText || order === 'audio' || (order === 'translation' && !(here && this.state.heard === cue))
  }

  readonly textHidden = $derived.by(() => this.hidden(this.state.cue))
  readonly translationHidden = $derived.by(() =>
    this.peek.translation === undefined ? this.settings.blurTranslation || this.settings.order === 'audio' : !this.peek.translation,
  )

  // ---- where the learner is

  /** Keeps the place at once: the page is left or hidden, and may not come back. */
  storePlace(): void {
    this.#visit.store(this.state)
  }

  /** Somebody signed in again, or the page came back into view. */
  #known(same: boolean): void {
    this.takes.lapsed = !same
    if (same && this.#sender.waiting) this.#sender.flush()
  }

  /** Signed in again: what waited goes on. */
  resume(): void {
    this.#known(true)
  }

  async loadClasses(): Promise<void> {
    try {
      this.classes = [...(await myClasses(this.#scope.signal, true)).joined]
      this.classesKnown = true
    } catch (err) {
      if (!isAbort(err)) this.#scope.timeout(() => void this.loadClasses(), 5000)
    }
  }
}
