/** The practice page's own dictionary, and what is said aloud of a state. */
import { translator } from '../../lib/i18n'
import en from '../i18n/en'
import type { Hint } from '../hints'
import hans from '../i18n/zh-Hans'
import hant from '../i18n/zh-Hant'
import type { State, Why } from '../machine'
import type { Mode } from '../settings'

export const tp = translator({ en, 'zh-Hant': hant, 'zh-Hans': hans })

export function modeName(mode: Mode): string {
  return { listen: tp('modeListen'), repeat: tp('modeRepeat'), shadow: tp('modeShadow') }[mode]
}

/** A word to a first-time learner. */
export function hintText(hint: Hint | ''): string {
  if (hint === '') return ''
  return {
    modeListen: tp('hintModeListen'),
    modeRepeat: tp('hintModeRepeat'),
    modeShadow: tp('hintModeShadow'),
    headphones: tp('headphonesText'),
    swipe: tp('hintSwipe'),
    pitch: tp('hintPitch'),
  }[hint]
}

/** What a mode is, in a few words. */
export function modeHint(mode: Mode): string {
  return { listen: tp('modeListenText'), repeat: tp('modeRepeatText'), shadow: tp('modeShadowText') }[mode]
}

export function whyText(why: Why): string {
  return {
    done: tp('whyDone'),
    paused: tp('whyPaused'),
    moved: tp('whyMoved'),
    recorded: tp('whyRecorded'),
    reviewed: tp('whyReviewed'),
    unheard: tp('whyUnheard'),
    failed: tp('whyFailed'),
    blocked: tp('whyBlocked'),
    mic: tp('whyMic'),
  }[why]
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
      return whyText(p.why)
    default:
      return ''
  }
}
