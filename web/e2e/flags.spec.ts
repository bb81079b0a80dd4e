// A learner reports a sentence that starts too late; its host takes the proposal by one key,
// and the learner sees what became of it.
import type { Browser } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { giveTake, Learner, settle } from './stage'

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

test('a learner flags a late start, a host takes the shift by one key, and the learner sees thanks once', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await settle(gendu, page.request, server.episode, {})
  const [cue] = server.cues
  const before = cue!.startMs
  const take = await giveTake(gendu, page.request, server, 0)
  const api = `${gendu.url}/api/v1`
  expect((await page.request.put(`${api}/me/cards/${cue!.id}`, { data: { episodeId: server.episode, source: 'star' } })).ok()).toBe(true)
  const learner = new Learner(page, { episode: server.episode, cues: server.cues.map((c) => ({ ...c, text: '' })) })
  await learner.goTo()

  // What is written stays where it could not be sent.
  await page.getByRole('button', { name: 'Report what is wrong with this sentence' }).click()
  const dialog = page.getByRole('dialog', { name: 'What is wrong with this sentence?' })
  await dialog.getByRole('radio', { name: 'It starts or ends too early or too late' }).check()
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('Move the start or the end first.')
  for (let i = 0; i < 3; i++) await dialog.getByRole('button', { name: 'Start 0.05 s earlier' }).click()
  await expect(dialog.getByRole('group', { name: 'Start' })).toContainText('0.15 s earlier')
  await dialog.getByLabel(/^Note for the host/).fill('The first sound is missing.')
  await faultless(page, 'what is wrong with a sentence')
  await page.context().setOffline(true)
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(dialog.getByRole('alert')).toContainText('What you wrote is still here.')
  await page.context().setOffline(false)
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('Sent to the host. Thank you.')).toBeVisible()
  const mine = page.getByRole('button', { name: 'You reported this sentence. See or change that.' })
  await expect(mine).toBeVisible()

  // The host sees how many there are, goes there, and takes what is proposed.
  const host = await open(browser, gendu, desk, troubles)
  await enter(gendu, host.request, 'host')
  await host.goto(`/studio/shows/${server.show}`)
  await host.getByRole('link', { name: '1 report by a learner' }).click()
  const report = host.getByRole('region', { name: 'What learners report' })
  await expect(report).toContainText('1 learner: should start 150 ms earlier')
  await expect(report).toContainText('The first sound is missing.')
  await host.keyboard.press('x')
  await expect(report).toHaveCount(0)
  await host.keyboard.press('Shift+F')
  await expect(report).toBeVisible()
  await faultless(host, 'a flagged sentence in the editor')
  const starts = async () => ((await (await host.request.get(`${api}/episodes/${server.episode}`)).json()) as { cues: { startMs: number }[] }).cues[0]!.startMs
  const openFlags = async () => ((await (await host.request.get(`${api}/episodes/${server.episode}/flags`)).json()) as { flags: unknown[] }).flags.length
  await host.keyboard.press('y')
  await expect(report).toHaveCount(0)
  await expect.poll(starts).toBe(before - 150)
  await expect.poll(openFlags).toBe(0)

  // Undo opens it again.
  await host.keyboard.press('Control+z')
  await expect(report).toBeVisible()
  await expect.poll(openFlags).toBe(1)
  await host.keyboard.press('y')
  await expect.poll(starts).toBe(before - 150)
  await expect.poll(openFlags).toBe(0)

  // The learner sees the corrected sentence and the thanks, once; take and card are there.
  await page.reload()
  const thanks = page.getByText('You reported this sentence, and it was corrected. Thank you.')
  await expect(thanks).toBeVisible()
  await expect(page.getByRole('button', { name: 'Report what is wrong with this sentence' })).toBeVisible()
  await faultless(page, 'a sentence that was corrected')
  const seen = page.waitForResponse((answer) => answer.url().endsWith('/start/seen'))
  await page.getByRole('button', { name: 'Next sentence' }).click()
  expect((await seen).status()).toBe(204)
  await page.getByRole('button', { name: 'Previous sentence' }).click()
  await expect(thanks).toHaveCount(0)
  const takes = (await (await page.request.get(`${api}/episodes/${server.episode}/takes`)).json()) as { takes: { id: string; cueId: string }[] }
  expect(takes.takes.map((one) => [one.id, one.cueId])).toEqual([[take, cue!.id]])
  const cards = (await (await page.request.get(`${api}/episodes/${server.episode}/cards`)).json()) as { cueId: string }[]
  expect(cards.map((card) => card.cueId)).toEqual([cue!.id])

  // A report that is taken back is gone for the host too.
  await page.keyboard.press('Shift+F')
  await dialog.getByRole('radio', { name: 'The text is not what is said' }).check()
  await dialog.getByRole('button', { name: 'Send' }).click()
  await expect.poll(openFlags).toBe(1)
  await mine.click()
  await dialog.getByRole('button', { name: 'Take back' }).click()
  await expect(dialog.getByRole('button', { name: 'Take back' })).toHaveCount(0)
  await expect.poll(openFlags).toBe(0)
})
