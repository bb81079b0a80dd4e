// What a host trips over while making shows and episodes.
import { writeFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { pixel, white } from './pictures'
import { drawn } from './stage'

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
  return ((await answer.json()) as { shows: { id: string; title: string; own: boolean; episodes: number }[] }).shows.filter((show) => show.own)
}

async function newShow(page: Page, title: string): Promise<string> {
  const answer = await page.request.post(`${gendu.url}/api/v1/shows`, { data: { title, language: 'en', translation: 'zh-Hant' } })
  return ((await answer.json()) as { id: string }).id
}

const html = '<p>EP. K1: A Small Page</p><p>The council met today, and it talked about the trees of the town. It was late when everybody went home.</p><p>Photo: somebody</p><p>Share this</p><p>-----</p><p>=====</p>'

test('what was typed for a new show survives Escape, Back and a reload, until it is dismissed', async ({ troubles }) => {
  const page = await studio(troubles, '/studio')
  const title = page.getByRole('dialog').getByRole('textbox', { name: 'Title' })
  const again = () => page.getByRole('button', { name: 'New show' }).click()
  await again()
  await title.fill('The walk home')
  for (const leave of [() => page.keyboard.press('Escape'), () => page.goBack(), () => page.reload()]) {
    await leave()
    await expect(title).toBeHidden()
    await again()
    await expect(title).toHaveValue('The walk home')
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await again()
  await expect(title).toHaveValue('')
  await page.context().close()
})

test('lines of one number are shown, and every line can be made something else', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${server.show}/new`)
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
  const page = await studio(troubles, `/studio/shows/${server.show}/new`)
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
  // What is read of the new text is shown without being asked for.
  await expect(preview(page).getByText('sentences 2')).toBeVisible()

  // A listener that fails: the page stays, and says it.
  await page.evaluate(() => setTimeout(() => Promise.reject(new RangeError('my diary'))))
  await expect(page.getByText('Something went wrong.')).toBeVisible()
  await expect.poll(() => reports.length).toBe(2)
  expect(troubles.splice(0).join(), 'it was not swallowed').toContain('my diary')
  await page.context().close()
})

test('nothing is made before something is given, and nothing that is typed is lost', async ({ troubles }) => {
  let page = await studio(troubles, '/studio')
  const context = page.context()
  const show = await newShow(page, 'Nothing yet')
  await page.goto(`/studio/shows/${show}`)
  await page.getByRole('button', { name: 'New episode' }).click()
  await expect(text(page)).toBeVisible()
  await text(page).fill('The council met today. It was late.')
  await expect(preview(page).getByText('sentences 2')).toBeVisible()
  const episodes = async () => (await made(page)).find(({ id }) => id === show)?.episodes
  expect(await episodes(), 'a page that was not kept makes nothing').toBe(0)
  // What was typed is nowhere but here: neither leaving nor a closed tab costs it.
  await page.getByRole('link', { name: 'Studio' }).first().click()
  await expect(page.getByRole('heading', { name: 'Studio' })).toBeVisible()
  await page.close({ runBeforeUnload: true })
  page = await context.newPage()
  await page.goto(`/studio/shows/${show}/new`)
  await expect(text(page)).toHaveValue('The council met today. It was late.')
  const restored = page.getByText('You typed this before, and it is not saved yet.')
  await expect(restored).toBeVisible()
  await page.getByRole('button', { name: 'Discard it' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard it' }).click()
  await expect(text(page)).toHaveValue('')
  await page.reload()
  await expect(text(page)).toHaveValue('')
  await text(page).fill('The council met today. It was late.')
  await expect(preview(page).getByText('sentences 2')).toBeVisible()
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('Saved. Its sentences are timed as soon as the audio is there.')).toBeVisible()
  await expect(page).toHaveURL(/\/studio\/episodes\//)
  expect(await episodes()).toBe(1)
  await expect(page.getByText('Being prepared'), 'nothing is being prepared without audio').toBeHidden()
  await page.reload()
  await expect(text(page)).toHaveValue('The council met today. It was late.')
  await expect(restored, 'what was saved is no draft').toBeHidden()
  await page.goto(`/studio/shows/${show}/new`)
  await expect(text(page), 'the next episode begins empty').toHaveValue('')
  await context.close()
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
  // A text with the name of a picture, and a picture that is cut: nothing is made.
  const create = dialog.getByRole('button', { name: 'Create' })
  for (const [bytes, says] of [[Buffer.from('no picture'), 'This is not a JPEG, PNG, GIF or WebP picture.'], [pixel.subarray(0, 20), 'This picture is damaged']] as const) {
    await cover.setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: bytes })
    await expect(dialog.getByText(says)).toBeVisible()
    await create.click()
    await expect(dialog.getByText(says)).toBeVisible()
    await expect(dialog.getByLabel('Title of the show'), 'what was typed stays').toHaveValue('Covered')
    expect((await made(page)).map(({ title }) => title)).not.toContain('Covered')
  }
  await cover.setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: white(4001, 4000) })
  await expect(dialog.getByText('more than 16 million pixels')).toBeVisible()
  // A picture that the server does not take.
  await page.route('**/cover', (route) => route.fulfill({ status: 503, json: { kind: 'unavailable', message: 'not now' } }))
  await cover.setInputFiles({ name: 'whole.png', mimeType: 'image/png', buffer: pixel })
  await expect(dialog.getByRole('img', { name: 'Cover as it will be shown' })).toBeVisible()
  await create.click()
  await expect(dialog.getByRole('alert')).toContainText('The show is created, but its cover is not saved')
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  expect((await made(page)).filter(({ title }) => title === 'Covered'), 'it was made once').toHaveLength(1)
  await dialog.getByRole('button', { name: 'Go on without it' }).click()
  await expect(page.getByRole('heading', { name: 'Covered' })).toBeVisible()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete the show' }).click()
  const question = page.getByRole('dialog', { name: 'Delete “Covered”?' })
  await expect(question).toContainText('It has no episodes.')
  await expect(question.getByRole('button', { name: 'Cancel' }), 'an Enter too many deletes nothing').toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete the show' }).click()
  await question.getByRole('button', { name: 'Delete the show' }).click()
  await expect(page).toHaveURL(/\/studio$/)
  await expect(page.getByText('Covered')).toBeHidden()
  // A page asks for the size that it shows.
  const shown = page.locator(`a[href="/studio/shows/${server.show}"] img`)
  expect((await page.request.put(`${gendu.url}/api/v1/shows/${server.show}/cover`, { data: white(600, 600), headers: { 'Content-Type': 'image/png' } })).status()).toBe(200)
  await page.reload()
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => [img.currentSrc.replace(/.*-/, ''), img.naturalWidth > 0])).toEqual(['128', true])
  expect((await made(page)).map(({ title }) => title)).not.toContain('Covered')
  await page.context().close()
})

test('a limit is said, a number that is taken is noticed, a changed title is offered', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${server.show}/new`)
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
  // What sets out before it is saved arrives behind its answer, and takes nothing back.
  let looked = () => {}
  let release = () => {}
  let arrived = () => {}
  const before = new Promise<void>((go) => (looked = go))
  const delivered = new Promise<void>((go) => (arrived = go))
  const held = new Promise<void>((go) => (release = go))
  await page.route('**/api/v1/events?*', async (route) => {
    const answer = await route.fetch()
    looked()
    await held
    await route.fulfill({ response: answer })
    arrived()
  }, { times: 1 })
  await page.route('**/api/v1/episodes/*', async (route) => {
    if (route.request().method() === 'PATCH') await before
    await route.fallback()
  })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K7 · My own title')
  release()
  await delivered
  await drawn(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K7 · My own title')
  await text(page).fill('EP. K7: A Corrected Title\n\nThe council met today, and it talked about the trees of the town. It was late.')
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('The page says something else:')).toBeVisible()
  // One step saves it, and leaves alone what else is typed.
  const translated = page.getByLabel('Title translated')
  await translated.fill('還沒存')
  await page.getByRole('button', { name: 'Use this title' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('K7 · A Corrected Title')
  await expect(title).toHaveValue('A Corrected Title')
  await expect(translated).toHaveValue('還沒存')
  const saved = async () => (await (await page.request.get(`${gendu.url}/api/v1/episodes/${page.url().split('/').at(-1)}`)).json()) as { episode: { title: string; titleTranslation: string } }
  expect((await saved()).episode).toMatchObject({ title: 'A Corrected Title', titleTranslation: '' })
  // Leaving with what is not saved is asked about.
  page.once('dialog', (asked) => void asked.dismiss())
  await page.getByRole('link', { name: 'Studio' }).first().click()
  await expect(translated).toHaveValue('還沒存')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(async () => (await saved()).episode.titleTranslation).toBe('還沒存')
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
  await page.goto(`/studio/shows/${server.show}/new`)
  await text(page).fill('The council met today. It was late.')
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('Revision 1 is saved. It comes into use once there is audio.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Revision 1 is saved. It comes into use once there is audio.')).toBeVisible()
  const answer = await page.request.post(`${gendu.url}/api/v1/shows/${server.show}/episodes`, { data: {} })
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
  await page.request.patch(`${api}/episodes/${server.episode}`, { data: { title: long, titleTranslation: long } })
  try {
    for (const path of ['/studio', `/studio/shows/${show}`, `/studio/episodes/${episode}`, `/studio/episodes/${server.episode}`, '/', `/shows/${server.show}`, `/episodes/${server.episode}`, `/episodes/${server.episode}/practice`, '/me']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 }).first(), path).toBeVisible()
      await page.waitForLoadState('networkidle')
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect.soft(wide, `${path} is wider than its window`).toBeLessThanOrEqual(0)
    }
  } finally {
    await page.request.patch(`${api}/episodes/${server.episode}`, { data: { title: 'The Quiet Return of the Night Train', titleTranslation: '夜行列車悄悄回歸' } })
    await page.request.delete(`${api}/shows/${show}`)
  }
  await page.context().close()
})

