// The practice page by keyboard alone, by a click while it plays, and before axe.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { sideways, violations } from './faultless'
import { desk, expect, Gendu, launch, open, phone, second, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { settingsSaved, settle, spoken } from './stage'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  // The learner says what the episode says: its second sentence, over and over.
  const page = (await (await request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)).json()) as { audio: { clip: string } }
  const cue = server.cues[1]!
  const clip = page.audio.clip.replace('{from}', String(cue.startMs)).replace('{to}', String(cue.endMs))
  const microphone = join(gendu.dir, 'voice.wav')
  writeFileSync(microphone, await (await request.get(gendu.url + clip)).body())
  await request.dispose()
  browser = await launch(microphone)
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

/** A learner of their own in front of the first sentence. */
async function learner(viewport: typeof desk, troubles: string[], login: string, settings: object): Promise<Page> {
  const page = await open(browser, gendu, viewport, troubles)
  gendu.addUser(login, login, 'learner')
  await enter(gendu, page.request, login)
  await settle(gendu, page.request, server.episode, settings)
  await page.goto(`/episodes/${server.episode}/practice?cue=${server.cues[0]!.id}`)
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  return page
}

// What is said aloud stands outside of main a second time.
const shown = (page: Page, text: string) => page.getByRole('main').getByText(text, { exact: true })
const takes = (page: Page) => page.getByRole('list', { name: 'Takes, newest first' }).getByRole('button')

/** One take with the key and nothing else. */
async function record(page: Page): Promise<void> {
  const before = await takes(page).count()
  await page.keyboard.press('r')
  await spoken(page, 1000, before)
  await expect(shown(page, 'Speak')).toBeHidden()
}

