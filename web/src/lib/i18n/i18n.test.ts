import { describe, expect, it } from 'vitest'
import deskEn from '../../practice/comparison/desk/en'
import deskHans from '../../practice/comparison/desk/zh-Hans'
import deskHant from '../../practice/comparison/desk/zh-Hant'
import compareEn from '../../practice/comparison/en'
import compareHans from '../../practice/comparison/zh-Hans'
import compareHant from '../../practice/comparison/zh-Hant'
import cardsEn from '../../cards/i18n/en'
import cardsHans from '../../cards/i18n/zh-Hans'
import cardsHant from '../../cards/i18n/zh-Hant'
import drillEn from '../../practice/drill/i18n/en'
import drillHans from '../../practice/drill/i18n/zh-Hans'
import drillHant from '../../practice/drill/i18n/zh-Hant'
import practiceEn from '../../practice/i18n/en'
import practiceHans from '../../practice/i18n/zh-Hans'
import practiceHant from '../../practice/i18n/zh-Hant'
import accountEn from '../../parts/account/i18n/en'
import accountHans from '../../parts/account/i18n/zh-Hans'
import accountHant from '../../parts/account/i18n/zh-Hant'
import accessEn from '../../parts/access/i18n/en'
import accessHans from '../../parts/access/i18n/zh-Hans'
import accessHant from '../../parts/access/i18n/zh-Hant'
import editorEn from '../../editor/i18n/en'
import editorHans from '../../editor/i18n/zh-Hans'
import editorHant from '../../editor/i18n/zh-Hant'
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
  ['access', accessEn, accessHant, accessHans],
  ['accounts', accountEn, accountHant, accountHans],
  ['drills', drillEn, drillHant, drillHans],
  ['the editor', editorEn, editorHant, editorHans],
  ['cards', cardsEn, cardsHant, cardsHans],
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
    expect(JSON.stringify(hans)).not.toMatch(/[這個們來時說對發現頁「」]|点选|喇叭/)
  })
})

// What a teacher of Chinese would strike out, and what stands for it.
const refused: [string, RegExp][] = [
  ['half-width punctuation beside a Chinese character', /\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}/u],
  ['先看到: 先顯示', /先看到/],
  ['空白 for silence: 靜音', /略過空白|跳过空白/],
  ['喇叭聲: 喇叭的聲音', /喇叭聲/],
  ['輪流 alone: 輪流播放', /^[輪轮]流$/],
  ['老師 behind a name that has its title', /\}老[師师]/],
  ['another word for 管理員', /[管架][理站][這这]台|伺服器管理|服务器管理|本站管理|架站的人|管理者/],
  ['成員, 學員 for a learner of a class: 學生', /[成學学][員员]/],
  ['送 or 傳 alone for what one sends to a teacher: 傳送, 发送', /送[出給给到](?!伺|服)(?<!傳送.|发送.)|[^上發]傳[給錄]|[^上]传[给录]|发[给出到]/],
  ['節目 for the page of an episode: 單集頁', /[節节]目[頁页]/],
  ['個 for recordings: 段', /[個个][錄录]音/],
  ['唸: 念', /唸/],
  ['丟棄: 捨棄', /[丟丢][棄弃]/],
  ['快速鍵: 快捷鍵', /快速[鍵键]/],
  ['比對: 比較', /比[對对]/],
  ['音文件: 音频文件', /音文件/],
  ['版本 3: 第 3 版', /版本 \{/],
  ['a space beside the place of a name, which fill puts where the name is Latin', /\p{Script=Han} \{(?:name|teacher|login|when|day|episode|to)\}|\{(?:name|teacher|login|when|day|episode|to)\} \p{Script=Han}/u],
  ['who runs the server: 管理員', /本站管理|管理[這这]台|管理者|架站/],
]
const refusedEnglish = /runs (it|this server)|Keys are silent|present one to it|^Shown first$|^× sentence$|likeness|off in time|\bmend(ed)?\b/

describe.each(dictionaries)('the words of %s', (_, english, hant, hans) => {
  it.each(refused)('%s', (_, pattern) => {
    const found = [...Object.entries(hant), ...Object.entries(hans)].flatMap(([key, message]) => forms(message).filter((text) => pattern.test(text)).map((text) => `${key}: ${text}`))
    expect(found).toEqual([])
  })
  it('none that was unclear in English', () => {
    expect(Object.entries(english).filter(([, message]) => forms(message).some((text) => refusedEnglish.test(text)))).toEqual([])
  })
})

it('a mode and a phase do not share a name', () => {
  for (const words of [practiceEn, practiceHant, practiceHans]) expect(words.phaseListening).not.toBe(words.modeListen)
})

describe('the components', () => {
  const sources = Object.entries(import.meta.glob<string>(['../../**/*.svelte'], { query: '?raw', import: 'default', eager: true }))
  const found = (pattern: RegExp) => sources.flatMap(([file, source]) => [...source.split('<style')[0]!.matchAll(pattern)].map(([text]) => `${file}: ${text}`))
  it('take every name from a dictionary', () => {
    expect(sources.length).toBeGreaterThan(80)
    expect(found(/\b(?:label|title|aria-label|placeholder|hint|text)="[^"{]+"/g)).toEqual(['../../ui/Shell.svelte: aria-label="gendu 跟讀"'])
  })
  it('join no texts with punctuation of their own', () => {
    expect(found(/\$\{t[cepr]?\([^}]*\)\}[:;,.] ?\$\{/g)).toEqual([])
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
    ['要停用{name}嗎？', { name: 'Mei' }, 'zh-Hant', '要停用 Mei 嗎？'],
    ['要停用{name}嗎？', { name: '美玲' }, 'zh-Hant', '要停用美玲嗎？'],
    ['{name}：已傳送給 {to}', { name: 'Mei', to: 'Lin' }, 'zh-Hant', 'Mei：已傳送給 Lin'],
    ['Hello{name}', { name: 'Mei' }, 'en', 'HelloMei'],
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
