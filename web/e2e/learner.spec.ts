// What trips a learner up on the practice page: no microphone, a low window, a slow line,
// a ladder that is cut short, takes that failed, a reload in the middle of a sentence.
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { giveTake, Learner, savedTakes, shortSentences, speaker, type Stage } from './stage'

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

async function learn(login: string, troubles: string[], size = phone): Promise<Learner> {
  gendu.addUser(login, login, 'learner')
  const page = await open(browser, gendu, size, troubles)
  await enter(gendu, page.request, login)
  return new Learner(page, stage)
}

const status = (page: Page) => page.locator('.status .word, .status .still')

test('without a microphone a loop that records goes on with silent gaps', async ({ troubles }) => {
  const learner = await learn('deaf', troubles)
  const { page } = learner
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'))
  })
  await learner.goTo()
  await page.getByRole('button', { name: 'Auto-record', exact: true }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  for (const round of ['2 of 3', '3 of 3']) {
    await expect(page.getByText('not recorded', { exact: true })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByText(round, { exact: true })).toBeVisible()
  }
  await expect(page.getByRole('alert').filter({ hasText: 'No microphone was found' })).toContainText('The loop goes on with silent gaps.')
})

for (const size of [{ width: 640, height: 400 }, { width: 900, height: 600 }]) test(`while recording, status, meter and waveform are in sight at ${size.width}×${size.height}`, async ({ troubles }) => {
  const learner = await learn(`low${size.width}`, troubles, size)
  const { page } = learner
  await learner.goTo()
  await page.getByRole('button', { name: 'Got it' }).click()
  await page.keyboard.press('r')
  // All of it at one moment: a recording ends by itself.
  const found = await page.waitForFunction(() => {
    if (!document.querySelector('.status.rec .meter')) return null
    const inSight = (node: Element) => {
      const { top, bottom, left, width, height } = node.getBoundingClientRect()
      const hit = document.elementFromPoint(left + width / 2, top + height / 2)
      return top >= 0 && bottom <= innerHeight + 1 && hit !== null && (node.contains(hit) || hit.contains(node))
    }
    const parts = { word: '.status .word', meter: '.status .meter', original: '.strip', mine: '.strip.mine', sentence: 'p.text' }
    const seen = Object.entries(parts).filter(([, where]) => inSight(document.querySelector(where)!))
    const bar = document.querySelector('.bar')!.getBoundingClientRect().height
    return { said: document.querySelector('.status .word')!.textContent, seen: seen.map(([name]) => name), share: bar / innerHeight }
  })
  const { said, seen, share } = (await found.jsonValue())!
  expect(said?.trim()).toBe('Speak')
  expect(seen).toEqual(['word', 'meter', 'original', 'mine', 'sentence'])
  expect(share, 'the player leaves the height to the sentence').toBeLessThan(0.2)
})

test('a ladder reaches its last rung with few repeats, and a key moves it as a whole', async ({ troubles }) => {
  const learner = await learn('rungs', troubles, desk)
  const { page } = learner
  await learner.goTo()
  const choose = async (button: RegExp, entry: RegExp) => {
    await page.getByRole('button', { name: button }).click()
    await page.getByRole('menuitemradio', { name: entry }).click()
  }
  // Speed, gap and repeats look alike, and each opens its own list.
  await choose(/^Repeats:/, /^×1$/)
  await choose(/^Speed:/, /^0.8× → 1× → 1.2×$/)
  await expect(page.getByRole('button', { name: 'Repeats: 3' }), 'a ladder is climbed whole').toBeVisible()
  await expect(page.getByRole('button', { name: 'Speed: 0.8 → 1 → 1.2×' })).toBeVisible()
  await choose(/^Gap:/, /^Gap 2.0 s$/)
  await page.getByRole('button', { name: /^Repeats:/ }).click()
  await expect(page.getByRole('menuitemradio', { name: /^×1 / })).toContainText('With 1 repeat only 1.2×')
  await page.keyboard.press('Escape')
  await choose(/^Repeats:/, /^×2 /)
  await expect(page.getByRole('button', { name: 'Speed: 0.8 → 1.2' })).toBeVisible()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(page.locator('.status')).toContainText('0.8×')
  await expect(page.locator('.status')).toContainText('1.2×')
  await page.keyboard.press('Space')
  await page.keyboard.press(']')
  await expect(page.getByRole('button', { name: 'Speed: 0.85 → 1.25' })).toBeVisible()
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog.getByLabel('Speed from repeat to repeat').locator('option:checked')).toHaveText('0.85× → 1.05× → 1.25×')
  await expect(dialog.getByText('With 2 repeats only 0.85× → 1.25×')).toBeVisible()
  await expect(dialog.getByRole('slider', { name: 'Speed' })).toHaveCount(0)
})

