// What must be said before somebody signs out, and what goes then.

import { brief } from './explain'
import { t } from './i18n'
import { session, signOut } from './session.svelte'
import { toast } from './toast.svelte'

/** What a person keeps on this device; see device.ts, which is above this folder. */
export interface Device {
  onlyHere: (userId: string) => Promise<{ takes: number; unsaved: number }>
  clearDevice: (userId: string) => Promise<void>
}

let device: (() => Promise<Device>) | undefined

/** onLeaving is set by the app: it loads what knows the device. */
export function onLeaving(load: () => Promise<Device>): void {
  device = load
}

/**
 * leave signs out, after a warning where something is in this browser only, and removes what
 * the person keeps here. The app begins again then, so that nothing of them is in memory.
 */
export async function leave(
  confirmed: (question: { title: string; text: string; yes: string }) => Promise<boolean>,
  begin: () => void = () => location.replace('/signin'),
): Promise<void> {
  const user = session.user
  if (!user) return
  try {
    const here = await device?.()
    const { takes, unsaved } = (await here?.onlyHere(user.id)) ?? { takes: 0, unsaved: 0 }
    if (takes + unsaved > 0) {
      const title = takes ? t('signOutWaitingTitle', { n: takes }) : t('signOutUnsavedTitle', { n: unsaved })
      const text = [...(takes ? [t('signOutWaitingText')] : []), ...(unsaved ? [t('signOutUnsavedText', { n: unsaved })] : [])].join(' ')
      if (!(await confirmed({ title, text, yes: t('signOut') }))) return
    }
    await signOut()
    await here?.clearDevice(user.id)
    begin()
  } catch (err) {
    toast(brief(err), 'bad')
  }
}
