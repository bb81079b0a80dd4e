// Every page in every language: no key in place of words, no hole in a
// sentence, no English left over.
import type { Browser, Page } from '@playwright/test'
import en from '../src/lib/i18n/en'
import hans from '../src/lib/i18n/zh-Hans'
import hant from '../src/lib/i18n/zh-Hant'
import compareEn from '../src/practice/comparison/en'
import compareHans from '../src/practice/comparison/zh-Hans'
import compareHant from '../src/practice/comparison/zh-Hant'
import practiceEn from '../src/practice/i18n/en'
import practiceHans from '../src/practice/i18n/zh-Hans'
import practiceHant from '../src/practice/i18n/zh-Hant'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, send, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await send(server, request, 1)
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

type Words = Record<string, unknown>
const dictionaries: Record<string, Words> = {
  'zh-Hant': { ...compareHant, ...hant, ...practiceHant },
  'zh-Hans': { ...compareHans, ...hans, ...practiceHans },
  en: { ...compareEn, ...en, ...practiceEn },
}

/** What a reader or a screen reader gets: each text by itself. */
function texts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>()
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement?.checkVisibility() && !node.parentElement.closest('textarea, script')) found.add(node.textContent?.trim() ?? '')
    }
    for (const node of document.querySelectorAll('[aria-label], [title], [placeholder], [aria-valuetext]'))
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) found.add(node.getAttribute(name)?.trim() ?? '')
    found.add(document.title)
    found.delete('')
    return [...found]
  })
}

for (const [language, words] of Object.entries(dictionaries)) {
  // The dictionaries are compared key by key; one language walks every page in `make test`.
  test(`every page speaks ${language}`, { tag: language === 'zh-Hant' ? [] : ['@long'] }, async ({ troubles }) => {
    const keys = new Set(Object.keys(words).filter((key) => /[a-z][A-Z]/.test(key)))
    const english = dictionaries['en'] ?? {}
    const foreign = new Set(Object.keys(words).flatMap((key) => (typeof english[key] === 'string' && english[key] !== words[key] ? [english[key]] : [])))
    for (const [login, size, paths] of [
      ['learner', phone, ['/', `/shows/${server.show}`, `/episodes/${server.episode}`, `/episodes/${server.episode}/practice`, '/me', '/me?tab=settings', '/classes', '/nowhere']],
      ['teacher', desk, ['/classes', '/review', `/episodes/${server.episode}/practice`]],
      ['host', desk, ['/studio', `/studio/shows/${server.show}`, `/studio/episodes/${server.episode}`]],
      ['admin', phone, ['/admin']],
    ] as const) {
      const page = await open(browser, gendu, size, troubles)
      await enter(gendu, page.request, login)
      expect((await page.request.patch(`${gendu.url}/api/v1/me`, { data: { locale: language } })).ok()).toBe(true)
      for (const path of paths) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await page.waitForLoadState('domcontentloaded')
        await expect(page.locator('html')).toHaveAttribute('lang', language)
        await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
        const faults = (await texts(page)).filter((text) => keys.has(text) || /\{\w+\}|\bundefined\b|\bNaN\b|\[object/.test(text) || (language !== 'en' && foreign.has(text)))
        expect.soft(faults, `${path} as ${login} in ${language}`).toEqual([])
      }
      if (login === 'learner') {
        await page.goto(`/episodes/${server.episode}/practice`)
        for (const name of ['settings', 'keys'] as const) {
          if (name === 'settings') await page.getByRole('button', { name: String(words['settings']), exact: true }).click()
          else await page.getByRole('dialog').getByRole('button', { name: String(words['keys']), exact: true }).click()
          await expect(page.getByRole('dialog', { name: String(words[name]) })).toBeVisible()
          const faults = (await texts(page)).filter((text) => keys.has(text) || /\{\w+\}/.test(text) || (language !== 'en' && foreign.has(text)))
          expect.soft(faults, `${name} in ${language}`).toEqual([])
        }
      }
      await page.context().close()
    }
  })
}
