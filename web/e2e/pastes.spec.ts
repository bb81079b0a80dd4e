// A host pastes pages as they really are: a dialogue, Mandarin with pinyin, a page that
// can be read in two ways, and one in another language than the show.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, repo, test } from './gendu'
import { enter, startServer, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const demo = join(repo, 'cmd', 'gendu', 'demo')
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
  // The same audio, told by two.
  const said = readFileSync(join(demo, 'notes.txt'), 'utf8')
    .replace('Ten years ago', 'Mei: Ten years ago')
    .replace('Passengers give', 'Tom: Passengers give')
    .replace('The comeback is still fragile. Sleeping', 'Mei: The comeback is still fragile. Sleeping')
    .replace('Ep.G001', 'Ep.G002')
  const notes = join(gendu.dir, 'told.txt')
  writeFileSync(notes, said)
  gendu.tool(['import', '--show', 'demo', '--owner', 'host', '--audio', join(demo, 'audio.mp3'), '--notes', notes, '--publish'])
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

const text = (page: Page) => page.getByLabel('Page of the episode or a transcript file')
const preview = (page: Page) => page.getByRole('region', { name: 'How it is read' })

async function studio(troubles: string[]): Promise<Page> {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/shows/${server.show}/new`)
  return page
}

const dialogue = "At the station\n\nMei: Hello, I'm Mei. I'm here with my\nbrother.\n\nBen: Hi! How long is the tunnel? Is it about:\na) 3 km\nb) 13 km\n\nMei: I'll say b) 13 km.\n"
const mandarin = '第3課：下雨\n\n今天下雨。我沒帶傘。\n\nJīntiān xià yǔ. Wǒ méi dài sǎn.\n\nIt rains today. I have no umbrella.\n'
const french = 'Le train qui part à neuf heures est celui que vous cherchez. Il était en retard lundi, et il y avait dans les wagons plus de gens que pendant des semaines. Tout le monde est monté avec nous.\n'
const story = [
  ['A small library in the old port stays open all night. Students and sailors share its long tables until sunrise.', '老港口的一座小圖書館通宵開放。學生和水手共用那幾張長桌,直到日出。'],
  ["The librarian sleeps in the afternoon and arrives at ten o'clock. She keeps a pot of ginger tea beside the books.", '館員下午睡覺,晚上十點才來上班。她總在書籍旁邊溫著一壺薑茶。'],
  ['Neighbours first feared that strangers would make noise. Instead they found the street brighter and the shop busier.', '鄰居起初擔心陌生人會吵鬧。結果他們發現街道更明亮,商店也更熱鬧。'],
] as const
const ambiguous = ['EP 3: A Library', story[0][0], story[1][1], story[1][0], story[2][1], story[2][0]].join('\n\n')

test('pages as they are: who speaks, how it is read, two ways to read, another language', async ({ troubles }) => {
  const page = await studio(troubles)
  const mandarinShow = (await (await page.request.post(`${gendu.url}/api/v1/shows`, { data: { title: '慢慢說', language: 'zh-Hant', translation: 'en' } })).json()) as { id: string }
  const read = preview(page)
  await page.goto(`/studio/shows/${mandarinShow.id}/new`)
  await text(page).fill(mandarin)
  await expect(read.getByText('Jīntiān xià yǔ. Wǒ méi dài sǎn.')).toBeVisible()
  await read.getByText('Sentences', { exact: true }).click()
  const first = read.getByRole('listitem').first()
  await expect(first).toContainText('今天下雨。')
  await expect(first).toContainText('Jīntiān xià yǔ.')
  await expect(first).toContainText('It rains today.')
  await text(page).fill('')

  await page.goto(`/studio/shows/${server.show}/new`)
  await text(page).fill(dialogue)
  await expect(read.getByText('Ben', { exact: true })).toBeVisible()
  await expect(read.getByText('Is it about: a) 3 km b) 13 km')).toBeVisible()
  await expect(read.getByText('found no place')).toBeHidden()

  await text(page).fill(french)
  await expect(read.getByText('The text seems to be in French, not in English, the language of this show.')).toBeVisible()

  await text(page).fill(ambiguous)
  await expect(read.getByText('seems to be in')).toBeHidden()
  const ways = read.getByRole('group', { name: 'This page can be read in two ways' })
  const original = ways.getByRole('button', { name: 'The original stands first' })
  const translation = ways.getByRole('button', { name: 'The translation stands first' })
  await expect(ways.getByRole('button', { pressed: true })).toHaveCount(1)
  await read.getByText('Sentences', { exact: true }).click()
  await translation.click()
  await expect(translation).toHaveAttribute('aria-pressed', 'true')
  const last = read.getByRole('listitem').last()
  await expect(last).toContainText('Instead they found the street brighter')
  await expect(last).toContainText('結果他們發現街道更明亮')
  await original.click()
  await expect(last).not.toContainText('結果他們發現街道更明亮')
  await translation.click()
  await expect(last).toContainText('結果他們發現街道更明亮')
  // The choice is kept with the page.
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page.getByText('Saved. Its sentences are timed as soon as the audio is there.')).toBeVisible()
  await page.reload()
  await expect(ways.getByRole('button', { pressed: true })).toContainText('The translation stands first')
  await page.context().close()
})

test('a text that replaces that of a file is not from the file', async ({ troubles }) => {
  const page = await studio(troubles)
  await page.getByLabel('Open a file').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from(dialogue) })
  const from = page.getByText('From the file notes.txt')
  await expect(text(page)).toHaveValue(/tunnel/)
  await expect(from).toBeVisible()
  await text(page).fill(dialogue.replace('13 km', '14 km'))
  await expect(from).toBeVisible()
  await text(page).fill('EP 1: Trees\n\nThe council met. It was late.\n')
  await expect(from).toBeHidden()
  await page.context().close()
})

test('who speaks stands above the sentence', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'learner')
  const { episodes } = (await (await page.request.get(`${gendu.url}/api/v1/shows/${server.show}`)).json()) as { episodes: { id: string; number: string }[] }
  const told = episodes.find((episode) => episode.number === 'G002')
  await page.goto(`/episodes/${told?.id}/practice`)
  await expect(page.getByRole('main').getByText('Mei', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Ten years ago, the night train', { exact: false }).first()).toBeVisible()
  await page.keyboard.press('p')
  await expect(page.getByText('Reading: pinyin, zhuyin, kana: shown for every sentence')).toBeAttached()
  await page.context().close()
})
