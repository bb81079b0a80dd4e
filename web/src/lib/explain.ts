// What a failure means to the person, in the language that is shown.

import { ApiError, isAbort } from './api'
import { t } from './i18n'

export interface Explained {
  readonly title: string
  readonly text: string
  readonly offline: boolean
  readonly missing: boolean
}

/**
 * explain gives a failure a title and a next step. The server's own sentence is
 * shown where it says what is wrong with what the person gave.
 */
export function explain(err: unknown): Explained {
  const as = (title: string, text: string, offline = false, missing = false): Explained => ({ title, text, offline, missing })
  if (!(err instanceof ApiError)) {
    // A page whose chunk did not arrive fails like the network it came by.
    if (isAbort(err) || (err instanceof TypeError && /import|module|fetch/i.test(err.message)))
      return as(t('offlineTitle'), t('offlineText'), true)
    return as(t('errorTitle'), t('errorText'))
  }
  switch (err.kind) {
    case 'offline':
      return as(t('offlineTitle'), t('offlineText'), true)
    case 'not_found':
      return as(t('missingTitle'), t('missingText'), false, true)
    case 'denied':
      return as(t('deniedTitle'), t('deniedText'), false, true)
    case 'unauthenticated':
      return as(t('signedOutTitle'), t('signedOutText'))
    case 'busy':
      return as(t('busyTitle'), t('busyText'))
    case 'unavailable':
      return as(t('unavailableTitle'), t('unavailableText'))
    case 'lost':
      return as(t('lostTitle'), t('lostText'))
    case 'too_large':
      return as(t('tooLargeTitle'), err.message)
    case 'full':
      return as(t('fullTitle'), err.message)
    case 'quota':
      return as(t('quotaTitle'), err.message)
    case 'invalid':
    case 'conflict':
      return as(t('refusedTitle'), err.message)
    default:
      return as(t('errorTitle'), t('errorText'))
  }
}

/** brief is a failure in one line, for a toast or below a form. */
export function brief(err: unknown): string {
  if (err instanceof ApiError && ['invalid', 'conflict', 'too_large'].includes(err.kind)) return err.message
  const said = explain(err)
  return `${said.title} ${said.text}`
}
