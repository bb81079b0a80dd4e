// What the practice page promises beyond its buttons: the microphone that is given
// back, the headset's keys, keys of one's own, swipes, Shadow, ranges, padding.
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer } from './server'
import { drawn, Learner, savedTakes, settingsSaved, settle, shortSentences, speaker, type Stage } from './stage'

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

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** What the page asks of the browser and what it does with it. */
interface Watched {
  tracks: MediaStreamTrack[]
  keys: Map<string, () => void>
  clips: number[]
}

/** A learner of their own with these settings; what the page asks of the browser is noted. */
async function learn(login: string, troubles: string[], settings: object, size = desk): Promise<Learner> {
  gendu.addUser(login, login, 'learner')
  const page = await open(browser, gendu, size, troubles)
  await page.addInitScript(() => {
    const watched: Watched = { tracks: [], keys: new Map(), clips: [] }
    ;(window as unknown as { watched: Watched }).watched = watched
    const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wish) => {
      const stream = await get(wish)
      watched.tracks.push(...stream.getTracks())
      return stream
    }
    const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession)
    navigator.mediaSession.setActionHandler = (action, run) => {
      if (run) watched.keys.set(action, () => run({ action }))
      else watched.keys.delete(action)
      set(action, run)
    }
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function () {
      const note = () => watched.clips.push(this.duration)
      if (this.duration > 0) note()
      else this.addEventListener('loadedmetadata', note, { once: true })
      return play.call(this)
    }
  })
  await enter(gendu, page.request, login)
  await settle(gendu, page.request, stage.episode, settings)
  const learner = new Learner(page, stage)
  await learner.goTo()
  return learner
}

const held = (page: Page) => page.evaluate(() => (window as unknown as { watched: Watched }).watched.tracks.some((t) => t.readyState === 'live'))
const headset = (page: Page, key: string) => page.evaluate((k) => (window as unknown as { watched: Watched }).watched.keys.get(k)?.(), key)
const playback = (page: Page) => page.evaluate(() => navigator.mediaSession.playbackState)

test('the microphone is given back: after 20 s without use, on pause, and when the page is hidden', async ({ troubles }) => {
  const { page } = await learn('release', troubles, {})
  const record = async () => {
    await page.keyboard.press('r')
    await expect(button(page, 'Stop recording')).toBeVisible()
    expect(await held(page)).toBe(true)
  }
  await record()
  await page.keyboard.press('Space')
  await expect.poll(() => held(page), { message: 'a pause gives it back' }).toBe(false)

  await record()
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  expect(await held(page), 'a hidden page does not listen').toBe(false)
  await expect(button(page, 'Stop recording')).toBeHidden()

  await page.evaluate(() => delete (document as unknown as { visibilityState?: string }).visibilityState)
  await record()
  await page.clock.install() // of the page's timers from here on
  await page.keyboard.press('r')
  await expect(button(page, 'Stop recording')).toBeHidden()
  await page.clock.runFor(15_000)
  expect(await held(page), 'it is kept for the next take').toBe(true)
  await page.clock.runFor(6000)
  expect(await held(page), 'it is given back').toBe(false)
})

test('the keys of a headset play, pause and go on, and a gap still counts as playing', async ({ troubles }) => {
  const learner = await learn('headset', troubles, { gap: 'fixed', gapMs: 5000 })
  const { page } = learner
  await headset(page, 'play')
  await expect(page.getByRole('main').getByText('Your turn', { exact: true })).toBeVisible()
  expect(await playback(page), 'not ended while it loops').toBe('playing')
  await headset(page, 'nexttrack')
  await expect(learner.sentence(1)).toBeVisible()
  await headset(page, 'previoustrack')
  await expect(learner.sentence(0)).toBeVisible()
  await headset(page, 'pause')
  await expect(button(page, 'Play')).toBeVisible()
  expect(await playback(page)).toBe('paused')
  const title = await page.evaluate(() => navigator.mediaSession.metadata?.title)
  expect(title).toBe(stage.cues[0]?.text)
})

