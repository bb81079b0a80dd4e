import { translator } from '$lib/i18n'
import en from './en'
import zhHans from './zh-Hans'
import zhHant from './zh-Hant'

export const t = translator({ en, 'zh-Hant': zhHant, 'zh-Hans': zhHans })
