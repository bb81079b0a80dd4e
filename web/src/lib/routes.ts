// Which page shows which path. Pure: the router and its tests share it.

import type { Role } from './types'

export interface Route {
  /** The file in src/pages that shows it. */
  readonly page: string
  readonly path: string
  /** Who may see it: anybody, who is signed in, or who has the role. */
  readonly access: 'anybody' | 'user' | Role
  /** A page of its own: without the header and the navigation of the app. */
  readonly bare?: true
}

export const routes: readonly Route[] = [
  { page: 'Today', path: '/', access: 'user' },
  { page: 'Recall', path: '/recall', access: 'user', bare: true },
  { page: 'Progress', path: '/progress', access: 'user' },
  { page: 'Library', path: '/library', access: 'user' },
  { page: 'SignIn', path: '/signin', access: 'anybody' },
  { page: 'SignUp', path: '/signup', access: 'anybody' },
  { page: 'SignUp', path: '/invite', access: 'anybody' },
  { page: 'Join', path: '/join', access: 'anybody' },
  { page: 'Join', path: '/join/:code', access: 'anybody' }, // links of before: the code is moved behind the # at once
  { page: 'SetUp', path: '/setup', access: 'anybody' },
  { page: 'Reset', path: '/reset', access: 'anybody' },
  { page: 'Show', path: '/shows/:id', access: 'user' },
  { page: 'Episode', path: '/episodes/:id', access: 'user' },
  { page: 'Practice', path: '/episodes/:id/practice', access: 'user', bare: true },
  { page: 'Me', path: '/me', access: 'user' },
  { page: 'Studio', path: '/studio', access: 'host' },
  { page: 'StudioShow', path: '/studio/shows/:id', access: 'host' },
  { page: 'StudioEpisode', path: '/studio/shows/:showId/new', access: 'host' },
  { page: 'StudioEpisode', path: '/studio/episodes/:id', access: 'host' },
  { page: 'Editor', path: '/studio/episodes/:id/edit', access: 'host' },
  { page: 'Numbers', path: '/studio/episodes/:id/numbers', access: 'host' },
  { page: 'Classes', path: '/classes', access: 'user' },
  { page: 'Class', path: '/classes/:id', access: 'user' },
  { page: 'Member', path: '/classes/:id/members/:userId', access: 'teacher' },
  { page: 'Review', path: '/review', access: 'teacher' },
  { page: 'Admin', path: '/admin', access: 'admin' },
  { page: 'AdminAccess', path: '/admin/access', access: 'admin' },
  { page: 'Numbers', path: '/admin/episodes/:id/numbers', access: 'admin' },
  { page: 'AdminAudit', path: '/admin/audit', access: 'admin' },
]

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** match finds the route of a path; a slash at the end does not matter. */
export function match(pathname: string): Match | undefined {
  const parts = split(pathname)
  for (const route of routes) {
    const params = fit(split(route.path), parts)
    if (params) return { route, params }
  }
  return undefined
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

function fit(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [i, want] of pattern.entries()) {
    const got = parts[i] ?? ''
    if (!want.startsWith(':')) {
      if (want !== got) return undefined
      continue
    }
    try {
      params[want.slice(1)] = decodeURIComponent(got)
    } catch {
      return undefined // a broken escape is no page of ours
    }
  }
  return params
}

/**
 * safeNext keeps a "where to go after signing in" within the app: a path of
 * ours, never another host.
 */
export function safeNext(next: string | null | undefined): string {
  if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/'
  const at = next.search(/[?#]/)
  const found = match(at < 0 ? next : next.slice(0, at))
  return found && found.route.access !== 'anybody' ? next : found?.route.page === 'Join' ? next : '/'
}
