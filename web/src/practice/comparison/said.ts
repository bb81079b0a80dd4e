/** The words of what the machine found: fetched with the first comparison, or before. */
import { LaterWords } from '../../lib/i18n/later.svelte'
import type { Translate } from '../../lib/i18n/translate'
import type en from './en'

const words = new LaterWords<typeof en>({
  en: () => import('./en'),
  'zh-Hant': () => import('./zh-Hant'),
  'zh-Hans': () => import('./zh-Hans'),
})

/** Fetches them in the language that is shown. */
export function loadSaid(): Promise<void> {
  return words.load()
}

/** The text for a key, empty until the language is here. Reactive. */
export const tc: Translate<typeof en> = (key, ...values) => words.textOnUse(key, values)
