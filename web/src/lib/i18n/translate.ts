// Messages and how they are filled in: no DOM, no state.

/** What the app speaks. */
export type Locale = 'en' | 'zh-Hant' | 'zh-Hans'
export const locales: readonly Locale[] = ['en', 'zh-Hant', 'zh-Hans']

/** Each by its own name. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文' }

/** A text with `{name}` places; with two forms where the count `n` decides. */
export type Message = string | { readonly one: string; readonly other: string }
export type Messages = Readonly<Record<string, Message>>

/** The same keys, other words: the type of every dictionary but the English one. */
export type Like<D extends Messages> = { readonly [K in keyof D]: Message }

type Places<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | Places<Rest> : never
type PlacesOf<M> = M extends { other: infer O } ? Places<O> | 'n' : Places<M>

/** The values that a message asks for, read from its English text. */
export type Values<M> = { readonly [P in PlacesOf<M>]: string | number }
export type Arguments<M> = [PlacesOf<M>] extends [never] ? [] : [values: Values<M>]

/** A typed `t`: unknown keys and missing values do not compile. */
export type Translate<D extends Messages> = <K extends keyof D>(key: K, ...values: Arguments<D[K]>) => string

/** fill puts the values into the message; numbers are grouped as the locale does. */
export function fill(message: Message, values: Readonly<Record<string, string | number>> | undefined, locale: Locale): string {
  let text: string
  if (typeof message === 'string') text = message
  else {
    const n = Number(values?.n ?? 0)
    text = new Intl.PluralRules(locale).select(n) === 'one' ? message.one : message.other
  }
  if (!values) return text
  return text.replace(/\{(\w+)\}/g, (whole, name: string, at: number) => {
    const value = values[name]
    if (value === undefined) return whole
    const put = typeof value === 'number' ? value.toLocaleString(locale) : value
    return locale === 'en' ? put : apart(text.slice(0, at), put, text.slice(at + whole.length))
  })
}

const latinFirst = /^[\p{Script=Latin}\p{N}]/u
const latinLast = /[\p{Script=Latin}\p{N}]$/u

/** apart puts a space where a Latin name or a number meets a Chinese character. */
function apart(before: string, value: string, after: string): string {
  const front = latinFirst.test(value) && /\p{Script=Han}$/u.test(before) ? ' ' : ''
  const back = latinLast.test(value) && /^\p{Script=Han}/u.test(after) ? ' ' : ''
  return front + value + back
}

/**
 * pickLocale finds the locale for the languages a browser asks for. Chinese is
 * told apart by script first, then by region; plain "zh" is simplified.
 */
export function pickLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const low = tag.toLowerCase()
    if (low === 'en' || low.startsWith('en-')) return 'en'
    if (low === 'zh' || low.startsWith('zh-') || low.startsWith('cmn')) {
      if (low.includes('hant')) return 'zh-Hant'
      if (low.includes('hans')) return 'zh-Hans'
      return /-(tw|hk|mo)\b/.test(low) ? 'zh-Hant' : 'zh-Hans'
    }
  }
  return 'en'
}

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && (locales as readonly string[]).includes(value)
}
