// The language of the app. The dictionary of one locale is loaded at a time, so
// that the first page carries one language only.

import type en from './en'
import { fill, pickLocale, type Like, type Locale, type Messages, type Translate } from './translate'

export type Dictionary = typeof en
type Loaded = Like<Dictionary>

const load: Record<Locale, () => Promise<{ default: Loaded }>> = {
  en: () => import('./en'),
  'zh-Hant': () => import('./zh-Hant'),
  'zh-Hans': () => import('./zh-Hans'),
}

let current = $state<Locale>('en')
let messages = $state.raw<Loaded | undefined>(undefined)
let wanted: Locale = 'en'

/** The locale that is shown. Reactive. */
export function locale(): Locale {
  return current
}

/** t is the text for a key in the language that is shown. Reactive. */
export const t: Translate<Dictionary> = (key, ...[values]) => {
  const message = messages?.[key]
  return message === undefined ? key : fill(message, values, current)
}

/** setLocale loads the dictionary, then shows it; of two calls the later one wins. */
export async function setLocale(to: Locale): Promise<void> {
  wanted = to
  const loaded = await load[to]()
  if (wanted !== to) return
  messages = loaded.default
  current = to
  if (typeof document !== 'undefined') document.documentElement.lang = to
}

/** The locale of the browser, for people whose account follows it. */
export function browserLocale(): Locale {
  return pickLocale(navigator.languages)
}

/**
 * translator makes a `t` for a dictionary of a page's own, which travels in
 * the chunk of that page. English is the shape; the others must have its keys.
 */
export function translator<const D extends Messages>(dictionaries: { en: D; 'zh-Hant': Like<D>; 'zh-Hans': Like<D> }): Translate<D> {
  return (key, ...[values]) => fill(dictionaries[current][key], values as Record<string, string | number> | undefined, current)
}