/** Deletes, by the menu of the page, what the question is about, after looking at the question. */
async function asksBeforeDeleting(page: Page, item: string, says: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
  const question = page.getByRole('dialog')
  await expect(question).toContainText(says)
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  // What cannot be taken back is not in the colour of what goes on.
  const colour = await question.getByRole('button', { name: /^Delete/ }).evaluate((node) => getComputedStyle(node).backgroundColor)
  const accent = await page.getByRole('link', { name: 'Studio' }).first().evaluate((node) => getComputedStyle(node).color)
  expect(colour, 'a deletion is no ordinary step').not.toBe(accent)
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
}

test('a deletion says what goes with it, and Enter alone deletes nothing', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${server.show}`)
  await asksBeforeDeleting(page, 'Delete the show', /With it go(es)? \d+ episodes? \(1 published\).*Learners no longer see.*They keep the recordings/)
  await page.goto(`/studio/episodes/${server.episode}`)
  await asksBeforeDeleting(page, 'Delete the episode', /Its audio, its page and its times are deleted.*They keep the recordings/)
  expect((await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)).status()).toBe(200)
  await page.context().close()
})

test('a text with the name of a sound makes no episode', async ({ troubles }) => {
  const page = await studio(troubles, '/studio')
  const show = await newShow(page, 'Silent')
  await page.goto(`/studio/shows/${show}/new`)
  await page.locator('input[type=file][accept*=audio]').setInputFiles({ name: 'notes.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('The council met today.') })
  await expect(page.getByText('notes.mp3 is not an audio file.')).toBeVisible()
  expect((await made(page)).find(({ id }) => id === show)?.episodes).toBe(0)
  await page.request.delete(`${gendu.url}/api/v1/shows/${show}`)
  await page.context().close()
})

test('the preview says that the text is in another language than the show', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${server.show}/new`)
  const doubt = preview(page).getByText('The text is not written in English, the language of this show.')
  await text(page).fill('議會今天開會，談了鎮上的樹。大家回家的時候已經很晚了。')
  await expect(doubt).toBeVisible()
  await text(page).fill('1\n00:00:01,000 --> 00:00:03,000\n議會今天開會。\n')
  await expect(preview(page).getByText('1 timed sentence')).toBeVisible()
  await expect(doubt).toBeVisible()
  await text(page).fill('The council met today. It was late.')
  await expect(preview(page).getByText('sentences 2')).toBeVisible()
  await expect(doubt).toBeHidden()
  await page.context().close()
})

