// What lies over the practice page: dialogs, menus, forms in place, notices, the whole
// text. One rule for all: they take the focus, are wholly seen, and close one by one.
import type { Browser, Locator, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, send, type Server } from './server'
import { giveTake, Learner, savedTakes, shortSentences, speaker, type Stage } from './stage'

let gendu: Gendu
let server: Server
let stage: Stage
let code = ''
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  stage = await shortSentences(server, request)
  code = (await send(server, request, 1)).code
  await request.dispose()
  browser = await launch(speaker(gendu))
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

/** A learner of the class in front of the first sentence, with a take of it. */
async function withTake(login: string, troubles: string[], size = phone): Promise<Learner> {
  gendu.addUser(login, login, 'learner')
  const page = await open(browser, gendu, size, troubles)
  await enter(gendu, page.request, login)
  await page.request.post(`${gendu.url}/api/v1/classes/join`, { data: { code } })
  await giveTake(gendu, page.request, stage, 0)
  await page.goto(`/episodes/${stage.episode}`) // there is a page to go back to
  const learner = new Learner(page, stage)
  await page.getByRole('link', { name: 'Practise', exact: true }).click()
  await expect(learner.sentence(0)).toBeVisible()
  await expect(learner.takes).toHaveCount(1)
  return learner
}

const more = (page: Page) => page.getByRole('button', { name: 'More for this take' })

/** Nothing lies over it where its middle is, and all of it is within the window. */
async function seen(target: Locator): Promise<void> {
  await expect(target).toBeInViewport({ ratio: 1 })
  expect(await target.evaluate((node) => {
    const { left, top, width, height } = node.getBoundingClientRect()
    const hit = document.elementFromPoint(left + width / 2, top + height / 2)
    return hit !== null && (node === hit || node.contains(hit))
  }), 'nothing covers it').toBe(true)
}

for (const size of [phone, desk]) test(`a note takes what is typed, and no key of the page hears it, at ${size.width} px`, async ({ troubles }) => {
  const learner = await withTake(`note${size.width}`, troubles, size)
  const { page } = learner
  await more(page).click()
  await page.getByRole('menuitem', { name: 'Add a note' }).click()
  const note = page.getByRole('textbox', { name: 'Note' })
  await expect(note).toBeFocused()
  await expect(page.getByText('Note', { exact: true })).toBeVisible()
  await page.keyboard.type('r f t, later]')
  await expect(note).toHaveValue('r f t, later]')
  await expect(page.getByRole('button', { name: 'Stop recording' })).toHaveCount(0)
  await expect(learner.takes).toHaveCount(1)
  // Beside the form the keys do nothing either.
  await page.getByRole('button', { name: 'Cancel' }).focus()
  await page.keyboard.press('r')
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: 'Stop recording' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(note).toHaveCount(0)
  await expect(more(page)).toBeFocused()
  // A hand that slipped onto Escape or Back loses nothing, not even with a reload behind it.
  const unsaved = page.getByText('This note is not saved yet:')
  await expect(unsaved).toBeVisible()
  await page.reload()
  await expect(unsaved).toBeVisible()
  await page.getByRole('button', { name: 'Go on writing' }).click()
  await expect(note).toHaveValue('r f t, later]')
  await note.fill('r f t, later] and on')
  await page.goBack()
  await expect(note).toHaveCount(0)
  await expect(unsaved).toBeVisible()
  await expect(page.getByRole('main').getByText('r f t, later] and on')).toBeVisible()
  // Nor does a server that is not reached.
  await page.route('**/api/v1/takes/*', (route) => route.abort())
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(unsaved).toBeVisible()
  await page.unroute('**/api/v1/takes/*')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(unsaved).toHaveCount(0)
  await expect(page.getByRole('main').getByText('r f t, later] and on')).toBeVisible()
  expect((await savedTakes(gendu, page, stage))).toHaveLength(1)
})

