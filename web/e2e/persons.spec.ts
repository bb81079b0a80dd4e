// Two people at one browser: nobody sends, sees or changes what is the other's.
import type { Browser } from '@playwright/test'
import { expect, Gendu, launch, password, test } from './gendu'
import { enter, startServer } from './server'
import { arrived, learnAs, offline, sendings, settingsSent } from './lossless'
import { Learner, savedTakes, shortSentences, speaker, type Stage, waitingTakes } from './stage'

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

const learn = (login: string, name: string, troubles: string[]) => learnAs({ gendu, browser, stage }, login, name, troubles)

test('a second person on the same computer sends and sees nothing of the first', async ({ troubles }) => {
  const mei = await learn('mei', 'Mei', troubles)
  const { page } = mei
  await offline(page, true)
  await mei.record()
  await mei.record()
  await expect(mei.waiting).toHaveText('2')
  await offline(page, false)
  await page.route('**/api/v1/takes/**', (route) => route.abort()) // too weak for a recording
  // From a page that knows nothing of recordings, with a note that was typed and not saved.
  await page.goto('/library')
  const mine = await page.evaluate(async () => {
    const { user } = (await (await fetch('/api/v1/session')).json()) as { user: { id: string } }
    localStorage.setItem(`gendu:note:${user.id}:take`, 'typed and not saved')
    localStorage.setItem('gendu:theme', 'dark')
    await caches.open(`gendu:${user.id}`)
    return user.id
  })
  await page.getByRole('button', { name: 'Account of Mei' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  const warning = page.getByRole('dialog')
  await expect(warning).toContainText('2 recordings are not saved yet')
  await expect(warning).toContainText('A note, a correction or a rating')
  await warning.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByLabel('User name')).toBeVisible()
  const left = await page.evaluate(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await caches.keys())])
  expect(left.filter((key) => key.includes(mine)), 'nothing of hers is left').toEqual([])
  expect(left).toContain('gendu:theme')
  await page.unroute('**/api/v1/takes/**')

  const sent = sendings(page)
  gendu.addUser('bowen', 'Bo', 'learner')
  await page.getByLabel('User name').fill('bowen')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /^Good / })).toBeVisible()
  const bo = new Learner(page, stage)
  await bo.goTo()
  await expect(page.getByText('Your recordings of this sentence will be here.')).toBeVisible()
  await expect(bo.waiting).toHaveCount(0)
  await bo.record()
  await expect(bo.takes).toHaveAccessibleName(/^(?:Take 1|Failed take)(?!.*not uploaded)/)
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length).toBe(1)
  expect(sent).toHaveLength(1)
  expect(await waitingTakes(page), 'the first person’s are still here').toHaveLength(2)

  await enter(gendu, page.request, 'mei')
  await page.reload()
  await expect(mei.takes).toHaveCount(2)
  await arrived(page)
  await expect(mei.waiting).toHaveCount(0)
  expect(await savedTakes(gendu, page, stage)).toHaveLength(2)
})

test('a page of one person writes nothing into the account of another', async ({ troubles }) => {
  const ann = await learn('ann', 'Ann', troubles)
  const { page } = ann
  gendu.addUser('ben', 'Ben', 'learner')
  await enter(gendu, page.request, 'ben') // in another tab of the same browser
  const settings = settingsSent(page)
  await page.keyboard.press('ArrowRight')
  await expect(ann.sentence(1)).toBeVisible()
  await page.keyboard.press(']')
  await expect.poll(() => [...settings].sort()).toEqual([[`position:${stage.episode}`, 401], ['practice', 401], ['recent', 401]].sort())
  await ann.quiet()
  await ann.record()
  await expect(page.getByText('Takes wait in this browser until you are signed in again')).toBeVisible()
  const kept = async (key: string) => ((await (await page.request.get(`${gendu.url}/api/v1/me/settings/${key}`)).json()) as { value: object }).value
  for (const key of ['practice', `position:${stage.episode}`, 'recent']) expect(await kept(key), `Ben’s ${key}`).toEqual({})
  expect(await savedTakes(gendu, page, stage)).toEqual([])

  await enter(gendu, page.request, 'ann')
  await page.reload()
  await arrived(page)
  expect(await savedTakes(gendu, page, stage)).toHaveLength(1)
})
