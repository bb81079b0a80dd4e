// Every day: what is due is heard, said, seen and rated; an undo takes a rating back; the
// next day has the rest. A keyword is drilled.
import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { violations } from './faultless'
import { expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { savedTakes, shortSentences, speaker, type Stage } from './stage'

let gendu: Gendu
let server: Server
let stage: Stage
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  stage = await shortSentences(server, request)
  await request.dispose()
  browser = await launch(speaker(gendu))
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

async function faultless(page: Page, what: string): Promise<void> {
  expect(await violations(page), what).toEqual([])
}

/** A rating of so many days ago, as a device sends it that was offline meanwhile. */
async function rated(page: Page, cue: number, daysAgo: number): Promise<void> {
  const data = { cueId: stage.cues[cue]?.id, episodeId: stage.episode, rating: 'good', at: new Date(Date.now() - daysAgo * 86_400_000).toISOString() }
  expect((await page.request.put(`${gendu.url}/api/v1/me/ratings/${randomUUID()}`, { data })).status()).toBe(200)
}

test('a day: due and new sentences, an undo, and it is done; by keyboard alone', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Choose an episode to begin with' })).toBeVisible()
  await expect(page.getByRole('link', { name: /2 episodes/ })).toBeVisible()

  await page.request.patch(`${gendu.url}/api/v1/me/recall`, { data: { episodeId: stage.episode, newPerDay: 1 } })
  await rated(page, 1, 3)
  await page.goto('/')
  const start = page.getByRole('link', { name: /^Start, about/ })
  await expect(start).toContainText('1 sentence to say again')
  await expect(start).toContainText('1 new sentence')
  await start.focus()
  await page.keyboard.press('Enter')

  // The text is hidden until it was said; the recording ends by itself.
  const text = (cue: number) => page.getByText(stage.cues[cue]?.text ?? '', { exact: true })
  await expect(page.locator('main').getByText('Now you')).toBeVisible({ timeout: 30_000 })
  await expect(text(1)).toHaveCount(0)
  await expect(text(1)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Mine' })).toBeVisible()
  await faultless(page, 'recall')
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).map((t) => t.cueId)).toEqual([stage.cues[1]?.id])

  await page.keyboard.press('1')
  await expect(page.getByText('2 of 2')).toHaveCount(0) // it comes back, and does not count as done
  await page.keyboard.press('u')
  await expect(text(1)).toBeVisible()
  await page.keyboard.press('3')
  await expect(page.getByText('2 of 2')).toBeVisible()
  await expect(text(0)).toHaveCount(0)
  await page.keyboard.press('Space')
  await expect(text(0)).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByText('2 sentences said.')).toBeVisible()

  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'Done for today' })).toBeVisible()
  await expect(page.getByText(/^[12] of your 5 days this week$/)).toBeVisible()
  const cards = (await (await page.request.get(`${gendu.url}/api/v1/episodes/${stage.episode}/cards`)).json()) as { cueId: string; reps: number; lapses: number }[]
  expect(cards.map((c) => [c.cueId, c.reps, c.lapses])).toEqual([
    [stage.cues[1]?.id, 2, 0],
    [stage.cues[0]?.id, 1, 0],
  ])

  // A star makes a sentence a card; pressed again, it is none.
  await page.goto(`/episodes/${stage.episode}/practice?cue=${stage.cues[2]?.id}`)
  const star = page.getByRole('button', { name: 'Star: bring this sentence back under Today' })
  const ids = async () => ((await (await page.request.get(`${gendu.url}/api/v1/episodes/${stage.episode}/cards`)).json()) as { cueId: string }[]).map((c) => c.cueId)
  await expect(star).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('s')
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(ids).toContain(stage.cues[2]?.id)
  await faultless(page, 'a starred sentence')
  await page.reload()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('s')
  await expect(star).toHaveAttribute('aria-pressed', 'false')
  await expect.poll(ids).not.toContain(stage.cues[2]?.id)
})

