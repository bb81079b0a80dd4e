import { expect, test } from 'vitest'
import { placeOf } from './places'
import { routes } from './routes'

// Those of an administrator are reached from the menu of the account.
test.each(routes.filter(({ access }) => access !== 'anybody' && access !== 'admin').map(({ path }) => path))('%s is under an entry of the navigation', (path) => {
  expect(placeOf(path.replace(/:\w+/g, '01a20000'))).toBeDefined()
})

test.each([
  ['/', '/'],
  ['/progress', '/me'],
  ['/me', '/me'],
  ['/shows/1', '/library'],
  ['/episodes/1', '/library'],
  ['/studio/shows/1/new', '/studio'],
  ['/join', '/classes'],
  ['/meadow', undefined],
  ['/signin', undefined],
])('%s is under %s', (path, place) => {
  expect(placeOf(path)).toBe(place)
})
