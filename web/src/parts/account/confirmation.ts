// The question for the password before a sensitive change: the server answers such a change
// with the kind `unconfirmed`, the person is asked, and the change is sent again.

import { mount, unmount } from 'svelte'
import { ApiError } from '$lib/api'
import ConfirmPassword from './ConfirmPassword.svelte'

let open: Promise<boolean> | undefined

/** sensitive makes a change, after the question for the password where the server wants it. */
export async function sensitive<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (err) {
    if (err instanceof ApiError && err.kind === 'unconfirmed' && (await confirmation())) return change()
    throw err
  }
}

/** confirmation asks for the password; false where the person put the question away. */
function confirmation(): Promise<boolean> {
  open ??= new Promise<boolean>((resolve) => {
    const dialog = mount(ConfirmPassword, {
      target: document.body,
      props: {
        done: (confirmed: boolean) => {
          open = undefined
          resolve(confirmed)
          void unmount(dialog)
        },
      },
    })
  })
  return open
}
