/** The editor as its page sees it: lines, the one in hand, undo, playing and saving. */
import { newUUID } from '$lib/uuid'
import { sureness } from '../lib/confidence'
import type { Scope } from '../lib/scope'
import { clipUrl, type Player } from '../lib/player.svelte'
import type { Audio, Transcript } from '../lib/types'
import * as doc from './document'
import type { Lines } from './document'
import { History } from './history'
import { Saver, type SaveState, type Wire } from './saver'
import { keep, restore, type KeptSteps } from './steps'

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
  keep(unsaved: { base: string; lines: Lines } | null): void
  /** Keeps the steps of undo, and where one is. */
  keepSteps(steps: KeptSteps): void
}

/** A clip has at most so many ms. */
const MOST_CLIP = 120_000
/** What is not saved is kept in the browser so often at most, ms. */
const KEEP_MS = 300
/** A sound that was paused goes on so much before that place, ms. */
const BACK_UP = 1500
/** How far beyond its edges a line is looked for. */
const REACH = 1500

export class Editor {
  lines = $state.raw<Lines>([])
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
  readonly #history = new History<Lines>()
  readonly #saver: Saver
  #playedFrom = 0
  #unsent: (() => void) | undefined
  #goOn: { at: number; line: string } | undefined

  constructor(scope: Scope, transcript: Transcript, audio: Audio, player: Player, outside: Outside) {
    this.#scope = scope
    this.#outside = outside
    this.audio = audio
    this.player = player
    this.lines = doc.linesOf(transcript.cues)
    const wire: Wire = {
      ...outside,
      changed: (state, err) => {
        this.saved = state
        this.error = err
        if (state === 'saved') outside.keep(null)
      },
    }
    this.#saver = new Saver(scope, wire, { id: transcript.id, lines: this.lines })
  }

  get line(): doc.Line | undefined {
    return this.lines[this.at]
  }
  get pending(): boolean {
    return this.#saver.pending
  }
  get base(): string {
    return this.#saver.base.id
  }

  /** Lines that were not saved on an earlier visit: over the same revision they go on, over another one somebody decides. */
  resume(base: string, lines: Lines): void {
    if (base !== this.base) {
      this.#saver.hold()
      this.saved = 'conflict'
    }
    this.#put(lines)
  }

  /** Goes on where an earlier visit ended; with its steps, where the text is still the one that they lead away from. */
  remember(steps: KeptSteps): void {
    this.at = Math.min(steps.at, this.lines.length - 1)
    const kept = restore(steps, this.lines)
    if (!kept) return
    this.#history.resume(kept.past, kept.future)
    this.#counted()
  }

  /** Does a gesture: one step of undo. Those with the same key in a row are one. */
  do(gesture: (lines: Lines, at: number) => Lines, key = '', at = this.at): void {
    const next = gesture(this.lines, at)
    if (next === this.lines) return
    this.#history.keep({ value: this.lines, at: this.at }, key)
    this.#put(next)
  }

  /** The gesture under way is over: the next one is a step of its own. */
  settle(): void {
    this.#history.end()
  }

  #put(lines: Lines): void {
    this.lines = lines
    this.at = Math.min(this.at, lines.length - 1)
    this.#counted()
    this.#saver.put(lines)
    this.#keepSoon()
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
    if (this.pending) this.#outside.keep({ base: this.base, lines: this.lines })
    this.#outside.keepSteps(keep({ value: this.lines, at: this.at }, this.#history.past, this.#history.future))
  }

  #step(way: 'undo' | 'redo'): void {
    const step = this.#history[way]({ value: this.lines, at: this.at })
    if (!step) return
    this.#put(step.value)
    this.at = Math.min(step.at, step.value.length - 1)
  }
  undo(): void {
    this.#step('undo')
  }
  redo(): void {
    this.#step('redo')
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

  /** To the next line whose timing is not sure, around the end; false where there is none. */
  nextDoubtful(): boolean {
    const n = this.lines.length
    for (let i = 1; i <= n; i++) {
      const at = (this.at + i) % n
      if (sureness(this.lines[at]!) !== 'sure') {
        this.go(at)
        return true
      }
    }
    return false
  }

  text(text: string, at = this.at): void {
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
  edges(edges: { startMs?: number; endMs?: number }, key = ''): void {
    this.do((lines, at) => doc.setEdges(lines, at, edges, this.audio.durationMs), key)
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

  /** A line that a person looked at and left is finished: its words are found again if its text is new. */
  commit(): void {
    this.settle()
    const line = this.line
    if (line?.spoken && line.text.trim() && (line.words ?? []).length === 0) void this.align(true)
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
      if (quiet) this.#put(this.lines.with(at, { ...now, words }))
      else this.do((lines) => doc.setEdges(lines, at, found, this.audio.durationMs).map((l, i) => (i === at ? { ...l, words, confidence: 1 } : l)), '', at)
      return true
    } catch (err) {
      if (!quiet) throw err
      return false // the words are an extra: the next comparison of the text asks again
    } finally {
      this.aligning = ''
    }
  }

  /** All lines become those of another revision, as one step. */
  restore(lines: Lines): void {
    this.settle()
    this.do(() => lines)
  }

  /** After a conflict: theirs are what is corrected from now on; mine, unless they are kept, are one undo away. */
  decide(theirs: Transcript, keep: 'mine' | 'theirs'): void {
    const lines = doc.linesOf(theirs.cues)
    const mine = this.lines
    this.settle()
    if (keep === 'theirs') this.#history.keep({ value: mine, at: this.at })
    const next = keep === 'mine' ? mine : lines
    this.lines = next
    this.at = Math.min(this.at, next.length - 1)
    this.#counted()
    this.#saver.rebase({ id: theirs.id, lines }, next)
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
