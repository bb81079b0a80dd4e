// Codes and one-time tokens in the app's own addresses. They stand behind the #, which
// browsers send to nobody: paths and queries end up in the logs of proxies.

/** joinPath is where a class is joined by its code. */
export function joinPath(code: string): string {
  return `/join#${encodeURIComponent(code)}`
}

/** signInToJoin is the sign-in that goes on to join a class. */
export function signInToJoin(code: string): string {
  return `/signin?next=${encodeURIComponent('/join')}#${encodeURIComponent(code)}`
}

/** nextWithSecret is where the sign-in goes on to: joining a class takes its code along. */
export function nextWithSecret(next: string, hash: string): string {
  return next === '/join' && hash ? `/join#${hash}` : next
}

/** secretOf reads what stands behind the #, as people paste it too. */
export function secretOf(hash: string): string {
  try {
    return decodeURIComponent(hash)
  } catch {
    return hash // a stray % is no escape
  }
}
