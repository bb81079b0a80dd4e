// What a host trips over while making shows and episodes.
import { writeFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, furnish, type House } from './house'

let gendu: Gendu
let house: House
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  house = await furnish(gendu, request)
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

async function studio(troubles: string[], path: string, viewport = desk): Promise<Page> {
  const page = await open(browser, gendu, viewport, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(path)
  return page
}

const text = (page: Page) => page.getByLabel('Page of the episode or a transcript file')
const preview = (page: Page) => page.getByRole('region', { name: 'How it is read' })

/** The shows and drafts of the host, as the server has them. */
async function made(page: Page): Promise<{ id: string; title: string; episodes: number }[]> {
  const answer = await page.request.get(`${gendu.url}/api/v1/shows`)
  return ((await answer.json()) as { id: string; title: string; own: boolean; episodes: number }[]).filter((show) => show.own)
}

async function newShow(page: Page, title: string): Promise<string> {
  const answer = await page.request.post(`${gendu.url}/api/v1/shows`, { data: { title, language: 'en', translation: 'zh-Hant' } })
  return ((await answer.json()) as { id: string }).id
}

const html = '<p>EP. K1: A Small Page</p><p>The council met today, and it talked about the trees of the town. It was late when everybody went home.</p><p>Photo: somebody</p><p>Share this</p><p>-----</p><p>=====</p>'

test('lines of one number are shown, and every line can be made something else', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${house.show}/new`)
  await text(page).fill(html)
  const read = preview(page)
  await expect(read.getByText('2 lines found no place')).toBeVisible()
  // Lines of signs alone are folded.
  const signs = read.getByText('2 lines of signs only')
  await expect(read.getByText('=====')).toBeHidden()
  await signs.click()
  await expect(read.getByText('=====')).toBeVisible()
  await read.getByText('Line by line').click()
  const line = read.getByRole('listitem').filter({ hasText: 'Photo: somebody' }).last()
  await line.getByRole('button').click()
  await page.getByRole('menuitemradio', { name: 'Highlight' }).click()
  await expect(read.getByText('1 line found no place')).toBeVisible()
  // A line that had a place, too.
  await read.getByRole('listitem').filter({ hasText: 'The council met' }).getByRole('button').click()
  await page.getByRole('menuitemradio', { name: 'Leave it out' }).click()
  await expect(read.getByText('sentences 0')).toBeVisible()
  await read.getByRole('listitem').filter({ hasText: 'The council met' }).getByRole('button').click()
  await page.getByRole('menuitem', { name: 'As it was read' }).click()
  await expect(read.getByText('sentences 2, highlights 1')).toBeVisible()
  await read.getByText('Sentences', { exact: true }).click()
  await expect(read.getByRole('listitem').filter({ hasText: 'It was late when everybody went home.' })).toContainText('not timed yet')
  await page.context().close()
})

test('what fails says so, is reported, and leaves the rest', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${house.show}/new`)
  const reports: unknown[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/faults')) reports.push(request.postDataJSON())
  })
  // A preview that no page of this app can show.
  await page.route('**/api/v1/notes/preview', (route) => route.fulfill({ json: { kind: 'page', page: {}, lines: null, sentences: [] } }))
  await text(page).fill('My diary. It is nobody’s business.')
  await expect(preview(page).getByRole('alert')).toContainText('Something went wrong.')
  await expect(text(page), 'the text is still there').toHaveValue(/My diary/)
  await expect.poll(() => reports.length).toBe(1)
  expect(reports[0]).toMatchObject({ page: 'StudioEpisode', name: 'TypeError' })
  expect(JSON.stringify(reports)).not.toContain('diary')
  await page.unroute('**/api/v1/notes/preview')
  await text(page).fill('The council met today. It was late.')
  await expect(preview(page).getByText('sentences 2'), 'the next preview is drawn by itself').toBeVisible()

  // A listener that fails: the page stays, and says it.
  await page.evaluate(() => setTimeout(() => Promise.reject(new RangeError('my diary'))))
  await expect(page.getByText('Something went wrong.')).toBeVisible()
  await expect.poll(() => reports.length).toBe(2)
  expect(troubles.splice(0).join(), 'it was not swallowed').toContain('my diary')
  await page.context().close()
})

test('nothing is made before something is given', async ({ troubles }) => {
  const page = await studio(troubles, '/studio')
  const show = await newShow(page, 'Nothing yet')
  await page.goto(`/studio/shows/${show}`)
  await page.getByRole('button', { name: 'New episode' }).click()
  await expect(text(page)).toBeVisible()
  await text(page).fill('The council met today. It was late.')
  await expect(preview(page).getByText('sentences 2')).toBeVisible()
  const episodes = async () => (await made(page)).find(({ id }) => id === show)?.episodes
  expect(await episodes(), 'a page that was not kept makes nothing').toBe(0)
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('Saved. Its sentences are timed as soon as the audio is there.')).toBeVisible()
  await expect(page).toHaveURL(/\/studio\/episodes\//)
  expect(await episodes()).toBe(1)
  await expect(page.getByText('Being prepared'), 'nothing is being prepared without audio').toBeHidden()
  await page.reload()
  await expect(text(page)).toHaveValue('The council met today. It was late.')
  await page.context().close()
})

