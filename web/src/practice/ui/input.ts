/** Keys, swipes and the headset's buttons: every way of doing calls the same model. */
import { brief } from '../../lib/explain'
import { actionOf, chordOf } from '../../lib/keys'
import { announce, toast } from '../../lib/toast.svelte'
import { layers } from '../../lib/layers'
import { keys, typing, type Action } from './keys'
import type { Peek, Practice } from './practice.svelte'
import { tp } from './words.svelte'

/** Marks a take as a favourite, or takes the mark away. */
export async function star(p: Practice, id: string | undefined): Promise<void> {
  const take = p.rows.find((r) => r.id === id)?.take
  if (!take) return announce(p.row ? tp('stateWaiting') : tp('noTakeYet'))
  try {
    await p.takes.update(take.id, { favourite: !take.favourite })
    announce(take.favourite ? tp('favouriteOff') : tp('favouriteOn'))
  } catch (err) {
    toast(brief(err), 'bad')
  }
}

/** Makes the present sentence a card that comes back under Today, or takes it out again. */
export async function toggleCard(p: Practice): Promise<void> {
  if (!p.cue) return
  try {
    announce(tp((await p.cards.toggle(p.cue.id)) ? 'cardOn' : 'cardOff'))
  } catch (err) {
    toast(brief(err), 'bad')
  }
}

/** A key is pressed without looking: what it set is said. */
function faster(p: Practice, steps: number): void {
  p.faster(steps)
  announce(tp('speedNow', { speed: p.speedText }))
}

function loop(p: Practice): void {
  p.toggleLoop()
  const { repeats } = p.settings
  announce(tp('repeatsNow', { n: repeats === 0 ? tp('endless') : repeats }))
}

const setting = { text: 'blurText', translation: 'blurTranslation' } as const
const what = (of: keyof Peek) => (of === 'text' ? tp('orderOriginal') : tp('translation'))

/** Of this sentence alone. */
function cover(p: Practice, of: keyof Peek): void {
  p.cover(of)
  announce(tp(p.peek[of] ? 'nowShown' : 'nowCovered', { what: what(of) }))
}

/** Of every sentence, this one too. */
export function coverAll(p: Practice, of: keyof Peek): void {
  p.peek = {}
  p.set({ [setting[of]]: !p.settings[setting[of]] })
  announce(tp(p.settings[setting[of]] ? 'allCovered' : 'allShown', { what: what(of) }))
}

function act(p: Practice, action: Action): void {
  switch (action) {
    case 'toggle':
    case 'prev':
    case 'next':
    case 'replay':
    case 'record':
    case 'skip':
      return p.send({ type: action })
    case 'mine':
    case 'original':
    case 'turns':
    case 'both':
      return p.review(action)
    case 'slower':
      return faster(p, -1)
    case 'faster':
      return faster(p, 1)
    case 'loop':
      return loop(p)
    case 'text':
    case 'translation':
      return cover(p, action)
    case 'textAll':
      return coverAll(p, 'text')
    case 'translationAll':
      return coverAll(p, 'translation')
    case 'reading':
      p.set({ reading: !p.settings.reading })
      return announce(tp(p.settings.reading ? 'allShown' : 'allCovered', { what: tp('reading') }))
    case 'favourite':
      return void star(p, p.row?.id)
    case 'card':
      return void toggleCard(p)
    case 'flag':
      if (p.cue) p.open = 'flag'
      return
    case 'help':
      p.open = p.open === 'keys' ? '' : 'keys'
  }
}

const CONTROL = 'button, a, summary, input, [role^=menuitem]'

/** What moves the focus within a list, a menu or a sentence. */
const WALKS = /^(?:Arrow(?:Up|Down|Left|Right)|Home|End)$/

/** A switch has only Space: the arrows stay with the page. */
const WALKED = 'input:not([type=checkbox]), [role=menu]'

/**
 * Keys that a focused control needs for itself. Who came to it by keyboard presses it
 * with Space; who came by a click and then presses Space means play or pause.
 */
function controls(target: HTMLElement, pressed: string, clicked: boolean): boolean {
  if (pressed === 'Space' || pressed === 'Enter') return !clicked && target.closest(CONTROL) !== null
  if (!pressed.startsWith('Arrow')) return false
  return target.closest(WALKED) !== null
}