test('a key of one’s own is kept, and is silent while typing', async ({ troubles }) => {
  const learner = await learn('rebinds', troubles, { gap: 'fixed', gapMs: 5000 })
  const { page } = learner
  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Change the key for: Play or pause' }).click()
  await page.keyboard.press('k')
  await expect(page.getByRole('button', { name: 'Change the key for: Play or pause' })).toHaveText('K')
  await page.keyboard.press('Escape')
  await expect(page.locator('dialog[open]')).toHaveCount(0)
  await page.keyboard.press('k')
  await expect(button(page, 'Pause')).toBeVisible()
  await page.keyboard.press('k')
  await expect(button(page, 'Play')).toBeVisible()

  await page.reload()
  await expect(learner.sentence(0)).toBeVisible()
  await page.keyboard.press('k')
  await expect(button(page, 'Pause')).toBeVisible()
  await page.keyboard.press('k')
  await learner.record()
  await expect(learner.takes).toHaveAccessibleName(/^(?:Take 1|Failed take)(?!.*not uploaded)/)
  await page.getByRole('button', { name: 'More for this take' }).click()
  await page.getByRole('menuitem', { name: 'Add a note' }).click()
  await page.getByRole('textbox').click()
  await page.keyboard.type('kk rr')
  await expect(page.getByRole('textbox')).toHaveValue('kk rr')
  await expect(button(page, 'Play')).toBeVisible()
  await expect(button(page, 'Stop recording')).toBeHidden()
})

test('Shadow records over the clip and says where in the take it began', async ({ troubles }) => {
  const learner = await learn('shadows', troubles, { mode: 'shadow', speed: 0.8, padBefore: 300, autoRecord: true, repeats: 1, autoAdvance: false })
  const { page } = learner
  const put = page.waitForRequest((r) => r.method() === 'PUT' && r.url().includes('/api/v1/takes/'))
  await page.keyboard.press('Space')
  await expect(page.getByRole('main').getByText('Speak along', { exact: true })).toBeVisible()
  await expect(learner.takes).toHaveCount(1)
  const query = new URL((await put).url()).searchParams
  expect([query.get('mode'), query.get('speed')]).toEqual(['shadow', '0.8'])
  // The recording is begun first; the clip follows within a moment, behind its padding.
  expect(Number(query.get('clipStartMs'))).toBeGreaterThan(-200)
  expect(Number(query.get('clipStartMs'))).toBeLessThan(2500)
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).map((t) => t.mode)).toEqual(['shadow'])
  const [take] = await savedTakes(gendu, page, stage)
  const cue = stage.cues[0]!
  expect(take!.durationMs, 'the whole clip and a little more').toBeGreaterThan((cue.endMs - cue.startMs) / 0.8)

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('I wear headphones when shadowing').uncheck()
  await page.keyboard.press('Escape')
  await learner.record()
  // A moment of a sentence may be judged as something else: such a take stands behind the others.
  await expect(learner.takes, 'it is one of two').toHaveCount(2)
  await expect(learner.takes.and(page.getByRole('button', { name: /Without headphones/ })), 'the one over loudspeakers is marked').toHaveCount(1)
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).map((t) => t.echoCancelled)).toEqual([false, true])
})

test('a setting that never reached the server is there after a reload, and goes out', async ({ troubles }) => {
  const learner = await learn('unsent', troubles, { speed: 1 })
  const { page } = learner
  const kept = async () => ((await (await page.request.get(`${gendu.url}/api/v1/me/settings/position:${stage.episode}`)).json()) as { value: { how: { speed: number } } }).value.how.speed
  // What the page sends at its very end passes by any route.
  await page.evaluate(() => {
    const { fetch } = window
    const lost = { puts: 0 }
    Object.assign(window, { lost })
    window.fetch = (what, how) => (how?.method === 'PUT' ? new Promise(() => lost.puts++) : fetch(what, how))
  })
  await page.keyboard.press(']')
  await expect(page.getByRole('button', { name: 'Speed: 1.05×' })).toBeVisible()
  await page.waitForFunction(() => (window as unknown as { lost: { puts: number } }).lost.puts > 0)
  expect(await kept(), 'nothing got through').toBe(1)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Speed: 1.05×' })).toBeVisible()
  await expect.poll(kept).toBe(1.05)
})

