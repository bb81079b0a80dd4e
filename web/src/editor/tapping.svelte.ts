/** Tapping along: the audio runs, and a hand says where each line without times begins and ends. One tap is one step of undo. */
import { roomOf } from './document'
import type { Editor } from './editor.svelte'
import { snapped } from './speech'
import { tapEnd, tapStart } from './taps'

/** A hand follows the ear by so much, ms. */
const LATE = 100
/** A tap snaps to the voice within so many ms. */
const REACH = 250
/** So much is heard before a place that one goes on from, ms. */
const BEFORE = 1500

export class Tapping {
  on = $state(false)
  readonly #editor: Editor
  readonly #edgesNear: (ms: number) => readonly number[]
  /** The lines that were begun; a tap says nothing of any other line that has times. */
  #begun = new Set<string>()

  readonly #finished: () => void

  /** `finished`: the next line has times already, and the tapping is over. */
  constructor(editor: Editor, edgesNear: (ms: number) => readonly number[], finished: () => void) {
    this.#editor = editor
    this.#edgesNear = edgesNear
    this.#finished = finished
  }

  /** Whether the line in hand has begun, and waits for its end. */
  get open(): boolean {
    return this.#editor.line?.spoken === true
  }

  /** Begins with the line in hand, or with the next one that has no times; false where there is none. */
  begin(): boolean {
    const editor = this.#editor
    if (editor.line?.spoken && !editor.nextUnspoken()) return false
    editor.settle()
    editor.aroundOpen = false
    this.#begun.clear()
    this.on = true
    this.goOn()
    return true
  }

  tap(what: 'start' | 'end'): void {
    const editor = this.#editor
    const [line, heard] = [editor.line, editor.playhead]
    if (!line || heard === null) return this.goOn()
    if (line.spoken && !this.#begun.has(line.id)) return this.stop()
    const ms = snapped(heard - LATE, this.#edgesNear(heard), REACH)
    const tapped = (what === 'start' ? tapStart : tapEnd)(editor.lines, editor.at, ms, editor.audio.durationMs)
    // A line that ends as late as it can ends all the same.
    if (tapped.lines === editor.lines && tapped.at === editor.at && !tapped.done) return
    editor.do(() => tapped.lines)
    editor.go(tapped.at)
    if (editor.line) this.#begun.add(editor.line.id)
    if (!tapped.done) return
    this.stop()
    this.#finished()
  }

  /** The last tap is undone, and what it was about is heard again. */
  undo(): void {
    this.#editor.undo()
    this.goOn()
  }

  /** The sound goes on a little before the line in hand. */
  goOn(): void {
    const editor = this.#editor
    const line = editor.line
    const from = line?.spoken ? line.startMs : roomOf(editor.lines, editor.at, editor.audio.durationMs).fromMs
    void editor.playOn(from - BEFORE)
  }

  pause(): void {
    this.#editor.player.pause()
  }

  stop(): void {
    this.on = false
    this.pause()
    this.#editor.settle()
  }
}
