// What lies over a page: dialogs, menus, panels, forms in place. All of them obey one
// rule: the one on top closes first, by Escape and by the browser's Back; while one is
// open the single keys of the page do nothing; and the focus goes back to where it was.
// A recording that runs is one too, but the keys stay with the page: Back ends it.

import { app, type End } from './scope'

export interface LayerHistory {
  /** Adds an entry for the page that is shown; Back from it closes a layer. */
  push(): void
  /** Leaves an entry that no layer stands on any more. */
  back(): void
}

interface Layer {
  close: () => void
  /** Single keys of the page do nothing while it is open. */
  silent: boolean
}

/**
 * The stack of layers and the one history entry that they share. The entry stays when the
 * last layer closes by itself, since taking it away would be a move of its own: the next
 * layer uses it again, a move to another page replaces it, and Back passes it by.
 */
export class Layers {
  readonly #history: LayerHistory
  #stack: Layer[] = []
  #marked: boolean

  /** `marked`: the page was loaded on such an entry, as after a reload. */
  constructor(history: LayerHistory, marked = false) {
    this.#history = history
    this.#marked = marked
  }

  get open(): boolean {
    return this.#stack.length > 0
  }

  /** Whether one is open that keeps the keys from the page. */
  get silent(): boolean {
    return this.#stack.some((layer) => layer.silent)
  }

  /** Whether the browser stands on the entry of the layers. */
  get marked(): boolean {
    return this.#marked
  }

  /** Puts a layer on top; call the result when it has closed, for whatever reason. */
  add(close: () => void, silent = true): () => void {
    const layer = { close, silent }
    this.#stack.push(layer)
    if (!this.#marked) {
      this.#marked = true
      this.#history.push()
    }
    return () => {
      this.#stack = this.#stack.filter((other) => other !== layer)
    }
  }

  /** Closes the layer on top; false where there is none. */
  closeTop(): boolean {
    const layer = this.#stack.pop()
    layer?.close()
    return layer !== undefined
  }

  /**
   * The browser moved to another entry. True where that only closed a layer or passed
   * the entry of the layers by: the page that is shown stays.
   */
  moved(marked: boolean, samePage: boolean): boolean {
    const before = this.#marked
    this.#marked = marked
    if (!samePage || before === marked) return false
    if (marked) return true
    if (!this.closeTop()) this.#history.back()
    else if (this.open) {
      this.#marked = true
      this.#history.push()
    }
    return true
  }

  /** A move to another page took the place of the entry. */
  replaced(): void {
    this.#marked = false
  }
}

const marked = () => typeof history !== 'undefined' && (history.state as { layer?: boolean } | null)?.layer === true

/** The layers of the app. */
export const layers = new Layers(
  {
    push: () => {
      history.replaceState({ ...(history.state as object | null), y: scrollY }, '')
      history.pushState({ y: scrollY, layer: true }, '')
    },
    back: () => history.back(),
  },
  marked(),
)

let listening: End | undefined

function escape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
  if (layers.closeTop()) event.preventDefault()
}

/**
 * layer opens one that `close` closes. Use it in an effect: the result says that it has
 * closed. Where the focus was within it, it returns to what had it before. `silent`: the
 * single keys of the page do nothing meanwhile.
 */
export function layer(close: () => void, silent = true): () => void {
  listening ??= app.listen(window, 'keydown', escape)
  const before = document.activeElement
  const gone = layers.add(close, silent)
  return () => {
    gone()
    queueMicrotask(() => {
      const lost = document.activeElement === null || document.activeElement === document.body
      if (lost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    })
  }
}
