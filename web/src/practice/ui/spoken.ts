/** What a state is called, on the page and aloud. */
import { speaksAtOnce, type State } from '../session/machine'
import { tp, whyText } from './words.svelte'

/** Nothing runs: what play would do, where that is more than playing. */
export function readyText(s: State): string {
  return speaksAtOnce(s) ? tp('readyShadow') : tp('ready')
}

/** One short sentence for a screen reader; empty where the sound says it itself. */
export function spoken(s: State): string {
  const p = s.phase
  switch (p.name) {
    case 'prompting':
      return tp('phasePrompting')
    case 'recording':
      return p.playing ? '' : tp('speak')
    case 'gap':
      if (p.paused) return tp('whyPaused')
      return s.settings.mode === 'repeat' ? tp('phaseGapSpoken') : tp('phaseBreath')
    case 'waiting':
      return p.why === 'moved' ? readyText(s) : whyText(p.why)
    default:
      return ''
  }
}
