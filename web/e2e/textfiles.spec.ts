// A host opens transcript files: of any encoding, as captions, with a second
// file of translations.
import type { Browser } from '@playwright/test'
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

const file = (name: string, bytes: Buffer) => ({ name, mimeType: 'text/plain', buffer: bytes })
const captions = '1\n00:00:01,000 --> 00:00:02,000\nThe council\n\n2\n00:00:02,000 --> 00:00:03,000\nmet today.\n\n3\n00:00:03,000 --> 00:00:02,000\nIt was late.\n'

test('the encoding is shown and can be changed', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/episodes/${server.episode}`)
  const text = page.getByLabel('Page of the episode or a transcript file')
  await expect(text).toBeVisible()
  await page.getByLabel('Open a file').setInputFiles(file('page.txt', Buffer.from('b36fac4fa440add3b4fab8d5a143'.repeat(3), 'hex')))
  await expect(text).toHaveValue('這是一個測試。這是一個測試。這是一個測試。')
  const encoding = page.getByLabel('Characters of the file')
  await expect(encoding.locator('option:checked')).toHaveText('As guessed (big5)')
  await encoding.selectOption('gb18030')
  await expect(text).not.toHaveValue(/這是/)
  await encoding.selectOption('big5')
  await expect(text).toHaveValue(/^這是一個測試/)
  // Once the text is edited, it is what counts.
  await text.fill('The council met today. It was late.')
  await expect(encoding).toBeHidden()
  await page.close()
})

test('captions become sentences with translations', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/episodes/${server.episode}`)
  await expect(page.getByLabel('Page of the episode or a transcript file')).toBeVisible()
  await page.getByLabel('Open a file').setInputFiles(file('a.srt', Buffer.from(captions)))
  await expect(page.getByText('3 timed sentences')).toBeVisible()
  await page.getByText('1 place was repaired').click()
  await expect(page.getByText('the cue ends 1000 ms before it begins')).toBeVisible()
  await page.getByLabel('Make whole sentences of the captions').check()
  await expect(page.getByText('2 timed sentences')).toBeVisible()
  await page.getByLabel('Add a file with the translation').setInputFiles(
    file('b.srt', Buffer.from('1\n00:00:01,000 --> 00:00:03,000\n議會今天開會。\n\n2\n00:50:00,000 --> 00:50:01,000\n音樂\n')))
  await expect(page.getByText('Translations from b.srt')).toBeVisible()
  await expect(page.getByText('2 places were repaired')).toBeVisible()
  await page.getByRole('button', { name: 'Use the corrected page' }).click()
  await expect(page.getByText('Saved. 2 sentences are in use with the times from the file.')).toBeVisible()
  const kept = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/episodes/${id}/transcript`)
    const { cues } = (await answer.json()) as { cues: { text: string; translation: string }[] }
    return cues.map((cue) => `${cue.text}=${cue.translation}`)
  }, server.episode)
  expect(kept).toEqual(['The council met today.=議會今天開會。', 'It was late.='])
  await page.close()
})
