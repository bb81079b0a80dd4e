/**
 * The model of the Recall page: it joins the sitting with the players, the recorder, the
 * takes and the ratings. The page reads it and calls it.
 */
import { newUUID } from '$lib/uuid'
import { onOthers, type Sounds } from '../practice/playback/sounds'
import type { Scope } from '$lib/scope'
import { announce } from '$lib/toast.svelte'
import { comparisonOf, type Comparison } from '../practice/comparison/comparison'
import { Takes } from '../practice/outbox/takes.svelte'
import { beginDraft, forgetDraft } from '../practice/recording/drafting'
import { SHORTEST } from '../practice/recording/drafts'
import { keepOpened } from '../practice/recording/micintroduced'
import { Recorder, type Beginning, type Begun, type Finished } from '../practice/recording/recorder.svelte'
import type { Cue } from '../practice/session/model'
import { readingMs, speakingMs, type Mode } from './modes'
import type { Ratings } from './ratings'
import { intervals, type Rating, type RatingEvent } from './schedule'
import { begin, pass, place, rate, said, undo, type Sitting } from './sitting'
import type { TodayCard } from './today'
import { tr } from './words.svelte'

/** `ready`: the browser wants a tap before it plays. */
export type Phase = 'ready' | 'listening' | 'speaking' | 'shown' | 'finished'

export class Recall {
  phase = $state<Phase>('ready')
  sitting = $state.raw<Sitting>(begin([]))
  /** The original could not be played. */
  unheard = $state(false)
  /** The take of this pass; "" without. */
  mine = $state('')
  mode = $state<Mode>('rated')
  /** Hands-free, but it stands still at the card that is shown. */
  held = $state(false)
  readonly recorder: Recorder
  readonly #cards: ReadonlyMap<string, TodayCard>
  #events = $state.raw<ReadonlyMap<string, RatingEvent[]>>(new Map())
  readonly #takes = new Map<string, Takes>()
  /** The takes of passes that were rated, by the rating: an undo brings them back. */
  readonly #mineOf = new Map<string, string>()
  readonly #sound: Sounds
  readonly #ratings: Ratings
  readonly #userId: string
  readonly #scope: Scope
  readonly #mic: () => Promise<string>
  /** Grows with each step, so that what an older step still has to say does nothing. */
  #step = 0
  /** Ends what hands-free waits for. */
  #wait: () => void = () => undefined