test('on a slow line the sentence is read first, and plays as soon as its sound is there', async ({ troubles }) => {
  const learner = await learn('slow', troubles)
  const { page } = learner
  await page.goto(`/episodes/${stage.episode}`)
  const practise = page.getByRole('link', { name: 'Practise', exact: true })
  await expect(practise).toBeVisible()
  const line = await page.context().newCDPSession(page)
  await line.send('Network.enable')
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 20_000, uploadThroughput: 20_000 })
  const ended: string[] = []
  page.on('requestfinished', (r) => ended.push(new URL(r.url()).pathname))
  await practise.click()
  await expect(page.getByRole('progressbar', { name: 'Loading' }).first()).toBeVisible()
  const sentence = page.getByText(stage.cues[0]!.text)
  await expect(page.locator('p.text').filter({ hasText: stage.cues[0]!.text })).toBeVisible({ timeout: 60_000 })
  const clip = (path: string) => path.includes('/clips/') || /clip/.test(path)
  expect(ended.filter(clip), 'the text does not wait for the sound').toEqual([])
  await expect(sentence.first()).toBeVisible()
  await expect(status(page)).toHaveText('Loading the sound…', { timeout: 60_000 })
  await expect(status(page)).toHaveText('Ready', { timeout: 60_000 })
  expect(ended.filter(clip), 'nothing was on the line beside the first sound').toHaveLength(1)
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(status(page)).toHaveText('Playing')
})

test('on a slow line with an empty cache something is seen before the app is there', async ({ troubles }) => {
  const { page } = await learn('white', troubles)
  const line = await page.context().newCDPSession(page)
  await line.send('Network.enable')
  await line.send('Network.setCacheDisabled', { cacheDisabled: true })
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 20_000, uploadThroughput: 20_000 })
  await page.goto('/', { waitUntil: 'commit' })
  await expect(page.locator('.splash').getByRole('progressbar', { name: 'Loading' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: /^Good / })).toBeVisible({ timeout: 60_000 })
  await expect(page.locator('.splash')).toHaveCount(0)
  const { painted, script } = await page.evaluate(() => ({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
    script: (performance.getEntriesByName((document.querySelector('script[type=module]') as HTMLScriptElement).src)[0] as PerformanceResourceTiming).responseEnd,
  }))
  expect(painted, 'it was painted before the script had arrived').toBeLessThan(script)
})

test('a take that failed is not counted and pushes no good one aside', async ({ troubles }) => {
  const learner = await learn('fails', troubles)
  const { page } = learner
  await giveTake(gendu, page.request, stage, 0)
  await giveTake(gendu, page.request, stage, 0, 'silence')
  const verdicts = async () =>
    ((await (await page.request.get(`${gendu.url}/api/v1/episodes/${stage.episode}/takes`)).json()) as { takes: { judged?: { verdict?: string } }[] }).takes.map((t) => t.judged?.verdict).sort()
  await expect.poll(verdicts, { timeout: 60_000 }).toEqual(['ok', 'silent'])
  await learner.goTo()
  await expect(learner.takes).toHaveCount(2)
  await expect(learner.takes.first()).toHaveAccessibleName(/^Take 1,/)
  await expect(learner.takes.first()).toHaveAttribute('aria-pressed', 'true')
  await expect(learner.takes.last()).toHaveAccessibleName(/^Failed take,/)
  await expect(page.getByText(/^Recording of .*: nothing was heard\.$/)).toBeVisible()
  // What is said of the good one is in sight, and a short sentence leaves no hole above its waveform.
  const advice = page.locator('.status .advice')
  await expect(advice).not.toBeEmpty()
  await expect(advice).toBeInViewport({ ratio: 1 })
  const [sentence, strip] = [await page.locator('main p.text').first().boundingBox(), await page.locator('.strip').first().boundingBox()]
  expect(strip!.y - sentence!.y - sentence!.height, 'from the sentence to its waveform').toBeLessThan(120)
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(learner.takes).toHaveCount(1)
  await expect(learner.takes).toHaveAccessibleName(/^Take 1,/)
  await expect.poll(verdicts).toEqual(['ok'])
})

