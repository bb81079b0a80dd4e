export { browserLocale, locale, setLocale, t, translator, type Dictionary } from './i18n.svelte'
export { isLocale, localeNames, locales, type Like, type Locale, type Message, type Messages } from './translate'