test('padding is heard, and never a neighbour', async ({ troubles }) => {
  const learner = await learn('pads', troubles, { padBefore: 0, padAfter: 0, gap: 'fixed', gapMs: 5000 })
  const { page } = learner
  const bare = stage.cues[1]!
  const clips = () => page.evaluate(() => (window as unknown as { watched: Watched }).watched.clips)
  await learner.next(1)
  const newest = async () => (await clips()).at(-1) ?? 0
  await expect.poll(newest, 'the cue and the silence behind it').toBeCloseTo((bare.endMs - bare.startMs + 150) / 1000, 2)
  await page.request.put(`${gendu.url}/api/v1/me/settings/practice`, { data: { value: { padBefore: 1000, padAfter: 1000 } } })
  await page.reload()
  await learner.goTo(1)
  await page.keyboard.press('ArrowUp')
  const room = { before: bare.startMs - stage.cues[0]!.endMs, after: stage.cues[2]!.startMs - bare.endMs }
  const padded = (bare.endMs - bare.startMs + Math.min(1000, room.before) + Math.min(1000, room.after) + 150) / 1000
  await expect.poll(newest).toBeCloseTo(padded, 2)
})

test('a drag over the strip chooses a range, which a reload keeps and another sentence ends', async ({ troubles }) => {
  const learner = await learn('ranges', troubles, { scope: 'paragraph', gap: 'fixed', gapMs: 5000 })
  const { page } = learner
  for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Wider' }).click()
  const strip = (await page.locator('.strip').first().boundingBox())!
  const total = stage.cues.at(-1)!.endMs
  await page.mouse.move(strip.x + 2, strip.y + 30)
  await page.mouse.down()
  await page.mouse.move(strip.x + strip.width * 0.3, strip.y + 30, { steps: 5 })
  await page.mouse.up()
  const off = page.getByRole('button', { name: /^Sentences 1–\d ✕$/ })
  await expect(off, `of ${total} ms`).toBeVisible()
  const name = (await off.textContent())!.trim()
  await page.goto(`/episodes/${stage.episode}/practice`)
  await expect(page.getByRole('button', { name })).toBeVisible()
  await page.getByRole('list', { name: 'The whole text' }).getByRole('button').last().click()
  await expect(learner.sentence(4)).toBeVisible()
  await expect(page.getByRole('button', { name })).toBeHidden()
  await settingsSaved(page)
  const kept = (await (await page.request.get(`${gendu.url}/api/v1/me/settings/practice`)).json()) as { value: { scope: string } }
  expect(kept.value.scope, 'the scope from before the range').toBe('paragraph')
})

test('copying a sentence gives its text', async ({ troubles }) => {
  const learner = await learn('copies', troubles, {})
  const { page } = learner
  const text = stage.cues[0]!.text
  const copied = await page.evaluate(() => {
    const p = document.querySelector('main p.text')!
    getSelection()!.selectAllChildren(p)
    return getSelection()!.toString()
  })
  expect(copied.trim()).toBe(text)
})

