// What must be said before somebody signs out.

import { brief } from './explain'
import { t } from './i18n'
import { navigate } from './router'
import { session, signOut } from './session.svelte'
import { toast } from './toast.svelte'

type Waiting = () => Promise<number>
let waiting: Waiting | undefined

/**
 * onWaiting is set by the recorder: how many takes of the signed-in person are
 * still only in this browser.
 */
export function onWaiting(count: Waiting): void {
  waiting = count
}

/** leave signs out, after a warning where takes have not arrived yet. */
export async function leave(confirmed: (question: { title: string; text: string; yes: string }) => Promise<boolean>): Promise<void> {
  if (!session.user) return
  const n = (await waiting?.()) ?? 0
  if (n > 0 && !(await confirmed({ title: t('signOutWaitingTitle', { n }), text: t('signOutWaitingText'), yes: t('signOut') }))) return
  try {
    await signOut()
    navigate('/signin', { replace: true })
  } catch (err) {
    toast(brief(err), 'bad')
  }
}