  readonly card = $derived.by((): TodayCard | undefined => this.#cards.get(this.sitting.queue[0] ?? ''))
  readonly place = $derived.by(() => place(this.sitting))
  readonly canUndo = $derived.by(() => this.mode === 'rated' && this.sitting.rated.length > 0)
  /** Hands-free, and nobody has to touch anything. */
  readonly goesOn = $derived.by(() => this.mode === 'hands_free' && !this.held && this.phase !== 'ready' && this.phase !== 'finished')
  readonly said = $derived.by(() => said(this.sitting))
  readonly days = $derived.by(() => (this.phase === 'shown' && this.mode === 'rated' && this.card ? intervals(this.#events.get(this.card.cueId) ?? [], Date.now()) : null))
  /** What the machine says of the take of this pass. */
  readonly judged = $derived.by((): Comparison | null => {
    const take = this.card && this.mine ? this.takesOf(this.card).find(this.mine)?.take : null
    return take ? comparisonOf(take) : null
  })

  constructor(scope: Scope, userId: string, cards: readonly TodayCard[], sound: Sounds, ratings: Ratings, mic: () => Promise<string>, mode: Mode = 'rated') {
    this.#scope = scope
    this.#userId = userId
    this.mode = mode
    this.#sound = sound
    this.#ratings = ratings
    this.#mic = mic
    this.#cards = new Map(cards.map((c) => [c.cueId, c]))
    this.#events = new Map(cards.map((c) => [c.cueId, c.events.map((e) => ({ id: e.id, rating: e.rating, at: Date.parse(e.at), undoes: e.undoes }))]))
    for (const c of cards) if (!this.#takes.has(c.episodeId)) this.#takes.set(c.episodeId, new Takes(scope, c.episodeId, userId))
    this.recorder = new Recorder(scope, (b) => beginDraft({ ...this.#head(b), manual: b.manual }), (take) => this.#keep(take), () => this.#lost())
    this.sitting = begin(cards.map((c) => c.cueId))
    onOthers(scope, () => this.stop())
    this.#prefetch()
    if (navigator.userActivation?.hasBeenActive ?? false) void this.listen()
  }

  takesOf(card: TodayCard): Takes {
    const takes = this.#takes.get(card.episodeId)
    if (!takes) throw new Error('a card of an episode that is not here')
    return takes
  }

  /** Plays the original of the card at hand, once; then it is the learner's turn. */
  async listen(): Promise<void> {
    const { card } = this
    if (!card) return void (this.phase = 'finished')
    const step = ++this.#step
    this.#wait()
    this.held = false
    this.mine = ''
    this.unheard = false
    this.phase = 'listening'
    const opening = this.#open()
    const how = await this.#sound.original(card)
    if (step !== this.#step) return
    if (how === 'blocked') return void (this.phase = 'ready')
    this.unheard = how === 'failed'
    await this.#speak(card, step, opening)
  }

  /** Opens the microphone while the original plays; without one the card goes on. */
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

  async #speak(card: TodayCard, step: number, opening: Promise<boolean>): Promise<void> {
    this.phase = 'speaking'
    announce(tr('speak'))
    const opened = await opening
    if (step !== this.#step) return
    // Nothing is recorded that would end by itself.
    if (!opened) return void (this.mode === 'hands_free' && this.#later(speakingMs(card.endMs - card.startMs), () => this.show()))
    this.recorder.start({ cue: cueOf(card), mode: 'repeat', manual: false, speed: 1, leadMs: 0 }, () => step === this.#step && this.show())
  }

  /** Ends the recording and shows the text. */
  show(): void {
    if (this.phase !== 'speaking' && this.phase !== 'listening') return
    this.#step++
    this.#sound.stop()
    this.recorder.finish()
    this.recorder.hold('idle')
    this.phase = 'shown'
    this.#prefetch()
    if (this.mode !== 'hands_free' || !this.card) return
    announce(this.card.text)
    this.#goOn()
  }

  /** Hands-free: the next card comes when this one could be read. */
  #goOn(): void {
    const { card } = this
    if (card) this.#later(readingMs(card.text, card.translation), () => this.pass())
  }

  #later(ms: number, run: () => void): void {
    this.#wait()
    const step = this.#step
    this.#wait = this.#scope.timeout(() => step === this.#step && run(), ms)
  }

  /** Hands-free: stands still at the card that is shown, and goes on. */
  hold(on: boolean): void {
    if (this.mode !== 'hands_free' || this.phase !== 'shown') return
    this.held = on
    this.#wait()
    if (!on) void this.pass()
  }

  rate(rating: Rating): void {
    const { card } = this
    if (this.phase !== 'shown' || this.mode !== 'rated' || !card) return
    const event = { id: newUUID(), rating, at: Date.now() }
    this.#add(card, event)
    this.#mineOf.set(event.id, this.mine)
    this.sitting = rate(this.sitting, rating, event.id)
    void this.listen()
  }

  /** The last rating does not count; its card is at hand again. */
  undo(): void {
    const back = undo(this.sitting)
    const card = back && this.#cards.get(back.undone.card)
    if (!back || !card || !this.canUndo) return
    this.#step++
    this.#sound.stop()
    this.recorder.finish()
    this.#add(card, { id: newUUID(), rating: 'undo', at: Date.now(), undoes: back.undone.id })
    this.sitting = back.sitting
    this.mine = this.#mineOf.get(back.undone.id) ?? ''
    this.phase = 'shown'
  }

  /** Goes on without a rating. */
  pass(): void {
    if (this.phase !== 'shown') return
    this.sitting = pass(this.sitting)
    void this.listen()
  }

  #add(card: TodayCard, event: RatingEvent): void {
    this.#events = new Map([...this.#events, [card.cueId, [...(this.#events.get(card.cueId) ?? []), event]]])
    this.#ratings.add({ ...event, cueId: card.cueId, episodeId: card.episodeId })
  }

  /** What Space does: the likely next step. */
  next(): void {
    if (this.phase === 'ready') void this.listen()
    else if (this.phase === 'shown' && this.mode === 'hands_free') this.hold(!this.held)
    else if (this.phase === 'shown' && this.mode === 'casual') this.pass()
    else if (this.phase === 'shown') this.rate('good')
    else this.show()
  }

  playOriginal(): void {
    if (this.phase !== 'shown' || !this.card) return
    this.hold(true) // what is played is heard to its end
    void this.#sound.original(this.card)
  }

  playTake(id: string): void {
    const { card } = this
    if (this.phase !== 'shown' || !card || !id) return
    this.hold(true)
    void this.#sound.take(() => this.takesOf(card).audio(id))
  }

  /** A dialog opens over the page. */
  hush(): void {
    this.hold(true)
    this.#sound.stop()
  }

  /** The page is left, or another tab plays. */
  stop(): void {
    this.hold(true)
    this.#wait()
    this.#step++
    this.#sound.stop()
    this.recorder.finish()
    if (this.phase === 'listening' || this.phase === 'speaking') this.phase = 'ready'
  }

  /** The microphone went away: the card goes on without it. */
  #lost(): void {
    this.recorder.finish()
  }

  #prefetch(): void {
    for (const id of this.sitting.queue.slice(0, 3)) {
      const card = this.#cards.get(id)
      if (card) this.#sound.expect(card)
    }
  }

  #head({ id, recordedAt, echoCancelled, cue, mode, speed }: Beginning & Begun) {
    const card = [...this.#cards.values()].find((c) => c.currentId === cue.id)!
    return { id, userId: this.#userId, episodeId: card.episodeId, subject: card.subject, cueId: cue.id, revision: card.revision, cueText: cue.text, mode, speed, echoCancelled, recordedAt }
  }

  #keep(take: Finished): void {
    // Nobody said anything: there is no take in that.
    if (take.durationMs < SHORTEST || !take.heard) return void forgetDraft(take.id)
    const head = this.#head(take)
    if (this.card?.currentId === take.cue.id && this.phase === 'shown') this.mine = take.id
    const takes = this.#takes.get(head.episodeId)
    void takes?.add({ ...head, cut: take.cut, heard: take.heard, durationMs: take.durationMs, type: 'audio/wav', body: take.wav, state: 'waiting', attempts: 0, nextAt: 0, message: '' })
  }
}

function cueOf(card: TodayCard): Cue {
  return { id: card.currentId, position: 0, paragraph: 0, text: card.text, translation: card.translation, startMs: card.startMs, endMs: card.endMs, confidence: 1, spoken: true }
}
