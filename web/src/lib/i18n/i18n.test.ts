import { describe, expect, it } from 'vitest'
import en from './en'
import { fill, isLocale, pickLocale, type Message } from './translate'
import zhHans from './zh-Hans'
import zhHant from './zh-Hant'

const places = (message: Message): string[] =>
  [...(typeof message === 'string' ? message : message.other).matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()

describe('dictionaries', () => {
  it.each([
    ['zh-Hant', zhHant],
    ['zh-Hans', zhHans],
  ])('%s has the keys and the places of the English one', (_, other) => {
    expect(Object.keys(other)).toEqual(Object.keys(en))
    for (const [key, message] of Object.entries(en)) expect([key, places(other[key as keyof typeof en])]).toEqual([key, places(message)])
  })

  it('leaves nothing empty and nothing in English', () => {
    for (const [key, message] of [...Object.entries(zhHant), ...Object.entries(zhHans)]) {
      expect(typeof message === 'string' && message.trim() !== '', key).toBe(true)
      if (typeof message === 'string') expect(message, key).toMatch(/\p{Script=Han}/u)
    }
  })

  it('keeps the scripts apart', () => {
    // Characters that stand only in the other script.
    expect(JSON.stringify(zhHant)).not.toMatch(/[这个们来时说对发现页]/)
    expect(JSON.stringify(zhHans)).not.toMatch(/[這個們來時說對發現頁]/)
  })
})

describe('fill', () => {
  const n = { one: '{n} take', other: '{n} takes' }
  it.each<[Message, Record<string, string | number> | undefined, 'en' | 'zh-Hant', string]>([
    ['plain', undefined, 'en', 'plain'],
    ['Hello {name}', { name: 'Mei' }, 'en', 'Hello Mei'],
    ['{a} {a}', { a: 1 }, 'en', '1 1'],
    ['{missing}', { other: 1 }, 'en', '{missing}'],
    ['{x}', { x: '{y}' }, 'en', '{y}'],
    [n, { n: 1 }, 'en', '1 take'],
    [n, { n: 0 }, 'en', '0 takes'],
    [n, { n: 1234 }, 'en', '1,234 takes'],
    [n, { n: 1 }, 'zh-Hant', '1 takes'], // Chinese has one form
  ])('%j with %j in %s', (message, values, locale, want) => expect(fill(message, values, locale)).toBe(want))
})

describe('pickLocale', () => {
  it.each<[string[], string]>([
    [['zh-TW', 'en'], 'zh-Hant'],
    [['zh-HK'], 'zh-Hant'],
    [['zh-Hant-CN'], 'zh-Hant'],
    [['zh-CN'], 'zh-Hans'],
    [['zh'], 'zh-Hans'],
    [['zh-Hans-TW'], 'zh-Hans'],
    [['fr', 'zh-TW'], 'zh-Hant'],
    [['en-GB', 'zh-TW'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
    [['eng'], 'en'],
  ])('%j', (wanted, got) => expect(pickLocale(wanted)).toBe(got))
  it('knows its own', () => expect(['en', 'zh-Hant', '', 'fr', undefined].map(isLocale)).toEqual([true, true, false, false, false]))
})