test('a swipe goes to the next sentence and back, and scrolling goes nowhere', async ({ troubles }) => {
  const learner = await learn('swipes', troubles, { gap: 'fixed', gapMs: 5000 }, phone)
  const { page } = learner
  const touch = await page.context().newCDPSession(page)
  await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true })
  const box = (await page.locator('main p.text').boundingBox())!
  const y = box.y + box.height / 2
  const swipe = async (from: number, to: number, up = 0, top = y) => {
    const at = (share: number) => [{ x: from + (to - from) * share, y: top - up * share }]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
    for (let i = 1; i <= 10; i++) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(i / 10) })
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  await swipe(320, 80)
  await expect(learner.sentence(1)).toBeVisible()
  await swipe(200, 190, 150) // what scrolls turns nothing
  await drawn(page)
  await expect(learner.sentence(1)).toBeVisible()
  await swipe(80, 320)
  await expect(learner.sentence(0)).toBeVisible()
  const strip = (await page.locator('.strip').first().boundingBox())!
  await swipe(180, 220, 0, strip.y + 30) // within one sentence: a hand that slipped
  await drawn(page)
  await expect(page.getByRole('button', { name: /^Sentences/ })).toHaveCount(0)
  await expect(button(page, 'Pause')).toBeVisible()
})

test('behind a dialog nothing goes on', async ({ troubles }) => {
  const learner = await learn('dialogs', troubles, { gap: 'fixed', gapMs: 5000 })
  const { page } = learner
  await page.keyboard.press('Space')
  await expect(button(page, 'Pause')).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button(page, 'Play')).toBeVisible()

  await learner.record()
  // What is in the menu of a take depends on whether the server has it.
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length).toBe(1)
  await page.keyboard.press('Space')
  await expect(button(page, 'Pause')).toBeVisible()
  await page.getByRole('button', { name: 'More for this take' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(page.getByRole('dialog')).toContainText('Delete this take?')
  await page.keyboard.press('Escape')
  await expect(button(page, 'Play'), 'nor behind a question').toBeVisible()
})

test('a microphone that goes away ends what needs it, and says so; what only plays goes on', async ({ troubles }) => {
  const { page } = await learn('unplugged', troubles, {})
  const unplug = () => page.evaluate(() => (window as unknown as { watched: Watched }).watched.tracks.forEach((t) => t.dispatchEvent(new Event('ended'))))
  await page.keyboard.press('r')
  await expect(button(page, 'Stop recording')).toBeVisible()
  await unplug()
  await expect(page.getByText('No microphone was found.')).toBeVisible()
  await expect(button(page, 'Stop recording')).toBeHidden()

  await page.keyboard.press('r')
  await expect(button(page, 'Stop recording')).toBeVisible()
  await page.keyboard.press('r')
  await page.keyboard.press('Space')
  await expect(button(page, 'Pause')).toBeVisible()
  await unplug()
  expect(await held(page)).toBe(false)
  await expect(button(page, 'Pause')).toBeVisible()
})

test('the one sentence about the microphone holds a loop, and does not end it', async ({ troubles }) => {
  const learner = await learn('explained', troubles, { repeats: 2, autoRecord: true, autoAdvance: false })
  const { page } = learner
  // A browser that was never asked; the journeys' own has the permission already.
  await page.addInitScript(() => {
    navigator.permissions.query = () => Promise.resolve({ state: 'prompt' } as PermissionStatus)
  })
  await page.reload()
  await expect(learner.sentence(0)).toBeVisible()
  await page.keyboard.press('Space')
  const dialog = page.getByRole('dialog', { name: 'Your browser will ask for the microphone' })
  await expect(dialog).toBeVisible()
  await dialog.getByRole('button', { name: 'Not now' }).click()
  await expect(dialog).toBeHidden()
  // The loop goes on with silent gaps, to its end; the next visit may ask again.
  await expect(button(page, 'Play')).toBeVisible()
  await page.reload()
  await expect(learner.sentence(0)).toBeVisible()
  await page.keyboard.press('Space')
  await expect(dialog).toBeVisible()
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(learner.takes, 'of both rounds, without another key').toHaveCount(2, { timeout: 60_000 })
  await expect(dialog).toBeHidden()

  await page.reload()
  await expect(learner.sentence(0)).toBeVisible()
  await page.keyboard.press('r')
  await expect(learner.takes, 'it is read once on a device').toHaveCount(3) // the recording ends by itself
  await expect(dialog).toBeHidden()
})
