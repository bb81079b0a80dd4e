/** The dictionary of flags. */
import { LaterWords } from '../../lib/i18n/later.svelte'
import type { Translate } from '../../lib/i18n/translate'
import type en from './i18n/en'

const words = new LaterWords<typeof en>({
  en: () => import('./i18n/en'),
  'zh-Hant': () => import('./i18n/zh-Hant'),
  'zh-Hans': () => import('./i18n/zh-Hans'),
})

/** Fetches the dictionary of the language that is shown. */
export const loadWords = (): Promise<void> => words.load()

/** The text for a key; empty until the words are here. Reactive. */
export const tf: Translate<typeof en> = (key, ...values) => words.textOnUse(key, values)
