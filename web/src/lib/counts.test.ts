import { expect, it } from 'vitest'
import { takeCount, waitingCount } from './counts'

it.each([
  [waitingCount(0), 0],
  [waitingCount(99), 99],
  [waitingCount(100), '99+'],
  [takeCount(999), 999],
  [takeCount(1000), '999+'],
])('%j is shown as %j', (shown, want) => expect(shown).toBe(want))
