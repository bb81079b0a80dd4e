// Times, dates and sizes as people read them.

import type { Locale } from './i18n/translate'

/** How numbers and dates are written in a language of the page, as a BCP 47 tag: in English as in Britain. */
export function tagOf(locale: Locale): string {
  return locale === 'en' ? 'en-GB' : locale
}

/** clock writes ms as m:ss or h:mm:ss. */
export function clock(ms: number): string {
  const all = Math.max(0, Math.round(ms / 1000))
  const s = String(all % 60).padStart(2, '0')
  const m = Math.floor(all / 60) % 60
  const h = Math.floor(all / 3600)
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`
}

/** seconds writes ms with one decimal: 3.4 */
export function seconds(ms: number, locale: Locale): string {
  return (ms / 1000).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}

/** bytes writes a size in kB, MB or GB, powers of ten. */
export function bytes(n: number, locale: Locale): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let value = n
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit > 1 && value < 99.95 ? 1 : 0
  return `${value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${units[unit]}`
}

/** day writes a moment as a date: 22 Nov 2026. */
export function day(moment: string, locale: Locale): string {
  return new Date(moment).toLocaleDateString(tagOf(locale), { year: 'numeric', month: 'short', day: 'numeric' })
}

/** One way everywhere: 24 hours, the hour with two digits, so that times stand below each other. */
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

/** timeOfDay writes the hour and the minute: 09:37. */
export function timeOfDay(moment: string, locale: Locale): string {
  return new Date(moment).toLocaleTimeString(tagOf(locale), CLOCK)
}

/** dayTime writes date and time of day: 22 Nov 2026, 09:37. */
export function dayTime(moment: string, locale: Locale): string {
  return new Date(moment).toLocaleString(locale === 'en' ? 'en-GB' : locale, { year: 'numeric', month: 'short', day: 'numeric', ...CLOCK })
}

/** ago writes how long ago it was, in the largest unit that fits. */
export function ago(moment: string, locale: Locale, now: number = Date.now()): string {
  const passed = (Date.parse(moment) - now) / 1000
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_556_952],
    ['month', 2_629_746],
    ['week', 604_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ]
  const write = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, length] of steps) if (Math.abs(passed) >= length) return write.format(Math.trunc(passed / length), unit)
  return write.format(0, 'minute')
}

/** percent writes 0..1 as whole per cent. */
export function percent(share: number): string {
  return `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`
}
