// What a host sees of how an episode is practised, from the page of a learner on.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { Learner, settle } from './stage'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  for (let i = 1; i <= 4; i++) {
    gendu.addUser(`pupil${i}`, `Pupil ${i}`, 'learner')
    await enter(gendu, request, `pupil${i}`)
    await practises(request, i)
  }
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

/** As a page sends it: each hears the first three sentences, the third one most, and half of them stop at the second. */
async function practises(request: APIRequestContext, n: number): Promise<void> {
  const plays = [2, 3, 9]
  const sentences = server.cues.slice(0, 3).map((cue, i) => ({ cueId: cue.id, plays: plays[i], skips: i === 0 && n < 3 ? 1 : 0, ms: 60_000 }))
  if (n % 2) sentences.push(...sentences.splice(1, 1)) // the last one is where they are
  const answer = await request.put(`${gendu.local}/api/v1/episodes/${server.episode}/practised/${randomUUID()}`, { data: { beganAt: new Date().toISOString(), sentences } })
  expect(answer.status()).toBe(204)
}

async function numbers(page: Page): Promise<{ enough: boolean }> {
  return (await (await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}/numbers`)).json()) as { enough: boolean }
}

test('numbers show from the fifth learner on, the worst sentence first, and open in a spreadsheet', async ({ troubles }) => {
  const host = await open(browser, gendu, phone, troubles)
  await enter(gendu, host.request, 'host')
  await host.goto(`/studio/episodes/${server.episode}`)
  await host.getByRole('link', { name: 'Numbers' }).click()
  await expect(host.getByRole('heading', { name: 'Not enough learners yet' })).toBeVisible()
  await faultless(host, 'numbers of four learners')

  // The fifth one practises on the page: a sentence is heard, and one is skipped.
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'learner')
  await settle(gendu, page.request, server.episode, {})
  const learner = new Learner(page, { episode: server.episode, cues: server.cues.map((c) => ({ ...c, text: '' })) })
  await learner.goTo()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(page.getByRole('main').getByText('Playing', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Next sentence' }).click()
  await page.goto('/library')
  await expect.poll(() => numbers(host).then((n) => n.enough)).toBe(true)

  await host.reload()
  const table = host.getByRole('region', { name: 'Sentences' })
  await expect(table.getByText('No sentence has this figure yet')).toBeVisible() // nobody has recorded anything
  await expect(host.getByRole('region', { name: 'Where people stop' }).getByRole('listitem').nth(1)).toContainText('60%')
  await table.getByRole('radio', { name: 'Skipped' }).check()
  // Two of four pupils, and the learner of the page, skipped the first one; of the third only four heard anything.
  await expect(table.getByRole('row').nth(1)).toContainText('60%')
  await expect(table.getByRole('row').nth(3)).toContainText('too few learners')
  await table.getByRole('radio', { name: 'Heard most' }).check()
  await expect(table.getByRole('row').nth(1)).toContainText('times')
  await faultless(host, 'numbers of five learners')

  const loading = host.waitForEvent('download')
  await host.getByRole('button', { name: 'Sentences as CSV' }).click()
  const file = await loading
  expect(file.suggestedFilename()).toMatch(/\.csv$/)
  const text = readFileSync(await file.path(), 'utf8')
  expect(text.startsWith('\uFEFFNo.,Sentence,')).toBe(true)
  expect(text.split('\r\n')).toHaveLength(server.cues.length + 2)
  expect(text).toContain(',60,')
})