test('failed takes are discarded together, and none of them is asked for any more', async ({ troubles }) => {
  const learner = await learn('fails-twice', troubles)
  const { page } = learner
  for (let i = 0; i < 2; i++) await giveTake(gendu, page.request, stage, 0, 'silence')
  const verdicts = async () => ((await (await page.request.get(`${gendu.url}/api/v1/episodes/${stage.episode}/takes`)).json()) as { takes: { judged?: { verdict?: string } }[] }).takes.map((t) => t.judged?.verdict)
  await expect.poll(verdicts, { timeout: 60_000 }).toEqual(['silent', 'silent'])
  await learner.goTo()
  await expect(learner.takes).toHaveCount(2)
  await page.waitForLoadState('networkidle')
  const missing: string[] = []
  page.on('response', (answer) => {
    if (answer.status() >= 400) missing.push(`${answer.status()} ${new URL(answer.url()).pathname}`)
  })
  await page.getByRole('button', { name: 'Discard these' }).click()
  await expect(learner.takes).toHaveCount(0)
  await expect.poll(verdicts).toEqual([])
  await page.waitForLoadState('networkidle')
  expect(missing).toEqual([])
})

test('a take that was cut off leaves the good one in hand', async ({ troubles }) => {
  const learner = await learn('cutgood', troubles)
  const { page } = learner
  await giveTake(gendu, page.request, stage, 0)
  await giveTake(gendu, page.request, stage, 0, 'cut')
  await learner.goTo()
  await expect(learner.takes).toHaveCount(2)
  await expect(learner.takes.first()).toHaveAccessibleName(/cut off/)
  await expect(learner.takes.first()).toHaveAttribute('aria-pressed', 'false')
  await expect(learner.takes.last()).toHaveAttribute('aria-pressed', 'true')
})

for (const size of [phone, desk]) test(`a reload in the middle of a recording keeps what was spoken, marked as cut, at ${size.width} px`, async ({ troubles }) => {
  const learner = await learn(`cut${size.width}`, troubles, size)
  const { page } = learner
  await learner.goTo()
  await page.keyboard.press('r')
  await expect(page.getByRole('button', { name: 'Stop recording' })).toBeVisible()
  await expect(page.locator('.status .hint')).toHaveText(/^[1-9]\.\d s$|hear you/) // a second of it was spoken
  await page.reload()
  await expect(learner.takes).toHaveCount(1)
  await expect(learner.takes).toHaveAccessibleName(/cut off/)
  await expect(page.getByText('Cut off: the page was left while you spoke.')).toBeVisible()
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length).toBe(1)
  const [take] = await savedTakes(gendu, page, stage)
  expect(take).toMatchObject({ cut: true, cueId: stage.cues[0]?.id })
  expect(take?.durationMs, 'no more than a moment of it is missing').toBeGreaterThan(700)
  await page.reload()
  await expect(learner.takes, 'it is one take, however often the page is loaded').toHaveCount(1)
})

test('a recording survives a page that dies without a word', async ({ troubles }) => {
  const learner = await learn('dies', troubles)
  const { page } = learner
  // No event of leaving reaches the page: as after a crash.
  await page.addInitScript(() => {
    for (const type of ['visibilitychange', 'pagehide']) for (const on of [window, document]) on.addEventListener(type, (e) => e.stopImmediatePropagation(), true)
  })
  await learner.goTo()
  await page.keyboard.press('r')
  await expect(page.getByRole('button', { name: 'Stop recording' })).toBeVisible()
  await expect(page.locator('.status .hint')).toHaveText(/^[1-9]\.\d s$|hear you/)
  const context = page.context()
  await page.close()
  const next = await context.newPage()
  const later = new Learner(next, stage)
  await later.goTo()
  await expect(later.takes).toHaveAccessibleName(/cut off/)
  await expect.poll(async () => (await savedTakes(gendu, next, stage)).length).toBe(1)
})

