/**
 * The model of a drill: it joins the steps with the player, the recorder and the takes.
 * The dialog reads it and calls it.
 */
import { cardsOf, MyCards } from '../../lib/mycards.svelte'
import type { Scope } from '../../lib/scope'
import { decodeWav, mono } from '../../sound/wav'
import type { Row } from '../outbox/rows'
import { Takes } from '../outbox/takes.svelte'
import { onOthers, type Sounds } from '../playback/sounds'
import { beginDraft, forgetDraft } from '../recording/drafting'
import { SHORTEST } from '../recording/drafts'
import { keepOpened } from '../recording/micintroduced'
import { Recorder, type Beginning, type Begun, type Finished } from '../recording/recorder.svelte'
import { gapFor } from '../session/gap'
import type { Cue, EpisodePage, Keyword } from '../session/model'
import { cutsOf } from './cuts'
import { exampleOf, stepsOf, timedCuts, wordOf, type From, type Step, type Word } from './steps'

/** `compare`: the recording is there, and the learner hears both. */
export type Phase = 'ready' | 'listening' | 'saying' | 'recording' | 'compare' | 'finished'

export class Drill {
  phase = $state<Phase>('ready')
  at = $state(0)
  from = $state<From>('last')
  /** The sound could not be played. */
  unheard = $state(false)
  /** The last recording of this drill had nobody in it. */
  nobody = $state(false)
  /** The take that was just recorded; "" without. */
  #fresh = $state('')
  #cuts = $state.raw<readonly number[]>([])
  readonly page: EpisodePage
  readonly keyword: Keyword
  readonly word: Word | null
  readonly takes: Takes
  readonly cards: MyCards
  readonly recorder: Recorder
  readonly #sounds: Sounds
  readonly #scope: Scope
  readonly #userId: string
  readonly #mic: () => Promise<string>
  /** Grows with each move, so that what an older one still has to say does nothing. */
  #move = 0
  #wait: (() => void) | null = null

