// A recording whose sound is lost on the server, while the page still has it.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer } from './server'
import { Learner, savedTakes, shortSentences, speaker, type Stage } from './stage'

let gendu: Gendu
let stage: Stage
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  stage = await shortSentences(await startServer(gendu, request), request)
  await request.dispose()
  browser = await launch(speaker(gendu))
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

test('a page offers to send a recording that the server has lost, and the server plays it again', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  const learner = new Learner(page, stage)
  await learner.goTo()
  await learner.record()
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length, { message: 'the recording is on the server' }).toBe(1)
  await expect(learner.waiting).toHaveCount(0)
  const [take] = await savedTakes(gendu, page, stage)
  const sound = () => page.request.get(`${gendu.url}${take?.audioUrl}`, { headers: { 'Cache-Control': 'no-cache' } })
  const before = await (await sound()).body()
  for (const path of readdirSync(join(gendu.dir, 'data', 'objects', 'takes'), { recursive: true, encoding: 'utf8' }))
    if (path.includes(take?.id ?? '-')) rmSync(join(gendu.dir, 'data', 'objects', 'takes', path))
  expect(await (await sound()).json()).toMatchObject({ kind: 'lost' })

  await page.getByRole('button', { name: 'Mine', exact: true }).click()
  const offer = page.getByRole('button', { name: 'Send it again' })
  await expect(offer, 'the page plays its own copy, and asks').toBeVisible()
  await expect(learner.takes).toHaveAccessibleName(/lost by the server/)
  await offer.click()
  await expect(offer).toHaveCount(0)
  await expect(learner.takes).not.toHaveAccessibleName(/lost by the server/)
  const after = await sound()
  expect(after.status()).toBe(200)
  expect((await after.body()).equals(before), 'the same bytes').toBe(true)
})
