// The server is killed while a host corrects a text. Nothing is lost, nothing is there twice,
// and nobody else is said to have saved.
import type { Browser, Page, Route } from '@playwright/test'
import { desk, expect, Gendu, launch, open, test } from './gendu'
import { enter, startServer, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

interface Line {
  readonly id: string
  readonly text: string
  readonly translation: string
  readonly startMs: number
  readonly endMs: number
}

interface Revision {
  readonly id: string
  readonly revision: number
  readonly createdAt: string
  readonly cues: readonly Line[]
}

const address = () => `${gendu.url}/api/v1/episodes/${server.episode}`
const said = ({ cues }: Revision) => cues.map(({ id, text, translation, startMs, endMs }) => ({ id, text, translation, startMs, endMs }))

/** The revisions from one on, the oldest first. */
async function revisions(page: Page, from = 1): Promise<Revision[]> {
  const newest = (await (await page.request.get(`${address()}/transcript`)).json()) as Revision
  const numbers = Array.from({ length: newest.revision - from + 1 }, (_, i) => from + i)
  return Promise.all(numbers.map(async (n) => (await (await page.request.get(`${address()}/revisions/${n}`)).json()) as Revision))
}

const text = (page: Page, n: number) => page.getByRole('textbox', { name: `Text of sentence ${n}`, exact: true })
const status = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words })
const unsaved = 'Not saved: the server cannot be reached.'
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible({ timeout: 60_000 })

async function editor(troubles: string[]): Promise<Page> {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/episodes/${server.episode}/edit`)
  await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
  return page
}

async function write(page: Page, n: number, words: string): Promise<void> {
  await page.keyboard.press('i')
  await expect(text(page, n)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
  await page.keyboard.press('Escape')
}

/** Writes in the first sentence, moves the end of the second one, merges the third with the fourth. */
async function first(page: Page, lines: number): Promise<void> {
  for (let i = 0; i < lines; i++) await page.keyboard.press('z')
  await expect(text(page, 1)).toBeVisible()
  await write(page, 1, ' Again.')
  await page.keyboard.press('x')
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await page.keyboard.press('x')
  await page.keyboard.press('m')
}

/** While nobody is there: writes in the sentence behind those. */
async function more(page: Page): Promise<void> {
  await page.keyboard.press('x')
  await write(page, 4, ' And more.')
  await expect(text(page, 4)).toHaveValue(/ And more\.$/)
  await expect(status(page, unsaved)).toBeVisible()
}

/** What all that makes of a text. */
function corrected(before: Revision) {
  const [one, two, three, four, five, ...rest] = said(before) as [Line, Line, Line, Line, Line]
  return [
    { ...one, text: `${one.text} Again.` },
    { ...two, endMs: two.endMs - 100 },
    { ...three, text: `${three.text} ${four.text}`, translation: `${three.translation}${four.translation}`, endMs: four.endMs },
    { ...five, text: `${five.text} And more.` },
    ...rest,
  ]
}

/** All is there, once; and undo, a step for each gesture, leads back to the text of before, its ids and its times. */
async function once(page: Page, before: Revision): Promise<void> {
  await saved(page)
  await expect(page.getByText('Somebody else saved another revision.')).toHaveCount(0)
  const made = await revisions(page, before.revision)
  expect(said(made.at(-1)!)).toEqual(corrected(before))
  for (const [i, now] of made.slice(1).entries()) {
    expect(said(now), `revision ${now.revision} is another one than that before it`).not.toEqual(said(made[i]!))
    expect(Date.parse(now.createdAt)).toBeGreaterThanOrEqual(Date.parse(made[i]!.createdAt))
  }
  for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z')
  await expect(text(page, 1)).toHaveValue(before.cues[0]!.text)
  await saved(page)
  await expect.poll(async () => said((await revisions(page, before.revision)).at(-1)!)).toEqual(said(before))
  await page.context().close()
}

/**
 * Reloads where nobody answers. Chromium's page of the error loads again by itself once somebody
 * does, at a moment of its own: the journey goes on in another tab.
 */
async function reloadInVain(page: Page, troubles: string[]): Promise<Page> {
  await expect(page.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/)
  const tab = await page.context().newPage()
  tab.on('pageerror', (e) => troubles.push(e.stack ?? String(e)))
  await page.close()
  return tab
}

/** The next save is met by the death of the server. */
async function killAtSave(page: Page, meet: (route: Route) => Promise<unknown>): Promise<void> {
  await page.route('**/api/v1/episodes/*/transcript', async (route) => {
    await meet(route)
    await gendu.kill()
    await route.abort('connectionfailed')
  }, { times: 1 })
}

test('what a killed server had stored and not answered is sent again, and made once', async ({ troubles }) => {
  const page = await editor(troubles)
  const before = (await revisions(page)).at(-1)!
  await killAtSave(page, (route) => route.fetch())
  await first(page, before.cues.length)
  await expect(status(page, unsaved)).toBeVisible({ timeout: 30_000 })
  await more(page)
  await gendu.start()
  await once(page, before)
})

test('what a killed server never had is sent when it is back; a page that is reloaded meanwhile has kept it', async ({ troubles }) => {
  const page = await editor(troubles)
  const before = (await revisions(page)).at(-1)!
  await killAtSave(page, () => Promise.resolve())
  await first(page, before.cues.length)
  await expect(status(page, unsaved)).toBeVisible({ timeout: 30_000 })
  await more(page)
  // Without its server the page does not come; what was written is kept in the browser.
  const tab = await reloadInVain(page, troubles)
  await gendu.start()
  await tab.goto(`/studio/episodes/${server.episode}/edit`)
  await expect(text(tab, 4)).toHaveValue(/ And more\.$/)
  await once(tab, before)
})

test('a page that is reloaded after a save without an answer knows its own revision', async ({ troubles }) => {
  const page = await editor(troubles)
  const before = (await revisions(page)).at(-1)!
  await killAtSave(page, (route) => route.fetch())
  await first(page, before.cues.length)
  await expect(status(page, unsaved)).toBeVisible({ timeout: 30_000 })
  await more(page)
  const tab = await reloadInVain(page, troubles)
  await gendu.start()
  await tab.goto(`/studio/episodes/${server.episode}/edit`)
  await expect(text(tab, 4)).toHaveValue(/ And more\.$/)
  await once(tab, before)
})

test('a server that is killed while it saves has everything once when it is back', async ({ troubles }) => {
  const page = await editor(troubles)
  const before = (await revisions(page)).at(-1)!
  const under = page.waitForRequest((r) => r.method() === 'PUT' && r.url().endsWith('/transcript'))
  await first(page, before.cues.length)
  await under
  await gendu.kill()
  await more(page)
  await gendu.start()
  await once(page, before)
})
