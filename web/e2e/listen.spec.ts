// Listening to a whole episode when its source does not hold what it promised.
import type { Page, Route } from '@playwright/test'
import { desk, expect, Gendu, launch, open, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { settle } from './stage'

let gendu: Gendu
let server: Server

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
})
test.afterAll(() => gendu?.dispose())

/** Which sources were asked for and answered with what; and the page, about to listen. */
async function listener(login: string, troubles: string[]): Promise<{ page: Page; asked: string[] }> {
  gendu.addUser(login, login, 'learner')
  const page = await open(await launch(), gendu, desk, troubles)
  await enter(gendu, page.request, login)
  await settle(gendu, page.request, server.episode, { mode: 'listen', speed: 2 })
  const asked: string[] = []
  page.on('response', (r) => {
    const name = new URL(r.url()).pathname.split('/').at(-1) ?? ''
    if (/^(listening\.m4a|practice\.wav)$/.test(name)) asked.push(`${name} ${r.status()}`)
  })
  await page.goto(`/episodes/${server.episode}/practice`)
  await expect(sentence(page)).toHaveText('1 / 9')
  return { page, asked }
}

/** The number of the sentence in hand. */
const sentence = (page: Page) => page.getByText(/^\d+ \/ 9$/)

test('an address that no longer holds is asked for again, and the sound goes on at its place', async ({ troubles }) => {
  const { page, asked } = await listener('late', troubles)
  let round = 0
  await page.route('**/listening.m4a', async (route: Route) => {
    round++
    if (round === 1) {
      // The beginning: what a player has read of an hour after a few minutes.
      const whole = await route.fetch({ headers: { ...route.request().headers(), range: 'bytes=0-99999' } })
      return route.fulfill({ response: whole })
    }
    if (round === 2) {
      await expect(sentence(page), 'what was there is heard').not.toHaveText('1 / 9')
      return route.fulfill({ status: 403 })
    }
    return route.continue()
  })
  await page.keyboard.press('Space')
  await expect.poll(() => asked.filter((a) => a.endsWith('403')).length).toBe(1)
  const before = Number((await sentence(page).textContent())!.split(' ')[0])
  expect(before, 'something was heard by then').toBeGreaterThan(1)
  await expect.poll(async () => Number((await sentence(page).textContent())!.split(' ')[0])).toBeGreaterThan(before)
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  expect(asked.slice(0, 2)).toEqual(['listening.m4a 206', 'listening.m4a 403'])
  expect(asked.slice(2).every((a) => a === 'listening.m4a 206'), asked.join(', ')).toBe(true)
  await page.context().browser()!.close()
})

test('a source that the browser refuses gives way to practice.wav', async ({ troubles }) => {
  const { page, asked } = await listener('refused', troubles)
  await page.route('**/listening.m4a', (route) => route.fulfill({ status: 200, contentType: 'audio/mp4', body: 'not what it says' }))
  await page.keyboard.press('Space')
  await expect(sentence(page)).toHaveText('2 / 9')
  expect(new Set(asked)).toEqual(new Set(['listening.m4a 200', 'practice.wav 206']))
  await page.context().browser()!.close()
})

test('a listener without a network reads why, and goes on where it stopped', async ({ troubles }) => {
  const { page } = await listener('offline', troubles)
  await page.route(/(listening\.m4a|practice\.wav)$/, (route) => route.abort())
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await expect(page.getByText('The sound could not be loaded. Check the connection, then try again.')).toBeVisible()
  await page.unroute(/(listening\.m4a|practice\.wav)$/)
  await page.keyboard.press('Space')
  await expect(sentence(page)).toHaveText('2 / 9')
  await page.context().browser()!.close()
})
