// A whole round of practice: each sentence three times, faster each time, the
// microphone opening by itself.
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
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

interface Clip {
  from: number
  to: number
  rate: number
  /** "2 / 5": the sentence that the page showed while it sounded. */
  place: string
}

/** Notes when which clip sounds. */
async function listenIn(page: Page): Promise<() => Promise<Clip[]>> {
  await page.addInitScript(() => {
    const clips: Clip[] = []
    ;(window as unknown as { clips: Clip[] }).clips = clips
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function () {
      if (!this.src.startsWith('blob:')) return play.call(this)
      const clip: Clip = { from: Date.now(), to: 0, rate: this.playbackRate, place: '' }
      clips.push(clip)
      this.addEventListener(
        'pause',
        () => {
          clip.to = Date.now()
          clip.place = document.querySelector('.place')?.firstChild?.textContent ?? ''
        },
        { once: true },
      )
      return play.call(this)
    }
  })
  return () => page.evaluate(() => (window as unknown as { clips: Clip[] }).clips)
}

/** What sounds from sentence `first` on, counted from 0. */
const rounds = (cues: number, ladder: readonly number[], first = 0) =>
  Array.from({ length: cues - first }, (_, i) => ladder.map((rate) => ({ place: `${first + i + 1} / ${cues}`, rate }))).flat()

async function ladder(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByLabel('Speed from repeat to repeat').selectOption({ label: '0.8× → 1× → 1.2×' })
  await expect(dialog.getByRole('slider', { name: 'Repeats' })).toHaveAttribute('aria-valuetext', '×3')
}

const loops = [
  { size: phone, first: 3, tag: [] },
  { size: phone, first: 0, tag: '@long' },
  { size: desk, first: 0, tag: '@long' },
]
for (const { size, first, tag } of loops) test(`Repeat × 3 with the ladder and the microphone by itself, over ${5 - first} sentences, at ${size.width} px`, { tag }, async ({ troubles }) => {
  const login = `ladder${size.width}from${first}`
  gendu.addUser(login, login, 'learner')
  const page = await open(browser, gendu, size, troubles)
  const clips = await listenIn(page)
  await enter(gendu, page.request, login)
  const learner = new Learner(page, stage)
  await learner.goTo(first)
  await ladder(page)
  await page.keyboard.press('Escape')
  if (size === phone) await page.getByRole('button', { name: 'Auto-record', exact: true }).click()
  else await page.getByRole('checkbox', { name: 'Auto-record' }).check()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  // While the loop runs there is no Play, whether it plays, records or waits.
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 240_000 })

  const heard = await clips()
  expect(heard.map(({ place, rate }) => ({ place, rate }))).toEqual(rounds(5, [0.8, 1, 1.2], first))
  const wanted = stage.cues.slice(first).flatMap(({ id }) => [id, id, id])
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length, { message: 'all of them arrive' }).toBe(wanted.length)
  const takes = await savedTakes(gendu, page, stage)
  expect(new Set(takes.map((t) => t.id)).size).toBe(wanted.length)
  expect(takes.map((t) => t.cueId)).toEqual(wanted)
  for (const [i, take] of takes.entries()) {
    const begun = Date.parse(take.recordedAt)
    expect(begun, `take ${i + 1} begins behind its clip`).toBeGreaterThanOrEqual(heard[i]?.to ?? Infinity)
    // It fits between two clips. A busy browser tells of both late, which only widens the gap.
    const cue = stage.cues.find((c) => c.id === take.cueId)!
    const clip = heard[i]!
    const gap = (heard[i + 1]?.from ?? Infinity) - clip.from - (cue.endMs - cue.startMs) / clip.rate
    expect(take.durationMs - 200, `take ${i + 1} ends before the next clip`).toBeLessThanOrEqual(gap)
    expect(take.durationMs).toBeGreaterThan(3000) // a word and the silence that ends it
    expect(take.mode).toBe('repeat')
  }
  await page.reload()
  await expect(learner.takes, 'the last sentence has its three after a reload').toHaveCount(3)
})

test('at a desk, with a gap to speak in: shown, paused, skipped, and on by itself', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  const clips = await listenIn(page)
  gendu.addUser('desk', 'Desk', 'learner')
  await enter(gendu, page.request, 'desk')
  const learner = new Learner(page, stage)
  await learner.goTo()
  await ladder(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Space')
  const turn = page.getByRole('main').getByText('Your turn', { exact: true })
  await expect(turn).toBeVisible()
  await page.keyboard.press('Space')
  const left = page.locator('.count')
  const stood = await left.textContent()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  expect(await left.textContent(), 'a paused gap stands still').toBe(stood)
  await expect(page.getByRole('main').getByText('Paused', { exact: true }), 'and says so').toBeVisible()
  await expect(turn).toHaveCount(0)
  await page.keyboard.press('Space')
  for (let round = 1; round < 15; round++) {
    await expect(turn).toBeVisible()
    if (round !== 2) await page.keyboard.press('Enter') // the second gap runs to its end
    await expect.poll(async () => (await clips()).length, { message: `round ${round + 1} sounds` }).toBe(round + 1)
  }
  await expect(turn).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main').getByText('Done. Play goes through it once more.')).toBeVisible()
  expect((await clips()).map(({ place, rate }) => ({ place, rate }))).toEqual(rounds(5, [0.8, 1, 1.2]))
})
