/**
 * Keeps the screen on while something goes on by itself. A browser takes the lock away
 * from a page that is hidden; it is asked for again when the page is seen. Where it cannot
 * be had (an old browser, a battery that is nearly empty) the screen goes dark as always.
 */
import type { End, Scope } from './scope'

/** What a browser gives. */
export interface Screen {
  /** Keeps it on until the result is released; rejects where it cannot. */
  hold: () => Promise<{ release: () => Promise<void> }>
  seen: () => boolean
  /** Calls back whenever the page is hidden or seen again. */
  changes: (scope: Scope, run: () => void) => void
}

/** The screen of this browser; null where pages cannot keep it on. */
export function screenHere(): Screen | null {
  if (!('wakeLock' in navigator)) return null
  return {
    hold: () => navigator.wakeLock.request('screen'),
    seen: () => document.visibilityState === 'visible',
    changes: (scope, run) => void scope.listen(document, 'visibilitychange', run),
  }
}

/** Keeps the screen on until the scope ends, or until what it gives is called. */
export function stayAwake(parent: Scope, screen: Screen | null = screenHere()): End {
  const scope = parent.child()
  if (!screen) return () => scope.dispose()
  let release: (() => Promise<void>) | null = null
  /** Grows with each change, so that a lock that comes late is let go. */
  let asked = 0
  const letGo = () => {
    asked++
    void release?.().catch(() => undefined)
    release = null
  }
  const look = () => {
    letGo()
    if (scope.disposed || !screen.seen()) return
    const mine = asked
    screen.hold().then(
      (lock) => {
        if (mine === asked) release = () => lock.release()
        else void lock.release().catch(() => undefined)
      },
      () => undefined,
    )
  }
  screen.changes(scope, look)
  scope.add(letGo)
  look()
  return () => scope.dispose()
}
