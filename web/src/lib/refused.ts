// Why a sign-in was refused, in the language that is shown.

import { ApiError } from './api'
import { t } from './i18n'

/** Undefined where the failure has nothing to do with who signs in. */
export function signInRefused(err: unknown): string | undefined {
  if (!(err instanceof ApiError)) return undefined
  if (err.kind === 'unauthenticated') return t('signInWrong')
  if (err.kind === 'denied') return t('signInDisabled') // only after the right password
  return undefined
}