test('a file with times waits for its audio, not for being timed', async ({ troubles }) => {
  const page = await studio(troubles, '/studio')
  const show = await newShow(page, 'Timed')
  await page.goto(`/studio/shows/${show}/new`)
  await text(page).fill('1\n00:00:01,000 --> 00:00:03,000\nThe council met today.\n')
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('Saved. 1 sentence; the time in the file is used as soon as the audio is there.')).toBeVisible()
  await expect(page.getByText('These sentences have the times of the file. They are used as soon as the audio is there.')).toBeVisible()
  await expect(page.getByText('are timed as soon as')).toBeHidden()
  await page.request.delete(`${gendu.url}/api/v1/shows/${show}`)
  await page.context().close()
})

test('publishing asks about what is not saved', async ({ troubles }) => {
  const page = await studio(troubles, '/studio')
  const publication = `${gendu.url}/api/v1/episodes/${server.episode}/publication`
  const episode = async () => (await (await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)).json()) as { revision: number; episode: { title: string; state: string } }
  await page.request.put(publication, { data: { published: false } })
  const before = await episode()
  await page.goto(`/studio/episodes/${server.episode}`)
  const publish = page.getByRole('button', { name: 'Publish', exact: true })
  const question = page.getByRole('dialog', { name: 'There are changes that are not saved' })

  const source = await text(page).inputValue()
  await text(page).fill(`${source}\n\nAnd this was the end of the line.`)
  await publish.click()
  await expect(question).toContainText(`Publishing now gives learners revision ${before.revision}, without your changes.`)
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  expect((await episode()).episode.state, 'a question that is closed publishes nothing').toBe('draft')
  await publish.click()
  await question.getByRole('button', { name: 'Save the page first' }).click()
  await expect(page.getByText('Publish the episode once its sentences are timed.')).toBeVisible()
  await expect(publish).toBeEnabled({ timeout: 60_000 })
  await expect.poll(async () => (await episode()).revision).toBe(before.revision + 1)
  expect((await episode()).episode.state).toBe('draft')

  const title = page.getByLabel('Title', { exact: true })
  await title.fill('The Night Train, Again')
  await publish.click()
  await expect(question).toContainText('You have changed the number or a title')
  await question.getByRole('button', { name: 'Save and publish' }).click()
  // The end of the page was not spoken: that is another question, or none.
  const doubted = page.getByRole('dialog', { name: 'Publish it all the same?' })
  await expect(doubted.or(page.getByText('Published. Learners see it now.')).first()).toBeVisible()
  if (await doubted.isVisible()) await doubted.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published. Learners see it now.')).toBeVisible()
  expect((await episode()).episode).toMatchObject({ title: 'The Night Train, Again', state: 'published' })

  // Without the changes: they stay in their field.
  await page.request.put(publication, { data: { published: false } })
  await page.reload()
  await text(page).fill(source)
  await publish.click()
  await question.getByRole('button', { name: 'Publish without the changes' }).click()
  await expect(doubted.or(page.getByText('Published. Learners see it now.')).first()).toBeVisible()
  if (await doubted.isVisible()) await doubted.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published. Learners see it now.')).toBeVisible()
  await expect(text(page)).toHaveValue(source)
  expect((await episode()).revision).toBe(before.revision + 1)
  await page.context().close()
})

test('what is typed and not saved is named among what is missing', async ({ troubles }) => {
  const page = await studio(troubles, `/studio/shows/${server.show}/new`)
  await expect(page.getByText('Still missing for publishing:')).toContainText('a title')
  await text(page).fill('The council met today. It was late.')
  await page.getByLabel('Title', { exact: true }).fill('Trees')
  await expect(page.getByText('Still missing for publishing:')).toContainText('the page: it is not saved yet; press “Use this page” · a title: it is not saved yet')
  await page.context().close()
})