test('T covers the sentence in hand, the switch covers all', async ({ troubles }) => {
  const learner = await learn('covers', troubles, desk)
  const { page } = learner
  await learner.goTo()
  const shown = page.locator('main p.text')
  const covered = page.getByRole('main').getByRole('button', { name: 'Show the text' })
  await page.keyboard.press('t')
  await expect(covered).toBeVisible()
  await learner.next(1)
  await expect(shown, 'the next one is open').toBeVisible()
  await page.getByRole('button', { name: 'Cover all texts' }).click()
  await expect(covered).toBeVisible()
  await page.keyboard.press('t')
  await expect(shown, 'this one alone is uncovered').toBeVisible()
  await learner.next(2)
  await expect(covered).toBeVisible()
})

test('mode, speed and recording belong to their episode', async ({ troubles }) => {
  const learner = await learn('visits', troubles, desk)
  const { page } = learner
  await learner.goTo()
  const auto = page.getByRole('checkbox', { name: 'Auto-record' })
  const shadow = page.getByRole('button', { name: 'Shadow', exact: true })
  await shadow.click()
  await auto.check()
  await page.keyboard.press(']')
  await expect(page.getByRole('button', { name: 'Speed: 1.05×' })).toBeVisible()
  // In Shadow a play records at once: a move waits for it.
  await page.keyboard.press('ArrowRight')
  await expect(learner.sentence(1)).toBeVisible()
  await expect(page.locator('.still')).toContainText('Ready. Play records you while you speak along.')
  await page.getByRole('list', { name: 'The whole text' }).getByRole('button').nth(2).click()
  await expect(learner.sentence(2)).toBeVisible()
  await expect(page.locator('.still')).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => request.method() === 'GET' && request.url().endsWith('/me/settings/practice') && asked.push(request.url()))
  await page.getByRole('link', { name: 'Back to the episode' }).click()
  await expect(page.getByRole('link', { name: 'Practise' })).toBeVisible()
  expect(asked, 'the page that is left is not made once more').toEqual([])
  await page.goto(`/episodes/${server.episode}/practice`)
  await expect(page.getByRole('button', { name: 'Repeat', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(auto).not.toBeChecked()
  await expect(page.getByRole('button', { name: 'Speed: 1×' })).toBeVisible()
  await page.goto(`/episodes/${stage.episode}/practice`)
  await expect(shadow, 'the first one is as it was left').toHaveAttribute('aria-pressed', 'true')
  await expect(auto).toBeChecked()
  await expect(page.getByRole('button', { name: 'Speed: 1.05×' })).toBeVisible()
})

test('one tab plays at a time', async ({ troubles }) => {
  const first = await learn('tabs', troubles, desk)
  await first.goTo()
  await first.page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(first.page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  const second = new Learner(await first.page.context().newPage(), stage)
  await second.goTo()
  await second.page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(second.page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  await expect(first.page.getByRole('button', { name: 'Play', exact: true }), 'the other one fell silent').toBeVisible()
})

test('a first-time learner reads what the mode is, once', async ({ troubles }) => {
  const learner = await learn('first', troubles)
  const { page } = learner
  await learner.goTo()
  const hint = page.getByText(/^Repeat: each sentence plays, then there is a gap/)
  await expect(hint).toBeVisible()
  await page.getByRole('button', { name: 'Got it' }).click()
  await expect(hint).toHaveCount(0)
  const kept = async () => ((await (await page.request.get(`${gendu.url}/api/v1/me/settings/practice`)).json()) as { value: { seen?: string[] } }).value.seen
  await expect.poll(kept).toEqual(['modeRepeat'])
  await page.reload()
  await expect(learner.sentence(0)).toBeVisible()
  await expect(hint).toHaveCount(0)
  // However far a dialog is scrolled, its title is in sight.
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByRole('button', { name: 'Keys' }).scrollIntoViewIfNeeded()
  await expect(settings.getByRole('heading', { name: 'Settings' })).toBeInViewport({ ratio: 1 })
  await expect(settings.getByRole('button', { name: 'Close' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Mode:/ }).click()
  await expect(page.getByRole('menuitemradio', { name: 'Shadow' })).toContainText('You speak along while it plays')
})