export interface InputHandlers {
  onkeydown: (e: KeyboardEvent) => void
  onkeyup: (e: KeyboardEvent) => void
  onpointerdowncapture: () => void
}

/** The key handlers of the page: silent while typing, in dialogs and menus. */
export function inputHandlers(p: Practice): InputHandlers {
  // How the focus came to where it is, not onto what: a dialog gives it back to what opened it.
  let clicked = false
  let taken = ''
  const onkeydown = (e: KeyboardEvent) => {
    // A list or a sentence that is walked has moved the focus, and has used the key up.
    if (e.key === 'Tab' || (e.defaultPrevented && WALKS.test(e.key))) clicked = false
    const target = e.target as HTMLElement
    if (e.defaultPrevented || e.isComposing) return
    if (typing(target.tagName, (target as HTMLInputElement).type ?? '', target.isContentEditable)) return
    // Of a dialog that has just closed the focus may be a frame behind.
    if (layers.silent || target.closest('[role=menu]') || document.querySelector('dialog[open]')) return
    const pressed = chordOf(e)
    const action = actionOf(keys, p.settings.keys, pressed)
    if (!action || controls(target, pressed, clicked)) return
    e.preventDefault()
    taken = e.key
    if (e.repeat && action !== 'slower' && action !== 'faster') return
    act(p, action)
  }
  // A button is pressed when the key comes up: not by a key that was ours.
  const onkeyup = (e: KeyboardEvent) => {
    if (e.key === taken) e.preventDefault()
    taken = ''
  }
  return { onkeydown, onkeyup, onpointerdowncapture: () => (clicked = true) }
}

const SWIPE = 60

/** A swipe to the left is the next sentence, to the right the one before. */
export function swipe(p: Practice): Record<'onpointerdown' | 'onpointerup' | 'onpointercancel', (e: PointerEvent) => void> {
  let from: { x: number; y: number } | null = null
  return {
    onpointerdown: (e) => {
      const busy = (e.target as HTMLElement).closest('.strip, .takes, input, textarea') !== null
      from = e.pointerType === 'touch' && !busy ? { x: e.clientX, y: e.clientY } : null
    },
    // The browser took the gesture to scroll with.
    onpointercancel: () => (from = null),
    onpointerup: (e) => {
      if (!from) return
      const dx = e.clientX - from.x
      const dy = e.clientY - from.y
      from = null
      if (Math.abs(dx) < SWIPE || Math.abs(dy) > Math.abs(dx) / 2) return
      p.send({ type: dx < 0 ? 'next' : 'prev' })
    },
  }
}

/** Buttons of a headset and of the lock screen; the result takes them away again. */
export function mediaButtons(p: Practice): (() => void) | undefined {
  if (!('mediaSession' in navigator)) return undefined
  const media = navigator.mediaSession
  const handlers: [MediaSessionAction, () => void][] = [
    ['play', () => p.send({ type: 'play' })],
    ['pause', () => p.send({ type: 'pause' })],
    ['stop', () => p.send({ type: 'pause' })],
    ['previoustrack', () => p.send({ type: 'prev' })],
    ['nexttrack', () => p.send({ type: 'next' })],
    ['seekbackward', () => p.send({ type: 'replay' })],
  ]
  for (const [action, run] of handlers) setHandler(media, action, run)
  return () => {
    for (const [action] of handlers) setHandler(media, action, null)
    media.playbackState = 'none'
    media.metadata = null
  }
}

/** What the lock screen shows. Reads the model reactively. */
export function mediaState(p: Practice): void {
  if (!('mediaSession' in navigator)) return
  const { episode } = p.page
  // A gap between two repeats still plays, as far as the listener is concerned.
  navigator.mediaSession.playbackState = p.running ? 'playing' : 'paused'
  // Text that is covered on the page is covered there too.
  const title = p.textHidden ? tp('sentenceOf', { n: p.state.cue + 1, of: p.cues.length }) : (p.cue?.text ?? episode.title)
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: episode.showTitle, album: episode.title })
}

function setHandler(media: MediaSession, action: MediaSessionAction, run: (() => void) | null): void {
  try {
    media.setActionHandler(action, run)
  } catch {
    // An action that this browser does not know.
  }
}
