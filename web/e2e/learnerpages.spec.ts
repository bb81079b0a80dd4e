// A learner's own pages: the recordings, the class, and an episode to listen to.
import type { Browser } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { faultless } from './faultless'
import { enter, startServer, send, type Server } from './server'
import { giveTake } from './stage'

let gendu: Gendu
let server: Server
let classId = ''
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  classId = (await send(server, request, 2)).classId
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

test('recordings stand by episode and sentence, and can be filtered', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/me')
  const sentences = page.getByRole('heading', { level: 3 })
  await expect(sentences).toHaveCount(2)
  await expect(page.getByRole('heading', { level: 2 })).toContainText('The Quiet Return of the Night Train')
  const star = page.getByRole('button', { name: 'Favourite', exact: true })
  await star.first().click()
  await expect(star.first()).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('radio', { name: 'Favourites' }).check()
  await expect(sentences).toHaveCount(1)
  await page.getByRole('radio', { name: 'Sent' }).check()
  await expect(sentences).toHaveCount(2)
  await page.getByRole('radio', { name: 'Answered' }).check()
  await expect(page.getByText('No answers yet')).toBeVisible()
  // A take without the sentence in it is marked, as on the practice page.
  await giveTake(gendu, page.request, { episode: server.episode, cues: server.cues.map((c) => ({ ...c, text: '' })) }, 0, 'silence')
  await expect(async () => {
    await page.reload()
    await expect(page.getByText('Failed: nothing was heard')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 60_000 })
})

test('progress: a day shows its sentences, by keyboard too', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/')
  await page.getByRole('link', { name: 'Progress' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Progress' })).toBeVisible()
  const today = page.locator('[aria-current=date]')
  await expect(today).toHaveAccessibleName(/spoken/)
  await today.focus()
  await page.keyboard.press('Enter')
  await expect(today).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('heading', { level: 2, name: /The Quiet Return/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Favourite', exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: /nothing$/ }).last().click()
  await expect(page.getByText('Nothing is to be said again on this day so far.')).toBeVisible()
  await faultless(page, 'progress')
  // It is one of the pages under Me, and leads to the others.
  await expect(page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current=page]')).toHaveText('Me')
  const own = page.getByRole('navigation', { name: 'Me' })
  await expect(own.locator('[aria-current=page]')).toHaveText('Progress')
  await own.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeVisible()
})

test('what is typed in the settings is not lost by the way', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/me?tab=settings')
  const name = page.getByLabel('Name', { exact: true })
  await name.fill('Mei the second')
  await page.getByRole('link', { name: 'Recordings' }).click()
  await expect(name).toBeHidden()
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(name).toHaveValue('Mei the second')
  let asked = ''
  page.once('dialog', (d) => {
    asked = d.message()
    void d.dismiss()
  })
  await page.getByRole('link', { name: 'Library' }).click()
  expect(asked).toBe('What you typed is not saved. Leave anyway?')
  await expect(name).toHaveValue('Mei the second')
})

test('new sentences: how many a day, and of which episode', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto(`/episodes/${server.episode}`)
  const here = page.getByRole('button', { name: 'Learn its sentences day by day' })
  await expect(here).toHaveAttribute('aria-pressed', 'false')
  await here.press('Enter')
  await expect(here).toHaveAttribute('aria-pressed', 'true')
  await page.goto('/me?tab=settings')
  await expect(page.getByText('They come from G001 The Quiet Return of the Night Train.')).toBeVisible()
  const perDay = page.getByLabel('New sentences a day')
  await expect(perDay).toHaveValue('5')
  await perDay.selectOption('10')
  const kept = async () => ((await (await page.request.get(`${gendu.url}/api/v1/me/today`)).json()) as { settings: { newPerDay: number } }).settings.newPerDay
  await expect.poll(kept).toBe(10)
  await page.getByRole('button', { name: 'Take the episode that I practised last' }).click()
  await expect(page.getByText('They come from the episode that you practised last.')).toBeVisible()
  await page.reload()
  await expect(perDay).toHaveValue('10')
  await faultless(page, 'settings of Recall')
})

test('a class shows its learner what was sent', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/classes')
  await page.getByRole('link', { name: /English 3B/ }).click()
  await expect(page).toHaveURL(new RegExp(`/classes/${classId}$`))
  await expect(page.getByRole('heading', { name: 'English 3B' })).toBeVisible()
  await expect(page.getByRole('heading', { name: /Sent, waiting for an answer/ })).toBeVisible()
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(2)
})

test('an episode is heard as a whole, from any moment', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto(`/episodes/${server.episode}`)
  const bar = page.getByRole('slider', { name: 'Listen to the whole episode' })
  await bar.fill('12000')
  await page.getByRole('button', { name: 'Play: The Quiet Return of the Night Train' }).click()
  await expect(page.getByRole('button', { name: 'Pause: The Quiet Return of the Night Train' })).toBeVisible()
  await expect.poll(async () => Number(await bar.inputValue()), { message: 'it goes on from there' }).toBeGreaterThan(12_000)
})

test('the language is in the account menu', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/')
  await page.getByRole('button', { name: 'Account of Mei' }).click()
  await expect(page.getByRole('group', { name: 'Appearance' }).getByRole('menuitemradio')).toHaveCount(3)
  await page.getByRole('group', { name: 'Language' }).getByRole('menuitemradio', { name: '繁體中文' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant')
  await page.reload()
  await expect(page.locator('html'), 'it is kept with the account').toHaveAttribute('lang', 'zh-Hant')
})
