// Names of what the API writes as codes.

import { locale, t } from './i18n'
import type { Role } from './types'

export function roleName(role: Role): string {
  return { learner: t('roleLearner'), teacher: t('roleTeacher'), host: t('roleHost'), admin: t('roleAdmin') }[role]
}

/** languageName writes a BCP 47 tag as a language; what is not known stays as it is. */
export function languageName(tag: string): string {
  if (!tag) return ''
  if (tag.toLowerCase() === 'nan') return t('languageNan') // browsers do not name it
  try {
    return new Intl.DisplayNames([locale()], { type: 'language', languageDisplay: 'standard' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** Languages that are offered first; any other BCP 47 tag can be typed. */
export const commonLanguages = ['en', 'zh-Hant', 'zh-Hans', 'ja', 'ko', 'es', 'fr', 'de', 'it', 'pt', 'vi', 'th', 'id', 'nan'] as const