for (const size of [phone, desk, { width: 640, height: 400 }]) test(`every entry of a take's menu is seen, and sending is in sight, at ${size.width} px`, async ({ troubles }) => {
  const learner = await withTake(`menu${size.width}`, troubles, size)
  const { page } = learner
  await more(page).click()
  const entries = page.getByRole('menuitem')
  await expect(entries).toHaveCount(3)
  for (const entry of await entries.all()) await seen(entry)
  await page.keyboard.press('Escape')
  await expect(entries).toHaveCount(0)
  const sending = page.getByRole('button', { name: 'Send to Teacher Chen (English 3B)' })
  await sending.scrollIntoViewIfNeeded()
  await seen(sending)
  await sending.click()
  await expect(page.getByText('Sent: English 3B')).toBeVisible()
  await page.getByRole('button', { name: 'Take back English 3B' }).click()
  await expect(sending).toBeVisible()
})

for (const size of [phone, desk]) test(`Back closes what is on top, one after the other, and then leaves, at ${size.width} px`, async ({ troubles }) => {
  const learner = await withTake(`back${size.width}`, troubles, size)
  const { page } = learner
  const practice = page.url()
  const here = async () => {
    expect(page.url()).toBe(practice)
    await expect(learner.sentence(0)).toBeVisible()
  }
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(dialog).toBeVisible()
  await page.goBack()
  await expect(dialog).toHaveCount(0)
  await here()
  await more(page).click()
  await page.goBack()
  await expect(page.getByRole('menu')).toHaveCount(0)
  await here()
  await more(page).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(dialog).toContainText('Delete this take?')
  await page.goBack()
  await expect(dialog).toHaveCount(0)
  await expect(learner.takes, 'Back is no yes').toHaveCount(1)
  await here()
  if (size === phone) {
    const text = page.getByRole('region', { name: 'The whole text' })
    await page.getByRole('button', { name: 'Text', exact: true }).click()
    await expect(text.locator('[aria-current]')).toBeFocused()
    await page.goBack()
    await expect(text).toHaveCount(0)
    await here()
  }
  await page.keyboard.press('?')
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await page.goBack()
  await expect(page.getByRole('link', { name: 'Practise', exact: true })).toBeVisible()
  expect(page.url(), 'one Back leaves, whatever was open before').toMatch(new RegExp(`/episodes/${stage.episode}$`))
})

for (const size of [phone, desk]) test(`Back and Escape end a recording and keep it, with the sentence in sight, at ${size.width} px`, async ({ troubles }) => {
  const learner = await withTake(`rec${size.width}`, troubles, size)
  const { page } = learner
  const practice = page.url()
  const stop = page.getByRole('button', { name: 'Stop recording' })
  for (const [n, leave] of [() => page.goBack(), () => page.keyboard.press('Escape')].entries()) {
    const down = () => page.locator('.scroll').evaluate((node) => (node.scrollTo(0, 9999), node.scrollTop))
    await expect.poll(down, { message: 'the figures are here, and read', timeout: 60_000 }).toBeGreaterThan(100)
    await page.keyboard.press('r')
    await expect(stop).toBeVisible()
    await expect(page.locator('.stage .text').first(), 'who speaks reads').toBeInViewport({ ratio: 1 })
    await expect(page.locator('.status .hint')).toHaveText(/^(0\.[6-9]|[1-9]\.\d) s$|hear you/)
    await leave()
    await expect(stop).toHaveCount(0)
    await expect(page.locator('.still').getByText('Recorded')).toBeVisible()
    await expect(learner.takes).toHaveCount(n + 2)
    expect(page.url()).toBe(practice)
  }
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).map((t) => t.cut)).toEqual([false, false, false])
  await page.goBack()
  await expect(page.getByRole('link', { name: 'Practise', exact: true })).toBeVisible()
})

for (const size of [phone, desk]) test(`a notice covers no control and can be put away, at ${size.width} px`, async ({ troubles }) => {
  const login = `notice${size.width}`
  gendu.addUser(login, login, 'learner')
  const page = await open(browser, gendu, size, troubles)
  await enter(gendu, page.request, login)
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  const learner = new Learner(page, stage)
  await learner.goTo()
  await page.keyboard.press('r')
  const notice = page.getByRole('alert').filter({ hasText: 'does not let this page use the microphone' })
  await expect(notice).toBeVisible()
  for (const name of ['Play', 'Record', 'Next sentence', 'Closer']) await seen(page.getByRole('button', { name, exact: true }))
  const box = (await notice.boundingBox())!
  const stageBox = (await page.locator('.scroll').boundingBox())!
  expect(box.y, 'it has a row of its own').toBeGreaterThanOrEqual(stageBox.y + stageBox.height - 1)
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await expect(notice).toHaveCount(0)
})
