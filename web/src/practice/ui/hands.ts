/** Keys, swipes and the headset's buttons: every way of doing calls the same model. */
import { actionFor, chord, typing, type Action } from '../keys'
import type { Practice } from './practice.svelte'

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
      return p.faster(-1)
    case 'faster':
      return p.faster(1)
    case 'loop':
      return p.toggleLoop()
    case 'text':
      return p.cover('text')
    case 'translation':
      return p.cover('translation')
    case 'favourite': {
      const take = p.row?.take
      if (take) void p.takes.update(take.id, { favourite: !take.favourite }).catch(() => undefined)
      return
    }
    case 'help':
      p.open = p.open === 'keys' ? '' : 'keys'
  }
}

const CONTROL = 'button, a, summary, input, [role^=menuitem]'

/**
 * Keys that a focused control needs for itself. Who came to it by keyboard presses it
 * with Space; who clicked it and then presses Space means play or pause.
 */
function controls(target: HTMLElement, pressed: string, clicked: Element | null): boolean {
  if (pressed === 'Space' || pressed === 'Enter') {
    const control = target.closest(CONTROL)
    return control !== null && control !== clicked
  }
  // A list is walked up and down; to the left and right it has nothing.
  if (pressed === 'ArrowUp' || pressed === 'ArrowDown') return target.closest('input, [role=menu], ol') !== null
  if (pressed.startsWith('Arrow')) return target.closest('input, [role=menu]') !== null
  return false
}

export interface Hands {
  onkeydown: (e: KeyboardEvent) => void
  onkeyup: (e: KeyboardEvent) => void
  onpointerdowncapture: (e: Event) => void
}

/** The key handlers of the page: silent while typing, in dialogs and menus. */
export function handsOf(p: Practice): Hands {
  let clicked: Element | null = null
  let taken = ''
  const onkeydown = (e: KeyboardEvent) => {
    if (e.key === 'Tab') clicked = null
    const target = e.target as HTMLElement
    if (e.defaultPrevented || e.isComposing) return
    if (typing(target.tagName, (target as HTMLInputElement).type ?? '', target.isContentEditable)) return
    if (target.closest('dialog, [role=menu]') || document.querySelector('dialog[open]')) return
    const pressed = chord(e)
    const action = actionFor(pressed, p.settings.keys)
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
  return { onkeydown, onkeyup, onpointerdowncapture: (e) => (clicked = (e.target as Element).closest(CONTROL)) }
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
  navigator.mediaSession.metadata = new MediaMetadata({ title: p.cue?.text ?? episode.title, artist: episode.showTitle, album: episode.title })
}

function setHandler(media: MediaSession, action: MediaSessionAction, run: (() => void) | null): void {
  try {
    media.setActionHandler(action, run)
  } catch {
    // An action that this browser does not know.
  }
}
