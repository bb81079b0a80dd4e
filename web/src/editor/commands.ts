/** What the editor's keys do. */
import { announce } from '../lib/toast.svelte'
import type { Action } from './keys'
import { sentenceEnd, wordAt } from './document'
import type { Editor } from './editor.svelte'
import { te } from './i18n'

/** What of a line, or around all lines, has the focus. */
export type Place = 'line' | 'text' | 'translation' | 'speaker' | 'around'

/** What only the page can do. */
export interface EditorView {
  focus(to: Place): void
  /** The caret in the text; -1 elsewhere. */
  caret(): number
  /** Puts the caret of the text there. */
  caretTo(chars: number): void
  align(): void
  tapAlong(): void
  help(): void
  revisions(): void
  find(): void
  shiftMany(): void
  flag(what: 'next' | 'accept' | 'dismiss'): void
}

/** What is heard around an edge, and how far keys move one, ms. */
const AROUND = 500
const LITTLE = 10
const MUCH = 100
const LEAD = 150
const SKIP = 2000

export function command(editor: Editor, view: EditorView, action: Action): void {
  const line = editor.line
  const { startMs, endMs } = line ?? { startMs: 0, endMs: 0 }
  const hear = (from: number, to: number) => line?.spoken && editor.play(from, to)
  switch (action) {
    case 'play': return editor.playLine()
    case 'beforeStart': return void hear(startMs - AROUND, startMs)
    case 'afterStart': return void hear(startMs, startMs + AROUND)
    case 'beforeEnd': return void hear(endMs - AROUND, endMs)
    case 'afterEnd': return void hear(endMs, endMs + AROUND)
    case 'toEnd': return void (line?.spoken && editor.playOn(startMs))
    case 'previous': return move(editor, view, -1)
    case 'next': return move(editor, view, 1)
    case 'commit': return commit(editor, view)
    case 'doubtful':
      if (editor.nextDoubtful()) return view.focus('line')
      return announce(te('noDoubtful'))
    case 'nextUnspoken':
      if (editor.nextUnspoken()) return view.focus('line')
      return announce(te('noUnspoken'))
    case 'nextFlagged': return view.flag('next')
    case 'acceptFlag': return view.flag('accept')
    case 'dismissFlag': return view.flag('dismiss')
    case 'edit': return view.focus('text')
    case 'editTranslation': return view.focus('translation')
    case 'editSpeaker': return view.focus('speaker')
    case 'around': return view.focus('around')
    case 'startEarlier': return editor.nudge('start', -LITTLE)
    case 'startLater': return editor.nudge('start', LITTLE)
    case 'endEarlier': return editor.nudge('end', -LITTLE)
    case 'endLater': return editor.nudge('end', LITTLE)
    case 'startMuchEarlier': return editor.nudge('start', -MUCH)
    case 'startMuchLater': return editor.nudge('start', MUCH)
    case 'endMuchEarlier': return editor.nudge('end', -MUCH)
    case 'endMuchLater': return editor.nudge('end', MUCH)
    case 'leadIn': return editor.nudge('start', -LEAD)
    case 'leadOut': return editor.nudge('end', LEAD)
    case 'bodyEarlier': return editor.moveBy(-LITTLE)
    case 'bodyLater': return editor.moveBy(LITTLE)
    case 'bodyMuchEarlier': return editor.moveBy(-MUCH)
    case 'bodyMuchLater': return editor.moveBy(MUCH)
    case 'merge': return editor.merge()
    case 'splitSentences': return splitSentences(editor)
    case 'splitPlayhead': return splitPlayhead(editor)
    case 'tapAlong': return view.tapAlong()
    case 'align': return view.align()
    case 'unspoken': return line?.spoken ? editor.unspoken() : view.align()
    case 'undo': return editor.undo()
    case 'redo': return editor.redo()
    case 'find': return view.find()
    case 'shiftMany': return view.shiftMany()
    case 'help': return view.help()
    case 'revisions': return view.revisions()
    case 'back': return skip(editor, -SKIP)
    case 'forward': return skip(editor, SKIP)
    case 'pause': return pause(editor, view)
    case 'leave': return view.focus('line')
    case 'splitHere': return split(editor, view)
  }
}

function move(editor: Editor, view: EditorView, step: -1 | 1): void {
  const inText = view.caret() >= 0
  editor.commit()
  editor.go(editor.at + step)
  view.focus(inText ? 'text' : 'line')
}

/** It is right: on to the next line. */
function commit(editor: Editor, view: EditorView): void {
  editor.right()
  move(editor, view, 1)
}

function split(editor: Editor, view: EditorView): void {
  const caret = view.caret()
  if (caret > 0) editor.split(caret)
}

/** Where a line holds several sentences, it is split behind the first one. */
function splitSentences(editor: Editor): void {
  const end = sentenceEnd(editor.line?.text ?? '')
  if (end < 0) announce(te('oneSentence'))
  else editor.split(end)
}

/** Where one hears it: between the words that are nearest to the playhead. */
export function splitPlayhead(editor: Editor): void {
  const seam = editor.seam
  if (seam < 0) announce(te('noPlayhead'))
  else editor.split(seam)
}

/** Who pauses within a text goes on writing at the word that was said. */
function pause(editor: Editor, view: EditorView): void {
  const [line, heard] = [editor.line, editor.playhead]
  editor.playLine()
  if (line?.spoken && heard !== null && heard >= line.startMs && heard <= line.endMs && view.caret() >= 0) view.caretTo(wordAt(line, heard))
}

/** Back or on by so much from where it plays, or from the start of the line. */
function skip(editor: Editor, by: number): void {
  const from = editor.playhead ?? editor.line?.startMs ?? 0
  editor.play(from + by, Math.max(editor.line?.endMs ?? 0, from + by + SKIP))
}
