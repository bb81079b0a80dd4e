import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import en from './i18n/en'
import zhHans from './i18n/zh-Hans'
import zhHant from './i18n/zh-Hant'
import { wording } from './wording'

// SHA-256 of the words of each version, in all languages.
const versions: Record<string, string> = {
  '1': '64b2296ee3ce9c3fd10b2a2e28a2deebe850dad9814fe51a8aa12c6a1d9fa17a',
  '2': '4e8a27e684b458c48329050fc8fcb78ffa181edaadaca5b983eb32a7bfbcf356',
}

it('asks with the words of its version: other words need a new one', () => {
  const words = [en, zhHant, zhHans].map((d) => [d.askTitle, d.askText, d.askFree])
  expect(createHash('sha256').update(JSON.stringify(words)).digest('hex')).toBe(versions[wording])
})
