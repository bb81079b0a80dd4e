import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { match, routes, safeNext } from './routes'

describe('match', () => {
  it.each<[string, string | undefined, Record<string, string>?]>([
    ['/', 'Today', {}],
    ['/library', 'Library', {}],
    ['/recall', 'Recall', {}],
    ['/studio/', 'Studio', {}],
    ['/studio/shows/a', 'StudioShow', { id: 'a' }],
    ['/episodes/a/practice', 'Practice', { id: 'a' }],
    ['/join/AB%20C', 'Join', { code: 'AB C' }],
    ['/join/%', undefined],
    ['/join', 'Join', {}],
    ['/admin/access', 'AdminAccess', {}],
    ['/episodes', undefined],
    ['/episodes/a/b', undefined],
    ['/nothing', undefined],
  ])('%s', (path, page, params) => {
    const found = match(path)
    expect(found?.route.page).toBe(page)
    if (params) expect(found?.params).toEqual(params)
  })

  it.each(routes)('$path has its page', ({ page }) => expect(existsSync(new URL(`../pages/${page}.svelte`, import.meta.url))).toBe(true))
})

describe('safeNext', () => {
  it.each([
    ['/episodes/a?x=1', '/episodes/a?x=1'],
    ['/join/ABCD', '/join/ABCD'],
    ['/join', '/join'],
    ['/', '/'],
    [null, '/'],
    ['', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/signin?next=/signin', '/'],
    ['/nothing', '/'],
  ])('%s', (next, want) => expect(safeNext(next)).toBe(want))
})
