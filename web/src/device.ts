// What a person keeps on this device, and its end when they sign out.

import { ratingsOf } from './cards/send'
import { clearKeys, unsavedOf } from '$lib/devicekeys'
import { sendHeard } from '$lib/heardkept'
import { Scope } from '$lib/scope'
import { pauseAll } from '$lib/uploads.svelte'
import { settingsSender } from './practice/outbox/settingsender'
import { endUploads, uploadsOf, waitingTakes } from './practice/outbox/uploads'

/** How long what waits may take to arrive before it is asked about (ms). */
const PATIENCE = 2500

/** A browser may refuse its storages, or their mention. */
const shelves = [() => localStorage, () => sessionStorage]

/** Resolves with the work, or when it has taken too long. */
async function shortly(work: Promise<unknown>): Promise<void> {
  const scope = new Scope()
  const late = new Promise<void>((resolve) => scope.timeout(resolve, PATIENCE))
  await Promise.race([work.catch(() => undefined), late]).finally(() => scope.dispose())
}

/** What of a person only this browser has: takes, and other things that were not saved. What can be sent is sent first. */
export async function onlyHere(userId: string): Promise<{ takes: number; unsaved: number }> {
  settingsSender(userId).flush()
  uploadsOf(userId).queue.kick()
  await shortly(Promise.all([ratingsOf(userId).flush(), sendHeard(userId)]))
  const unsaved = shelves.map((shelf) => attempt(() => unsavedOf(shelf(), userId)) ?? 0)
  return { takes: await waitingTakes(userId), unsaved: unsaved.reduce((a, b) => a + b, 0) }
}

/** Removes what a person keeps here, but for takes (and deletions of takes) that the server does not have yet. */
export async function clearDevice(userId: string): Promise<void> {
  endUploads()
  pauseAll()
  for (const shelf of shelves) attempt(() => clearKeys(shelf(), userId))
  if (typeof caches === 'undefined') return
  const names = await caches.keys().catch(() => [])
  await Promise.all(names.filter((name) => name.includes(userId)).map((name) => caches.delete(name).catch(() => false)))
}

function attempt<R>(use: () => R): R | undefined {
  try {
    return use()
  } catch {
    return undefined
  }
}