test('a cover that fails leaves no riddle, and a show can be deleted', async ({ troubles }, info) => {
  const large = info.outputPath('large.png')
  writeFileSync(large, Buffer.alloc(6 << 20))
  const page = await studio(troubles, '/studio')
  await page.getByRole('button', { name: 'New show' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title of the show').fill('Covered')
  const cover = dialog.getByLabel('Cover')
  await cover.setInputFiles(large)
  await expect(dialog.getByText('The picture is larger than 5 MB.')).toBeVisible()
  await cover.setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(dialog.getByText('The picture is larger than 5 MB.')).toBeHidden()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The show is made, but its cover is not saved')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  expect((await made(page)).filter(({ title }) => title === 'Covered'), 'it was made once').toHaveLength(1)
  await dialog.getByRole('button', { name: 'Go on without it' }).click()
  await expect(page.getByRole('heading', { name: 'Covered' })).toBeVisible()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete the show' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the show' }).click()
  await expect(page).toHaveURL(/\/studio$/)
  await expect(page.getByText('Covered')).toBeHidden()
  expect((await made(page)).map(({ title }) => title)).not.toContain('Covered')
  await page.context().close()
})

test('a limit is said, a number that is taken is noticed, a changed title is offered', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${house.show}/new`)
  const number = page.getByLabel('Number', { exact: true })
  await number.fill('g001')
  await expect(page.getByText(/is also the number of “The Quiet Return/)).toBeVisible()
  const title = page.getByLabel('Title', { exact: true })
  await title.fill('x'.repeat(301))
  await expect(page.getByText('301 characters; at most 300 are possible.')).toBeVisible()
  await expect(title, 'nothing is cut').toHaveValue('x'.repeat(301))
  await title.fill('y'.repeat(290))
  await expect(page.getByText('290 of 300 characters')).toBeVisible()
  await number.fill('K7')
  await title.fill('My own title')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K7 · My own title')
  await text(page).fill('EP. K7: A Corrected Title\n\nThe council met today, and it talked about the trees of the town. It was late.')
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('The page says something else:')).toBeVisible()
  await page.getByRole('button', { name: 'Use this title' }).click()
  await expect(title).toHaveValue('A Corrected Title')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K7 · A Corrected Title')
  await expect(page.getByText('The page says something else:')).toBeHidden()
  await page.context().close()
})

test('a new episode asks for nothing that is not there', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  const missing: string[] = []
  page.on('response', (answer) => {
    if (answer.status() >= 400) missing.push(`${answer.status()} ${new URL(answer.url()).pathname}`)
  })
  await page.goto(`/studio/shows/${house.show}/new`)
  await text(page).fill('The council met today. It was late.')
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('Revision 1 is in use.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Revision 1 is in use.')).toBeVisible()
  const answer = await page.request.post(`${gendu.url}/api/v1/shows/${house.show}/episodes`, { data: {} })
  await page.goto(`/studio/episodes/${((await answer.json()) as { id: string }).id}`)
  await expect(text(page)).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(missing).toEqual([])
  // And no code stands in place of a language.
  await page.goto('/studio')
  await page.getByRole('button', { name: 'New show' }).click()
  const languages = await page.getByLabel('Language spoken').locator('option').allInnerTexts()
  expect(languages.filter((name) => /^[a-z-]{2,8}$/.test(name))).toEqual([])
  await page.context().close()
})

test('no page is wider than its window, whatever a title is', async ({ troubles }) => {
  const page = await studio(troubles, '/studio', phone)
  const long = 'Unbroken'.repeat(37).slice(0, 290)
  const show = await newShow(page, long.slice(0, 200))
  const api = `${gendu.url}/api/v1`
  const title = await page.request.post(`${api}/shows/${show}/episodes`, { data: { number: '9'.repeat(40), title: long } })
  const episode = ((await title.json()) as { id: string }).id
  const source = `1\n00:00:01,000 --> 00:00:03,000\n${long}\n`
  await page.request.post(`${api}/episodes/${episode}/transcripts`, { data: { source, sourceName: `${long.slice(0, 200)}.srt` } })
  await page.request.patch(`${api}/episodes/${house.episode}`, { data: { title: long, titleTranslation: long } })
  try {
    for (const path of ['/studio', `/studio/shows/${show}`, `/studio/episodes/${episode}`, `/studio/episodes/${house.episode}`, '/', `/shows/${house.show}`, `/episodes/${house.episode}`, `/episodes/${house.episode}/practice`, '/me']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 }).first(), path).toBeVisible()
      await page.waitForLoadState('networkidle')
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect.soft(wide, `${path} is wider than its window`).toBeLessThanOrEqual(0)
    }
  } finally {
    await page.request.patch(`${api}/episodes/${house.episode}`, { data: { title: 'The Quiet Return of the Night Train', titleTranslation: '夜行列車悄悄回歸' } })
    await page.request.delete(`${api}/shows/${show}`)
  }
  await page.context().close()
})
