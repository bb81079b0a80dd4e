/** The practice page's own dictionary. */
import { LaterWords } from '../../lib/i18n/later.svelte'
import type { Translate } from '../../lib/i18n/translate'
import { loadSaid } from '../comparison/said'
import type { Hint } from './hints'
import type en from '../i18n/en'
import type { Why } from '../session/machine'
import type { Mode } from '../session/settings'

const words = new LaterWords<typeof en>({
  en: () => import('../i18n/en'),
  'zh-Hant': () => import('../i18n/zh-Hant'),
  'zh-Hans': () => import('../i18n/zh-Hans'),
})

/** Fetches the dictionary of the language that is shown. The page is made once it is here. */
export async function loadWords(): Promise<void> {
  await words.load()
  void loadSaid().catch(() => undefined) // not needed before the first comparison, which asks for it again
}

/** The text for a key. Reactive. */
export const tp: Translate<typeof en> = (key, ...values) => words.text(key, values) ?? key

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

/** A length of time. */
export function secs(ms: number): string {
  return tp('seconds', { s: (ms / 1000).toFixed(1) })
}

export function whyText(why: Why): string {
  return {
    done: tp('whyDone'),
    paused: tp('whyPaused'),
    moved: tp('ready'),
    recorded: tp('whyRecorded'),
    reviewed: tp('whyReviewed'),
    unheard: tp('whyUnheard'),
    failed: tp('whyFailed'),
    blocked: tp('whyBlocked'),
    mic: tp('whyMic'),
  }[why]
}
