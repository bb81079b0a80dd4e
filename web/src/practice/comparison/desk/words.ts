/** What the machine found, worded for the teacher of the learner who spoke. */
import { translator } from '../../../lib/i18n'
import toEn from '../en'
import toHans from '../zh-Hans'
import toHant from '../zh-Hant'
import type { Say } from '../say'
import en from './en'
import hans from './zh-Hans'
import hant from './zh-Hant'

export const ofLearner: Say = translator({ en: { ...toEn, ...en }, 'zh-Hant': { ...toHant, ...hant }, 'zh-Hans': { ...toHans, ...hans } })
