/** The editor as its page sees it: lines, the one in hand, undo, playing and saving. */
import { newUUID } from '$lib/uuid'
import { sureness } from '../lib/confidence'
import type { Scope } from '../lib/scope'
import { clipUrl, type Player } from '../lib/player.svelte'
import type { Audio } from '../lib/types'
import { sameAround, type Around, type Text } from './around'
import * as doc from './document'
import type { Lines } from './document'
import { History, type Step } from './history'
import type { Earlier } from './keptsteps'
import { Saver, type Base, type SaveState, type Wire } from './saver'
import { tallied, tallyOf, type Tally } from './tally'
import { unsavedOver, type Unsaved } from './unsaved'

/** Where lines were found in a stretch of the audio. */
export interface Found {
  readonly spoken: boolean
  readonly startMs: number
  readonly endMs: number
  readonly words: readonly { text: string; startMs: number; endMs: number }[]
}

export interface Outside extends Omit<Wire, 'changed'> {
  align(fromMs: number, toMs: number, texts: readonly string[]): Promise<readonly Found[]>
  /** Keeps what is not saved yet, for a page that is closed; null: all is saved. */
  keep(unsaved: Unsaved | null): void
  /** Keeps the steps of undo, and where one is. */
  keepSteps(now: Step<Text>, past: readonly Step<Text>[], future: readonly Step<Text>[]): void
}

/** A clip has at most so many ms. */
const MOST_CLIP = 120_000
/** What is not saved is kept in the browser so often at most, ms. */
const KEEP_MS = 300
/** A sound that was paused goes on so much before that place, ms. */
const BACK_UP = 1500
/** How far beyond its edges a line is looked for. */
const REACH = 1500

const textsOf = (lines: Lines) => new Map(lines.map((line) => [line.id, line.text]))

export class Editor {
  lines = $state.raw<Lines>([])
  /** What is said of all lines at once. */
  tally: Tally = $state.raw(tallyOf([]))
  around: Around = $state.raw({ titles: { number: '', title: '', titleTranslation: '' }, highlights: [], keywords: [] })
  /** Whether that is in sight. */
  aroundOpen = $state(false)
  at = $state(0)
  saved = $state<SaveState>('saved')
  error = $state.raw<unknown>(undefined)
  /** The line that is looked for in the audio. */
  aligning = $state('')
  canUndo = $state(false)
  canRedo = $state(false)
  readonly audio: Audio
  readonly player: Player
  readonly #scope: Scope
  readonly #outside: Outside
  readonly #history = new History<Text>()
  readonly #saver: Saver
  /** What the text was made from, where that is not the newest revision any more and nobody has decided yet. */
  #from: Base | undefined
  #playedFrom = 0
  #unsent: (() => void) | undefined
  /** What each line said when it came here. */
  #came: ReadonlyMap<string, string>
  #goOn: { at: number; line: string } | undefined

  constructor(scope: Scope, base: Base, audio: Audio, player: Player, outside: Outside) {
    this.#scope = scope
    this.#outside = outside
    this.audio = audio
    this.player = player
    this.#show(base.text)
    this.#came = textsOf(base.text.lines)
    const wire: Wire = {
      ...outside,
      save: (...sent) => {
        this.#keepUnsaved() // with its id: the page may be closed before the answer is here
        return outside.save(...sent)
      },
      changed: (state, err) => {
        this.saved = state
        this.error = err
        if (state === 'saved') outside.keep(null)
      },
    }
    this.#saver = new Saver(scope, wire, base)
  }