test('a take is heard, marked, kept and deleted by keyboard alone', async ({ troubles }) => {
  const page = await learner(desk, troubles, 'keys', { repeats: 1 })
  await record(page)
  await expect(takes(page)).toHaveCount(1)
  await expect(takes(page).first()).not.toHaveAccessibleName(/not uploaded/)
  for (const [key, said] of [['b', 'Your take'], ['a', 'The original'], ['Shift+C', 'Both: original left, you right']] as const) {
    await page.keyboard.press(key)
    await expect(shown(page, said)).toBeVisible()
  }
  await page.keyboard.press('Space')
  await page.keyboard.press('f')
  await expect(takes(page).first()).toHaveAccessibleName(/Favourite/)
  await page.keyboard.press('ArrowRight')
  await expect(shown(page, `2 / ${server.cues.length}`)).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Space')
  await settingsSaved(page) // with the place, which is kept a while after the last move
  await page.reload()
  await expect(takes(page).first()).toHaveAccessibleName(/Favourite/)

  await page.getByRole('button', { name: 'More for this take' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('Delete this take?')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(takes(page)).toHaveCount(0)
  await page.reload()
  await expect(shown(page, 'Your recordings of this sentence will be here.')).toBeVisible()
  await page.context().close()
})

test('a click while listening seeks and plays on', async ({ troubles }) => {
  const page = await learner(desk, troubles, 'seeks', { mode: 'listen', scope: 'all' })
  // How many seconds have sounded since the last seek.
  await page.addInitScript(() => {
    let from = 0
    let audio: HTMLMediaElement | undefined
    ;(window as unknown as { heard: () => number }).heard = () => (audio && !audio.seeking ? audio.currentTime - from : 0)
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function () {
      if (audio !== this) this.addEventListener('seeked', () => (from = this.currentTime))
      audio = this
      return play.call(this)
    }
  })
  await page.reload()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(shown(page, 'Playing')).toBeVisible()
  for (const i of [4, 2, 6]) {
    const cue = page.getByRole('list', { name: 'The whole text' }).getByRole('button').nth(i)
    await cue.click()
    await expect(cue).toHaveAttribute('aria-current', 'true')
    // Sound goes on from there: a late event of the play before would have stopped it.
    await expect.poll(() => page.evaluate(() => (window as unknown as { heard: () => number }).heard())).toBeGreaterThan(0.5)
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  }
  await page.context().close()
})

test('after the mouse the keys are the page’s', async ({ troubles }) => {
  const page = await learner(desk, troubles, 'mouse', { repeats: 1 })
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await page.getByRole('button', { name: 'Settings' }).click()
  await settings.getByRole('button', { name: 'Close' }).click()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  await expect(settings).toBeHidden()
  await page.keyboard.press('Space')
  await page.getByText('Auto-record', { exact: true }).click()
  const auto = page.getByRole('checkbox', { name: 'Auto-record' })
  await expect(auto).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(shown(page, `2 / ${server.cues.length}`)).toBeVisible()
  await page.keyboard.press('Space')
  await expect(auto).toBeChecked()
  await page.context().close()
})

test('a key is changed only when it is asked for', async ({ troubles }) => {
  const page = await learner(desk, troubles, 'rebinds', { keys: { skip: ['q'] } })
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  for (const key of ['Enter', 'Space']) {
    await page.keyboard.press('?')
    await expect(dialog).toBeVisible()
    await page.keyboard.press(key)
    await expect(page.locator('dialog .sheet')).toHaveCount(0) // not only hidden: the page knows
  }
  await page.keyboard.press('?')
  await expect(dialog.getByRole('button', { name: 'Reset all keys' })).toBeVisible()
  const favourite = dialog.getByRole('button', { name: 'Change the key for: Favourite' })
  await favourite.click()
  for (const key of ['Tab', 'Shift+Tab', 'F2', 'AltGraph']) await page.keyboard.press(key)
  await expect(favourite).toHaveText('Press a key…')
  await page.keyboard.press('l')
  await expect(favourite).toHaveText('L')
  await expect(dialog.getByRole('status')).toHaveText('L no longer does: Endless repeats on or off')
  await page.context().close()
})

test('a range is chosen without a drag, and a covered text is read to nobody', async ({ troubles }) => {
  const page = await learner(desk, troubles, 'ranges', { repeats: 1 })
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Settings' })
  await settings.getByLabel('From sentence').selectOption('2')
  await settings.getByLabel('To sentence').selectOption('4')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Sentences 2–4 ✕' })).toBeVisible()
  const rows = page.getByRole('list', { name: 'The whole text' }).getByRole('button')
  await page.keyboard.press('Shift+T')
  await expect(rows.first()).toHaveAccessibleName(/^Sentence 1, covered/)
  await page.keyboard.press('Shift+T')
  await expect(rows.first()).not.toHaveAccessibleName(/covered/)
  await page.getByRole('main').locator('p.translation').click()
  await expect(page.getByRole('main').getByRole('button', { name: 'Show the translation' })).toBeVisible()
  await page.context().close()
})

type Axe = (what: string) => Promise<void>

/** axe finds nothing, and nothing scrolls sideways. */
function axe(page: Page): Axe {
  return async (what) => {
    expect(await violations(page), what).toEqual([])
    expect(await sideways(page), `${what} scrolls sideways`).toEqual([])
  }
}

for (const [name, size, scheme] of [['phone, dark', phone, 'dark'], ['desk, light', desk, 'light']] as const) {
  test(`axe finds nothing in any state: ${name}`, second(size), async ({ troubles }) => {
    const page = await learner(size, troubles, `axe-${size.width}`, { repeats: 1 })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    const faultless = axe(page)
    await faultless('at rest')
    await page.keyboard.press('Space')
    await expect(shown(page, 'Your turn')).toBeVisible()
    await faultless('in a gap')
    await record(page)
    await faultless('with a take')
    await page.keyboard.press('r')
    await expect(shown(page, 'Speak')).toBeVisible()
    await faultless('recording')
    await page.keyboard.press('r')
    await page.keyboard.press('t')
    await page.keyboard.press('y')
    await faultless('covered')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    await faultless('keys')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Settings' }).click()
    await faultless('settings')
    await page.keyboard.press('Escape')
    if (size === phone) {
      await page.getByRole('button', { name: 'Text', exact: true }).click()
      await faultless('the whole text')
      await page.keyboard.press('Escape')
    }
    await page.context().close()
  })
}

/** A microphone whose permission, silence and loudness are in our hands. */
async function pliantMicrophone(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const mic = { open: Promise.resolve(), gain: 1, turn: (_: number) => undefined as void }
    ;(window as unknown as { mic: typeof mic }).mic = mic
    const get = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wish) => {
      await mic.open
      const context = new AudioContext()
      const gain = context.createGain()
      gain.gain.value = mic.gain
      mic.turn = (by) => void (gain.gain.value = by)
      const out = context.createMediaStreamDestination()
      context.createMediaStreamSource(await get(wish)).connect(gain).connect(out)
      return out.stream
    }
  })
}

