import { expect, it } from 'vitest'
import { layoutOf } from './bar'

// Widths in px at 100 %, then with letters of twice the size.
it.each<[string, number, boolean, boolean, string, string]>([
  ['a phone', 390, false, false, 'two', 'stack'],
  ['a small phone', 360, false, false, 'two', 'stack'],
  ['a low window', 640, false, true, 'row', 'stack'],
  ['a middling window', 900, false, true, 'row', 'stack'],
  ['a desk', 1280, true, false, 'full', 'row'],
])('%s', (_, width, wide, short, plain, large) => {
  expect(layoutOf(width / 16, wide, short)).toBe(plain)
  expect(layoutOf(width / 32, wide, short)).toBe(large)
})
