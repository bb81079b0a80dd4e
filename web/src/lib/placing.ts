// Where a menu has room: below its button, above it, or on the side with more of it.

export interface Box {
  top: number
  bottom: number
  left: number
  right: number
}

export interface Size {
  width: number
  height: number
}

export interface Placed {
  left: number
  top: number
  /** What the window has room for; a longer list scrolls. */
  maxHeight: number
}

/** Between the list and its button, and between the list and the edge of the window (px). */
const APART = 4
const EDGE = 8

/** placed puts a list of a size at its button, wholly within the window; all in CSS pixels. */
export function placed(button: Box, list: Size, window: Size): Placed {
  const below = window.height - EDGE - (button.bottom + APART)
  const above = button.top - APART - EDGE
  const under = list.height <= below || below >= above
  const maxHeight = Math.max(0, under ? below : above)
  const height = Math.min(list.height, maxHeight)
  const top = under ? button.bottom + APART : button.top - APART - height
  const left = Math.max(EDGE, Math.min(button.right - list.width, window.width - EDGE - list.width))
  return { left: Math.round(left), top: Math.round(top), maxHeight: Math.floor(maxHeight) }
}