/** Now, and of a microphone that is opened later. */
const gain = (page: Page, by: number) =>
  page.evaluate((g) => {
    const { mic } = window as unknown as { mic: { gain: number; turn: (by: number) => void } }
    mic.gain = g
    mic.turn(g)
  }, by)

for (const [size, scheme] of [[phone, 'light'], [desk, 'dark']] as const) {
  test(`axe finds nothing where something is wrong: ${size.width} px, ${scheme}`, second(size), async ({ troubles }) => {
    const login = `wrong-${size.width}`
    const page = await learner(size, troubles, login, { repeats: 1, autoAdvance: false })
    const faultless = axe(page)
    const auto = size === phone ? page.getByRole('button', { name: 'Auto-record', exact: true }) : page.getByRole('checkbox', { name: 'Auto-record' })
    await pliantMicrophone(page)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.reload()
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()

    // From the first take on: Chromium asks for the quota again only after a while.
    const storage = await page.context().newCDPSession(page)
    await storage.send('Storage.overrideQuotaForOrigin', { origin: gendu.url, quotaSize: 1 })
    await page.evaluate(() => {
      const { mic } = window as unknown as { mic: { open: Promise<void>; go: () => void } }
      mic.open = new Promise((go) => (mic.go = go))
    })
    await page.keyboard.press('r')
    await expect(shown(page, 'Opening the microphone…')).toBeVisible()
    await faultless('prompting')
    await gain(page, 400)
    await page.evaluate(() => (window as unknown as { mic: { go: () => void } }).mic.go())
    await expect(shown(page, 'Too loud')).toBeVisible()
    await faultless('clipping')
    await page.keyboard.press('Space') // gives the microphone back, too

    await gain(page, 1)
    await page.context().setOffline(true)
    await record(page)
    await expect(takes(page).first()).toHaveAccessibleName(/not saved/)
    await faultless('no room and no network')
    await page.context().setOffline(false)
    await expect(takes(page).first()).not.toHaveAccessibleName(/not saved/, { timeout: 60_000 })

    await gain(page, 0)
    await auto.click()
    await page.keyboard.press('Space')
    await expect(shown(page, 'I can’t hear you')).toBeVisible({ timeout: 60_000 })
    await faultless('quiet')
    await expect(shown(page, 'Nothing was heard')).toBeVisible()
    await faultless('unheard')
    await auto.click()

    await gain(page, 1)
    const no = JSON.stringify({ kind: 'invalid', message: 'This recording is damaged. Please record again.' })
    await page.route('**/api/v1/takes/*?*', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: no }))
    await record(page)
    await expect(takes(page).first()).toHaveAccessibleName(/refused by the server/)
    await faultless('refused')
    await page.unroute('**/api/v1/takes/*?*')

    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Wider' }).click()
    const strip = (await page.locator('.strip').first().boundingBox())!
    await page.mouse.move(strip.x + 5, strip.y + 30)
    await page.mouse.down()
    await page.mouse.move(strip.x + strip.width - 5, strip.y + 30, { steps: 4 })
    await page.mouse.up()
    await expect(page.getByRole('button', { name: /^Sentences \d+–\d+ ✕$/ })).toBeVisible()
    await faultless('a range')
    await page.context().close()
  })
}
