/** Hints for a first-time learner, in place, one thing at a time, each until it was read. */
import type { Settings } from '../session/settings'

export type Hint = 'modeListen' | 'modeRepeat' | 'modeShadow' | 'headphones' | 'swipe' | 'pitch'

/** Whether fingers can swipe here. */
export const swipes = (): boolean => matchMedia('(pointer: coarse)').matches

/** The hint above the player that is due, '' for none. `touch`: fingers can swipe. */
export function nextHint({ mode, headphones, seen }: Pick<Settings, 'mode' | 'headphones' | 'seen'>, touch: boolean): Hint | '' {
  const modes = { listen: 'modeListen', repeat: 'modeRepeat', shadow: 'modeShadow' } as const
  const due: Hint[] = [modes[mode]]
  if (mode === 'shadow' && headphones) due.push('headphones')
  if (touch) due.push('swipe')
  return due.find((hint) => !seen.includes(hint)) ?? ''
}

/**
 * Whether it is time to explain the lines of the two voices: behind all that is said above the
 * player. Two hints at once would push the takes out of sight.
 */
export function pitchDue(settings: Pick<Settings, 'mode' | 'headphones' | 'seen'>, touch: boolean): boolean {
  return nextHint(settings, touch) === '' && !settings.seen.includes('pitch')
}
