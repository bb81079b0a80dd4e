import { describe, expect, it } from 'vitest'
import deskEn from '../../practice/compare/desk/en'
import deskHans from '../../practice/compare/desk/zh-Hans'
import deskHant from '../../practice/compare/desk/zh-Hant'
import compareEn from '../../practice/compare/en'
import compareHans from '../../practice/compare/zh-Hans'
import compareHant from '../../practice/compare/zh-Hant'
import practiceEn from '../../practice/i18n/en'
import practiceHans from '../../practice/i18n/zh-Hans'
import practiceHant from '../../practice/i18n/zh-Hant'
import en from './en'
import { fill, isLocale, pickLocale, type Message, type Messages } from './translate'
import zhHans from './zh-Hans'
import zhHant from './zh-Hant'

const forms = (message: Message): string[] => (typeof message === 'string' ? [message] : [message.one, message.other])
const places = (message: Message): string[] => [...(forms(message).at(-1) ?? '').matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()
/** A message of signs alone has nothing to translate. */
const speaks = (message: Message) => forms(message).some((text) => /\p{L}/u.test(text.replace(/\{\w+\}/g, '')))

const dictionaries: [string, Messages, Messages, Messages][] = [
  ['the app', en, zhHant, zhHans],
  ['practice', practiceEn, practiceHant, practiceHans],
  ['comparisons', compareEn, compareHant, compareHans],
  ['comparisons for teachers', deskEn, deskHant, deskHans],
]

describe.each(dictionaries)('the dictionaries of %s', (_, english, hant, hans) => {
  it.each([
    ['zh-Hant', hant],
    ['zh-Hans', hans],
  ])('%s has the keys and the places of the English one', (_, other) => {
    expect(Object.keys(other)).toEqual(Object.keys(english))
    for (const [key, message] of Object.entries(english)) expect([key, places(other[key] ?? '')]).toEqual([key, places(message)])
  })

  it('leaves nothing empty and nothing in English', () => {
    for (const [key, message] of [...Object.entries(hant), ...Object.entries(hans)]) {
      for (const text of forms(message)) {
        expect(text.trim(), key).not.toBe('')
        if (speaks(english[key] ?? '')) expect(text, key).toMatch(/\p{Script=Han}/u)
      }
    }
  })

  it('keeps the scripts, their quotation marks and their words apart', () => {
    // What stands only in the other script, or is said only where that is written.
    expect(JSON.stringify(hant)).not.toMatch(/[这个们来时说对发现页“”]/)
    expect(JSON.stringify(hans)).not.toMatch(/[這個們來時說對發現頁「」]|架站|点选|喇叭/)
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
