/** How the player's bar is laid out, by the room that it has. */

/**
 * `full`: all in one row, with what a desk has room for; `row`: one row, for a low window;
 * `two`: two rows around the thumb; `stack`: what plays and records on top, the rest
 * below, wrapped.
 */
export type Layout = 'full' | 'row' | 'two' | 'stack'

/**
 * `rems` is the width of the bar in letter sizes, so that large letters count as a narrow
 * window. A ladder is the widest of what stands beside the buttons.
 */
export function layoutOf(rems: number, wide: boolean, short: boolean): Layout {
  if (wide && rems >= 58) return 'full'
  if ((wide || short) && rems >= 36) return 'row'
  return rems >= 22 && !short ? 'two' : 'stack'
}
