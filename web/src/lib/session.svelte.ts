// Who is signed in. One object for the whole app; reactive.

import { api, ApiError, writeAs } from './api'
import { browserLocale, isLocale, setLocale } from './i18n'
import type { Me, Role, Session } from './types'

let known = $state.raw<Session | undefined>(undefined)
let ended = $state(false)
let expired = $state(false)
let epoch = $state(0)

export const session = {
  /** The signed-in person; undefined for a visitor. */
  get user(): Me | undefined {
    return known?.user
  },
  get setupNeeded(): boolean {
    return known?.setupNeeded ?? false
  },
  /** Whether the server's own address allows recording. */
  get recording(): boolean {
    return known?.recording ?? false
  },
  get version(): string {
    return known?.version ?? ''
  },
  /** The session ended under an open page: it stays, and a dialog asks to sign in again. */
  get expired(): boolean {
    return expired
  },
  /** The session ended, and nobody has signed in again; the dialog may have been put off. */
  get ended(): boolean {
    return ended
  },
  /** Grows each time somebody signs in: what failed for want of a session tries again. */
  get epoch(): number {
    return epoch
  },
  has(role: Role): boolean {
    return known?.user?.roles.includes(role) ?? false
  },
}

/** loadSession asks who is signed in. */
export async function loadSession(): Promise<void> {
  await accept(await api.get('/session'))
}

/** accept takes a session that an answer carried: after signing in or up. */
export async function accept(fresh: Session): Promise<void> {
  known = fresh
  writeAs(fresh.user?.id)
  expired = false
  epoch++
  ended = false
  await followLocale()
}

/** changeMe takes the changed person from an answer. */
export async function changeMe(me: Me): Promise<void> {
  if (!known) return
  known = { ...known, user: me }
  await followLocale()
}

/**
 * refreshRoles asks whether the signed-in person may do something else by now: an
 * administrator changes roles without signing anybody out. It gives the roles where
 * they have changed. A session that ended is found by the next thing that needs it.
 */
export async function refreshRoles(): Promise<readonly Role[] | undefined> {
  const before = known?.user
  if (!before) return undefined
  const { user } = await api.get('/session')
  if (!known || user?.id !== before.id || sameRoles(user.roles, before.roles)) return undefined
  known = { ...known, user }
  return user.roles
}

function sameRoles(a: readonly Role[], b: readonly Role[]): boolean {
  return a.length === b.length && a.every((role) => b.includes(role))
}

/** expire is what happens when the server no longer knows the session. */
export function expire(): void {
  if (known?.user) ended = expired = true
}

/** postpone closes the question to sign in again; what next needs the session asks again. */
export function postpone(): void {
  expired = false
}

/** forget leaves the visitor that this browser is without a session. */
export function forget(): void {
  ended = false
  expired = false
  if (!known?.user) return
  const { setupNeeded, recording, version } = known
  known = { setupNeeded, recording, version }
  writeAs(undefined)
}

/** signOut ends the session of this browser; an ended one is fine too. */
export async function signOut(): Promise<void> {
  try {
    await api.delete('/session')
  } catch (err) {
    if (!(err instanceof ApiError && err.kind === 'unauthenticated')) throw err
  }
  forget()
}

async function followLocale(): Promise<void> {
  const chosen = known?.user?.locale
  await setLocale(isLocale(chosen) ? chosen : browserLocale())
}