  readonly steps = $derived.by((): Step[] => (this.word ? stepsOf(this.word, this.#cuts, this.from, exampleOf(this.page, this.keyword)) : []))
  readonly step = $derived.by((): Step | undefined => this.steps[this.at])
  /** Where the syllables part was found in the sound, not in the times of the text. */
  guessed = $state(false)
  readonly rows = $derived.by((): Row[] => (this.keyword.id ? this.takes.of(this.keyword.id) : []))
  /** The take that is played as the learner's own: the one just recorded, else the newest. */
  readonly mine = $derived.by((): Row | undefined => this.rows.find((r) => r.id === this.#fresh) ?? this.rows[0])

  constructor(scope: Scope, userId: string, page: EpisodePage, keyword: Keyword, sounds: Sounds, mic: () => Promise<string>) {
    this.#scope = scope
    this.#userId = userId
    this.#sounds = sounds
    this.#mic = mic
    this.page = page
    this.keyword = keyword
    this.word = keyword.id && page.audio ? wordOf(keyword) : null
    this.takes = new Takes(scope, page.episode.id, userId)
    this.cards = new MyCards(cardsOf(page.episode.id))
    this.recorder = new Recorder(scope, (b) => beginDraft({ ...this.#head(b), manual: b.manual }), (take) => this.#keep(take), () => this.recorder.finish())
    onOthers(scope, () => this.stop())
    scope.add(() => this.stop())
    if (this.word) void this.#cut(this.word)
  }

  #stretch({ span }: Pick<Step, 'span'>) {
    return { audioId: this.page.audio!.id, startMs: span.fromMs, endMs: span.toMs }
  }

  /** Finds where the syllables part; a drill whose sound does not come is not taken apart. */
  async #cut(word: Word): Promise<void> {
    this.#sounds.expect(this.#stretch(this.steps[0]!))
    if (word.syllables.length < 2 || !word.once) return
    const timed = timedCuts(this.page, word)
    if (timed) return void (this.#cuts = timed)
    try {
      const pcm = decodeWav(await this.#sounds.bytes(this.#stretch(word)))
      const samples = mono(pcm).subarray(0, Math.round(((word.span.toMs - word.span.fromMs) * pcm.rate) / 1000))
      if (this.phase !== 'ready') return // the steps do not change under a drill that runs
      this.#cuts = cutsOf(samples, pcm.rate, word.syllables)
      this.guessed = true
    } catch {
      // The whole word is drilled.
    }
  }

  /** Builds up from the other end; a drill that runs begins again. */
  build(from: From): void {
    this.stop()
    this.from = from
    this.at = 0
    this.phase = 'ready'
  }

  /** What Space does: the likely next step. */
  next(): void {
    switch (this.phase) {
      case 'ready':
        return void this.run(this.at)
      case 'recording':
        return this.#recorded()
      case 'listening':
        return this.#sounds.stop() // then it is the learner's turn
      case 'finished':
        return void this.run(0)
      default:
        return this.#goOn()
    }
  }

  /** Plays a step; then it is the learner's turn. */
  async run(at: number): Promise<void> {
    const step = this.steps[at]
    if (!step) return this.#finish()
    const move = this.#begin()
    this.at = at
    this.phase = 'listening'
    const opening = step.records ? this.#open() : Promise.resolve(false)
    const how = await this.#sounds.original(this.#stretch(step))
    if (move !== this.#move) return
    if (how === 'blocked') return void (this.phase = 'ready')
    this.unheard = how === 'failed'
    const follows = this.steps[at + 1]
    if (follows) this.#sounds.expect(this.#stretch(follows))
    if (await opening) {
      if (move === this.#move) this.#record(step, move)
    } else if (move === this.#move) this.#say(step)
  }

  /** The learner says it, unrecorded, in a gap as long as it needs. */
  #say(step: Step): void {
    this.phase = 'saying'
    const gap = gapFor({ gap: 'smart', gapMs: 0, gapTimes: 1 }, step.span.toMs - step.span.fromMs, 1)
    this.#wait = this.#scope.timeout(() => this.#goOn(), gap)
  }

  /** Opens the microphone while the word plays; without one the drill goes on. */
  async #open(): Promise<boolean> {
    if (!Recorder.possible) return false
    try {
      await this.recorder.open({ deviceId: await this.#mic(), echoCancellation: false })
      keepOpened()
      return true
    } catch {
      return false
    }
  }

  #record(step: Step, move: number): void {
    this.phase = 'recording'
    this.recorder.start({ cue: this.#cue(step), mode: 'repeat', manual: false, speed: 1, leadMs: 0 }, () => move === this.#move && this.#recorded())
  }

  /** Ends the recording; both are played as soon as it is there. */
  #recorded(): void {
    this.#begin()
    this.phase = 'compare'
  }

  #goOn(): void {
    void this.run(this.at + 1)
  }

  #finish(): void {
    this.#begin()
    this.recorder.hold('idle')
    this.phase = 'finished'
  }

  /** Ends what goes on, and says which move comes. */
  #begin(): number {
    this.#wait?.()
    this.#wait = null
    this.#sounds.stop()
    this.recorder.finish()
    return ++this.#move
  }

  /** The dialog is left, or another tab plays. */
  stop(): void {
    this.#begin()
    if (this.phase === 'listening' || this.phase === 'saying' || this.phase === 'recording') this.phase = 'ready'
  }

  /** Hears without moving on: the drill waits where it is. */
  #hear(): number {
    if (this.phase === 'listening' || this.phase === 'saying' || this.phase === 'recording') this.stop()
    return this.#begin()
  }

  /** The whole word, as it is played. */
  readonly #whole = () => this.steps.find((s) => s.records)

  playOriginal(): void {
    const whole = this.#whole()
    this.#hear()
    if (whole) void this.#sounds.original(this.#stretch(whole))
  }

  playMine(): void {
    const { mine } = this
    this.#hear()
    if (mine) void this.#sounds.take(() => this.takes.audio(mine.id))
  }

  /** The original, then the learner's. */
  async playBoth(id = this.mine?.id): Promise<void> {
    const whole = this.#whole()
    const move = this.#hear()
    if (!whole || !id) return
    await this.#sounds.original(this.#stretch(whole))
    if (move === this.#move) await this.#sounds.take(() => this.takes.audio(id))
  }

  recordAgain(): void {
    void this.run(this.steps.findIndex((s) => s.records))
  }

  #cue(step: Step): Cue {
    const { keyword, word } = this
    return { id: keyword.id!, position: 0, paragraph: 0, text: step.text, translation: '', startMs: word!.span.fromMs, endMs: word!.span.toMs, confidence: 1, spoken: true }
  }

  #head({ id, recordedAt, echoCancelled, cue, mode, speed }: Beginning & Begun) {
    const { episode, revision } = this.page
    return { id, userId: this.#userId, episodeId: episode.id, subject: 'keyword' as const, cueId: cue.id, revision, cueText: cue.text, mode, speed, echoCancelled, recordedAt }
  }

  #keep(take: Finished): void {
    // Nobody said anything: there is no take in that.
    this.nobody = take.durationMs < SHORTEST || !take.heard
    if (this.nobody) return void forgetDraft(take.id)
    this.#fresh = take.id
    void this.takes.add({ ...this.#head(take), cut: take.cut, heard: take.heard, durationMs: take.durationMs, type: 'audio/wav', body: take.wav, state: 'waiting', attempts: 0, nextAt: 0, message: '' })
    if (this.phase === 'compare' && !this.#scope.disposed) void this.playBoth(take.id)
  }
}
