/**
 * The clip player: a few long-lived <audio> elements that play blobs, one at a time.
 * The clips that will probably be wanted are loaded already, so that a click only
 * starts one (docs/adr/0011). Each play is a promise of its own; what an older play
 * still has to say is dropped.
 */
import type { Scope } from '../../lib/scope'
import { CLIP_TAIL } from '../session/gap'
import type { Played } from '../session/session'
import { Delays, endedAt, Onset, type Start } from './timing'
import { Deck } from './clipelement'

/** The clip that plays, the next, the one before, and the one that is pointed at. */
const DECKS = 4

/** A play that makes no progress for so long has failed without saying so. */
const STUCK_MS = 4000

interface Play {
  scope: Scope
  resolve: (p: Played) => void
  deck: Deck
  url: string
  rate: number
  tailMs: number
  kind: Start
  askedAt: number
  onset: Onset
  /** It has begun slower than it goes on. */
  eased: boolean
}

export class ClipPlayer {
  readonly #decks: Deck[]
  readonly #page: Scope
  readonly #delays = new Delays()
  #play: Play | null = null
  #uses = 0
  #soundedAt = 0
  /** Called when something outside (a headset, the system) pauses the sound. */
  onInterrupted: () => void = () => undefined

  constructor(page: Scope) {
    this.#page = page
    this.#decks = Array.from({ length: DECKS }, () => new Deck(page))
    page.add(() => this.stop())
  }

  /** Where the present clip is, in ms of the clip. */
  get positionMs(): number {
    return (this.#play?.deck.audio.currentTime ?? 0) * 1000
  }

  get playing(): boolean {
    return this.#play !== null
  }

  /** When the first sample of the present or the last clip sounded (performance.now); 0: not yet. */
  get soundedAt(): number {
    return this.#play ? this.#play.onset.at : this.#soundedAt
  }

  /** Another speed for what plays now. */
  setRate(rate: number): void {
    const play = this.#play
    if (!play || play.rate === rate) return
    play.rate = rate
    play.onset.turned(performance.now(), this.positionMs, rate)
    play.deck.setRate(rate)
  }

  /**
   * Loads a URL that will probably be played soon. What is only pointed at has one deck
   * for itself: a mouse on its way over the list takes the neighbours from nobody.
   */
  ready(url: string, pointed = false): void {
    this.#deckOf(url, pointed)
  }

  /** The deck that holds a URL; else the least recently wanted one loads it. */
  #deckOf(url: string, pointed = false): Deck {
    const held = this.#decks.find((d) => d.holds(url))
    const deck = held ?? this.#spare(pointed)
    if (!held) deck.load(url)
    deck.pointed = pointed && (!held || held.pointed)
    deck.wanted = ++this.#uses
    return deck
  }

  #spare(pointed: boolean): Deck {
    const free = this.#decks.filter((d) => d !== this.#play?.deck)
    const before = pointed ? free.find((d) => d.pointed) : undefined
    return before ?? free.reduce((a, b) => (b.wanted < a.wanted ? b : a))
  }

  /** Plays a URL once from its start. `tailMs` is the silence behind the cue. */
  play(url: string, rate: number, tailMs = CLIP_TAIL): Promise<Played> {
    this.stop()
    const deck = this.#deckOf(url)
    return new Promise((resolve) => {
      const scope = this.#page.child()
      this.#play = { scope, resolve, deck, url, rate, tailMs, kind: 'cold', askedAt: 0, onset: new Onset(), eased: false }
      this.#start(this.#play)
    })
  }

  #start(play: Play): void {
    const { deck, scope } = play
    const { audio } = deck
    deck.rewind()
    play.eased = deck.ease(play.rate)
    play.kind = deck.start
    play.askedAt = performance.now()
    const allowed = audio.play()
    scope.listen(audio, 'ended', () => this.#ended(play))
    scope.listen(audio, 'timeupdate', () => this.#seen(play))
    scope.listen(audio, 'error', () => this.#end({ how: 'failed', blocked: false }))
    scope.listen(audio, 'pause', () => this.#paused(play))
    this.#await(play)
    this.#watch(play)
    allowed.then(
      () => (deck.proven = true),
      (err: unknown) => {
        if (!scope.disposed) this.#refused(play, err instanceof DOMException && err.name === 'NotAllowedError')
      },
    )
  }

  /** A browser that allows only elements that sounded before gets one of those. */
  #refused(play: Play, blocked: boolean): void {
    const other = blocked && !play.deck.proven ? this.#decks.find((d) => d.proven) : undefined
    if (!other) return this.#end({ how: 'failed', blocked })
    play.scope.dispose()
    play.scope = this.#page.child()
    play.deck = other
    if (!other.holds(play.url)) other.load(play.url)
    this.#start(play)
  }

  /** Looks every frame while the sound begins. */
  #await(play: Play): void {
    play.scope.frame(() => {
      this.#seen(play)
      if (this.positionMs < 350 * play.rate) this.#await(play)
      else if (play.eased) play.onset.turned(performance.now(), this.positionMs, play.rate)
    })
  }

  #seen(play: Play): void {
    const { audio } = play.deck
    if (play.eased && audio.currentTime > 0) play.deck.setRate(play.rate)
    if (!audio.paused && !audio.seeking) play.onset.seen(performance.now(), audio.currentTime * 1000, play.rate)
  }

  /** What the next play will need to sound is taken off the gap: by then its clip is loaded. */
  #ended(play: Play): void {
    const { onset, tailMs, rate } = play
    if (onset.at > 0) this.#delays.add(play.kind, onset.began - play.askedAt)
    const cueEnded = endedAt(onset.at, play.deck.audio.duration * 1000, tailMs, rate, performance.now())
    this.#end({ how: 'ended', cueEndedAt: cueEnded - this.#delays.expected('ready') })
  }

  /**
   * The element also pauses at its end, before it says "ended"; and a pause of an
   * older play arrives late, when the sound runs again already.
   */
  #paused(play: Play): void {
    const { audio } = play.deck
    if (play.scope.disposed || !audio.paused || audio.ended) return
    this.onInterrupted()
  }

  #watch(play: Play): void {
    const { audio } = play.deck
    let last = -1
    let since = performance.now()
    play.scope.interval(() => {
      if (audio.currentTime !== last) {
        last = audio.currentTime
        since = performance.now()
      } else if (audio.ended) this.#ended(play)
      else if (performance.now() - since > STUCK_MS) this.#end({ how: 'failed', blocked: false })
    }, 250)
  }

  /** The deck stands ready for the same clip at once: a repeat needs no seek. */
  #end(p: Played): void {
    const play = this.#play
    if (!play) return
    this.#soundedAt = play.onset.at
    this.#play = null
    play.scope.dispose()
    play.deck.rewind()
    play.resolve(p)
  }

  /** Stops at once; the present play resolves as stopped. */
  stop(): void {
    this.#end({ how: 'stopped' })
  }
}