test('without a microphone and without a network a card goes on, and its rating arrives later', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'))
  })
  gendu.addUser('ben', 'Ben', 'learner')
  await enter(gendu, page.request, 'ben')
  await rated(page, 2, 5)
  const reps = async () => ((await (await page.request.get(`${gendu.url}/api/v1/episodes/${stage.episode}/cards`)).json()) as { reps: number }[]).map((c) => c.reps)
  const mode = async () => ((await (await page.request.get(`${gendu.url}/api/v1/me/recall`)).json()) as { settings: { mode: string } }).settings.mode
  const start = page.getByRole('link', { name: /^Start, about/ })

  // Hands-free goes on by itself, and is held at the text. Nothing is scheduled.
  await page.goto('/')
  await page.getByLabel('How to repeat').selectOption('Hands-free')
  await expect.poll(mode).toBe('hands_free')
  // The page itself waits for the button: it is there for seconds only.
  const held = page.evaluate(
    () =>
      new Promise<void>((done) => {
        new MutationObserver((_, o) => {
          const hold = [...document.querySelectorAll('button')].find((b) => b.textContent?.trim() === 'Hold')
          if (!hold) return
          o.disconnect()
          hold.click()
          done()
        }).observe(document.body, { subtree: true, childList: true })
      }),
  )
  await start.click()
  await held
  await expect(page.getByRole('button', { name: 'Next' })).toBeVisible()
  await expect(page.locator('main').getByText(stage.cues[2]?.text ?? '', { exact: true })).toBeVisible()
  await faultless(page, 'hands-free')
  await page.keyboard.press('Space')
  await expect(page.getByText('1 sentence said.')).toBeVisible()
  await expect(page.getByText('Nothing was scheduled: what is due stays due.')).toBeVisible()
  expect(await reps()).toEqual([1])

  // What was heard counts, once it is asked for.
  await page.goto('/progress')
  await expect(page.getByRole('heading', { name: 'Weeks' })).toBeVisible()
  const heard = async () => ((await (await page.request.get(`${gendu.url}/api/v1/me/progress`)).json()) as { days: { heardMs: number }[] }).days.reduce((n, d) => n + d.heardMs, 0)
  await expect.poll(heard).toBeGreaterThan(500)

  await page.goto('/')
  await page.getByLabel('How to repeat').selectOption('I rate each sentence')
  await expect.poll(mode).toBe('rated')
  await start.click()
  await expect(page.getByText('The microphone cannot be used. Say it aloud all the same.')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Show the text' }).click()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Hard/ }).click()
  await expect(page.getByText('1 sentence said.')).toBeVisible()
  await page.context().setOffline(false)
  await expect.poll(reps, { timeout: 30_000 }).toEqual([2])
})

test('a word is drilled by keyboard, recorded and saved, and stands under Me', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  gendu.addUser('cho', 'Cho', 'learner')
  await enter(gendu, page.request, 'cho')
  await page.goto(`/episodes/${server.episode}`)
  const opener = page.getByRole('button', { name: 'Drill this word: Emissions' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const drill = page.getByRole('dialog', { name: 'Emissions' })
  await expect(drill.getByRole('list', { name: 'Steps of the drill' }).getByRole('button')).toHaveText(['Emissions', 'sions', 'mis·sions', 'Emissions', 'The example'])
  await expect(drill.getByRole('button', { name: 'Start' })).toBeFocused()
  await page.keyboard.press('Space')

  // It would go on by itself, part by part; R goes to the whole word, whose recording ends with the voice.
  await page.keyboard.press('r')
  await expect(drill.getByText('Saved. It is under Me.')).toBeVisible()
  await faultless(page, 'a drill with a recording')
  const { takes } = (await (await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}/takes`)).json()) as { takes: { subject: string; cueText: string }[] }
  expect(takes.map((t) => [t.subject, t.cueText])).toEqual([['keyword', 'Emissions']])
  await page.keyboard.press('Escape')
  await expect(opener).toBeFocused()

  await page.goto('/me')
  await expect(page.getByRole('heading', { level: 3 })).toHaveText('Emissions Keyword')
  await page.getByRole('button', { name: 'More for the recording of “Emissions”' }).click()
  await page.getByRole('menuitem', { name: 'Drill this word' }).click()
  await expect(drill.getByRole('button', { name: 'Mine' })).toBeVisible()
})