  get line(): doc.Line | undefined {
    return this.lines[this.at]
  }
  get text(): Text {
    return { lines: this.lines, around: this.around }
  }
  get pending(): boolean {
    return this.#saver.pending
  }
  get #madeFrom(): Base {
    return this.#from ?? this.#saver.base
  }
  get base(): string {
    return this.#saver.base.id
  }

  /** What was not saved on an earlier visit goes on over the same revision, or one that it sent itself; over another one somebody decides. */
  resume(from: Base, text: Text, sent: readonly string[] = []): void {
    const own = this.#saver.recall(sent, text)
    if (from.id !== this.base && !own) {
      this.#from = from
      this.#saver.hold()
      this.saved = 'conflict'
    }
    this.#put(text)
    if (!this.pending) this.#outside.keep(null)
  }

  /** Goes on where an earlier visit ended, with its steps. */
  remember({ at, past, future }: Earlier): void {
    this.at = Math.min(at, this.lines.length - 1)
    this.#history.resume(past, future)
    this.#counted()
  }

  /** Does a gesture: one step of undo. Those with the same key in a row are one. */
  do(gesture: (lines: Lines, at: number) => Lines, key = '', at = this.at): void {
    const next = gesture(this.lines, at)
    if (next !== this.lines) this.#step({ lines: next, around: this.around }, key)
  }

  /** The same for what stands around the lines. */
  change(gesture: (around: Around) => Around, key = ''): void {
    const next = gesture(this.around)
    if (next !== this.around) this.#step({ lines: this.lines, around: next }, key)
  }

  #step(next: Text, key = ''): void {
    this.#history.keep({ value: this.text, at: this.at }, key)
    this.#put(next)
  }

  /** The gesture under way is over: the next one is a step of its own. */
  settle(): void {
    this.#history.end()
  }

  #put(text: Text): void {
    this.#show(text)
    this.#saver.put(text)
    this.#keepSoon()
  }

  #show({ lines, around }: Text): void {
    this.lines = lines
    this.tally = tallied(this.tally, lines)
    this.around = around
    this.at = Math.min(this.at, lines.length - 1)
    this.#counted()
  }

  #counted(): void {
    this.canUndo = this.#history.canUndo
    this.canRedo = this.#history.canRedo
  }

  #keepSoon(): void {
    this.#unsent ??= this.#scope.timeout(() => this.#keep(), KEEP_MS)
  }

  #keep(): void {
    this.#unsent?.()
    this.#unsent = undefined
    this.#keepUnsaved()
    this.#outside.keepSteps({ value: this.text, at: this.at }, this.#history.past, this.#history.future)
  }

  #keepUnsaved(): void {
    if (this.pending) this.#outside.keep(unsavedOver(this.#madeFrom, this.text, this.#saver.sent))
  }

  #go(way: 'undo' | 'redo'): void {
    const step = this.#history[way]({ value: this.text, at: this.at })
    if (!step) return
    if (step.value.around !== this.around) this.aroundOpen = true // what changes is seen
    this.#put(step.value)
    this.at = Math.min(step.at, step.value.lines.length - 1)
  }
  undo(): void {
    this.#go('undo')
  }
  redo(): void {
    this.#go('redo')
  }

  go(to: number): void {
    this.settle()
    this.at = Math.min(Math.max(to, 0), this.lines.length - 1)
    this.#keepSoon()
  }

  /** All places of something become something else, as one step; says how many. */
  replace(what: string, by: string, only?: doc.Place): number {
    const places = only ? [only] : doc.find(this.lines, what)
    this.settle()
    this.do((lines) => doc.replaceAll(lines, places, what.length, by))
    this.settle()
    return places.length
  }

  /** To the next line whose timing is not sure, or that is not heard, around the end; false where there is none. */
  nextDoubtful(): boolean {
    return this.nextOf((line) => sureness(line) !== 'sure')
  }
  /** To the next line that is not heard. */
  nextUnspoken(): boolean {
    return this.nextOf((line) => !line.spoken)
  }
  /** To the next line that is wanted, around the end; false where there is none. */
  nextOf(wanted: (line: doc.Line) => boolean): boolean {
    const n = this.lines.length
    for (let i = 1; i <= n; i++) {
      const at = (this.at + i) % n
      if (wanted(this.lines[at]!)) {
        this.go(at)
        return true
      }
    }
    return false
  }

  write(text: string, at = this.at): void {
    this.hush()
    this.do((lines) => doc.setText(lines, at, text), `text ${this.lines[at]?.id}`)
  }
  translation(text: string, at = this.at): void {
    this.hush()
    this.do((lines) => doc.setTranslation(lines, at, text), `translation ${this.lines[at]?.id}`)
  }
  speaker(name: string): void {
    this.do((lines, at) => doc.setSpeaker(lines, at, name), `speaker ${this.line?.id}`)
  }
  edges(edges: { startMs?: number; endMs?: number }, key = '', at = this.at): void {
    this.do((lines) => doc.setEdges(lines, at, edges, this.audio.durationMs), key)
  }
  /** Moves the whole line to a start. */
  moveTo(startMs: number, key = ''): void {
    this.do((lines, at) => doc.moveTo(lines, at, startMs, this.audio.durationMs), key)
  }
  moveBy(by: number): void {
    if (this.line?.spoken) this.moveTo(this.line.startMs + by, `body ${this.line.id}`)
  }
  nudge(edge: 'start' | 'end', by: number): void {
    const line = this.line
    if (!line?.spoken) return
    this.edges(edge === 'start' ? { startMs: line.startMs + by } : { endMs: line.endMs + by }, `${edge} ${line.id}`)
  }
  right(): void {
    this.do(doc.confirm)
  }
  shift(by: number): void {
    this.do((lines, at) => doc.shiftFrom(lines, at, by, this.audio.durationMs))
  }
  /** Moves edges of the lines from one to another; how many of them went the whole way. */
  shiftEdges(from: number, to: number, edge: doc.Edge, by: number): number {
    const before = this.lines
    this.settle()
    this.do((lines) => doc.shiftEdges(lines, from, to, edge, by, this.audio.durationMs))
    this.settle()
    return this.lines.filter((line, i) => i >= from && i <= to && line.spoken && (edge === 'end' ? line.endMs - before[i]!.endMs : line.startMs - before[i]!.startMs) === Math.round(by)).length
  }
  split(chars: number): void {
    this.do((lines, at) => doc.split(lines, at, chars, newUUID()))
  }
  /** Where the line would be split at the playhead; -1 where that is not in it, or has not been anywhere. */
  get seam(): number {
    const line = this.line
    return line && this.player.url ? doc.seamAt(line, this.#playedFrom + this.player.at) : -1
  }
  merge(): void {
    this.do(doc.merge)
  }
  remove(): void {
    this.do(doc.remove)
  }
  moveTranslation(step: -1 | 1): void {
    this.do((lines, at) => doc.moveTranslation(lines, at, step))
  }
  unspoken(): void {
    this.do(doc.setUnspoken)
  }

  /** A line that a person left is finished: its words are found again if its text is new. */
  commit(): void {
    this.settle()
    const line = this.line
    if (line?.spoken && line.text.trim() && (line.words ?? []).length === 0 && this.#came.get(line.id) !== line.text) void this.align(true)
  }

  /**
   * Looks for the line in hand around its edges and takes the edges and words that are
   * found. `quiet`: a changed text gets its words and keeps its edges, as part of the
   * same step. False where it was not found.
   */
  async align(quiet = false): Promise<boolean> {
    const line = this.line
    if (!line || this.aligning) return false
    const room = doc.roomOf(this.lines, this.at, this.audio.durationMs)
    const from = Math.floor(quiet ? line.startMs : line.spoken ? Math.max(room.fromMs, line.startMs - REACH) : room.fromMs)
    const to = Math.ceil(Math.min(quiet ? line.endMs : line.spoken ? Math.min(room.toMs, line.endMs + REACH) : room.toMs, from + MOST_CLIP))
    if (to - from < doc.SHORTEST) return false
    this.aligning = line.id
    try {
      const [found] = await this.#outside.align(from, to, [line.text])
      const at = this.lines.findIndex((l) => l.id === line.id)
      const now = this.lines[at]
      if (this.#scope.disposed || !found?.spoken || now?.text !== line.text) return false
      const words = found.words.map((word) => ({ ...word }))
      if (quiet) this.#put({ lines: this.lines.with(at, { ...now, words }), around: this.around })
      else this.do((lines) => doc.setEdges(lines, at, found, this.audio.durationMs).map((l, i) => (i === at ? { ...l, words, confidence: 1 } : l)), '', at)
      return true
    } catch (err) {
      if (!quiet) throw err
      return false // the words are an extra: the next comparison of the text asks again
    } finally {
      this.aligning = ''
    }
  }

  /** All lines, highlights and keywords become those of another revision, as one step. The titles are of the episode, and stay. */
  restore({ lines, around }: Text): void {
    this.settle()
    this.#step({ lines, around: { ...this.around, highlights: around.highlights, keywords: around.keywords } })
  }

  /** After a conflict: theirs is what is corrected from now on; mine, unless it is kept, is one undo away. */
  decide(theirs: Base, keep: 'mine' | 'theirs'): void {
    const mine = this.text
    this.settle()
    if (keep === 'theirs') this.#history.keep({ value: mine, at: this.at })
    // What nobody changed here around the lines is as they have it.
    const around = sameAround(mine.around, this.#madeFrom.text.around) ? theirs.text.around : mine.around
    const next = keep === 'mine' ? { lines: mine.lines, around } : theirs.text
    this.#from = undefined
    this.#show(next)
    this.#came = textsOf(theirs.text.lines)
    this.#saver.rebase(theirs, next)
    this.#keepSoon()
  }

  flush(): void {
    this.#keep()
    this.#saver.flush()
  }

  play(fromMs: number, toMs: number): void {
    const from = Math.max(0, Math.floor(fromMs))
    const to = Math.min(Math.ceil(toMs), this.audio.durationMs, from + MOST_CLIP)
    if (to <= from) return
    this.#playedFrom = from
    void this.player.play(clipUrl(this.audio.clip, from, to))
  }
  /** Plays from there on until something else is played or it is paused; false then. */
  async playOn(fromMs: number): Promise<boolean> {
    for (let from = Math.max(0, Math.floor(fromMs)); from < this.audio.durationMs; from += MOST_CLIP) {
      const to = Math.min(this.audio.durationMs, from + MOST_CLIP)
      this.#playedFrom = from
      if (!(await this.player.play(clipUrl(this.audio.clip, from, to)))) return false
    }
    return true
  }
  /** Where the playhead is, on the timeline of the episode; null while nothing plays. */
  get playhead(): number | null {
    return this.player.playing ? this.#playedFrom + this.player.at : null
  }
  /** A person writes: the sound waits, and goes on a little before where it was. */
  hush(): void {
    const at = this.playhead
    if (at === null) return
    this.player.pause()
    this.#goOn = { at, line: this.line?.id ?? '' }
  }

  playLine(): void {
    const line = this.line
    const goOn = this.#goOn
    this.#goOn = undefined
    if (this.player.playing) this.player.pause()
    else if (goOn && line?.spoken && goOn.line === line.id) this.play(Math.max(line.startMs, goOn.at - BACK_UP), line.endMs)
    else if (line?.spoken) this.play(line.startMs, line.endMs)
    else if (line) {
      const room = doc.roomOf(this.lines, this.at, this.audio.durationMs)
      this.play(room.fromMs, Math.min(room.toMs, room.fromMs + 10_000))
    }
  }
}
