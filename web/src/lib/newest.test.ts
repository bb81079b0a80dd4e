import { expect, it } from 'vitest'
import { outdated } from './newest'

const at = (id: string, second: number) => ({ id, updatedAt: `2026-11-30T10:00:0${second}Z` })

it.each([
  ['older than what is shown', at('a', 1), at('a', 2), true],
  ['of the same state', at('a', 1), at('a', 1), false],
  ['newer', at('a', 2), at('a', 1), false],
  ['of another episode', at('b', 1), at('a', 2), false],
  ['the first that is heard', at('a', 1), undefined, false],
])('news %s', (_, news, shown, want) => expect(outdated(news, shown)).toBe(want))
