// The practice page in every state, and the states of other pages that need a
// server of their own: for everybody's hands, eyes and ears.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, password, phone, second, test } from './gendu'
import { enter, startServer, send, type Server } from './server'
import { Learner, savedTakes, settle, speaker } from './stage'

let gendu: Gendu
let server: Server
let browser: Browser
let classId = ''

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  const made = await send(server, request, 1)
  classId = made.classId
  for (const login of ['ear', 'hand']) {
    gendu.addUser(login, login, 'learner')
    await enter(gendu, request, login)
    await request.post(`${gendu.url}/api/v1/classes/join`, { data: { code: made.code } })
  }
  await request.dispose()
  browser = await launch(speaker(gendu))
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

const stage = () => ({ episode: server.episode, cues: server.cues.map((c) => ({ ...c, text: '' })) })

/** On the practice page with the settings of a newcomer: an earlier journey may have left others. */
async function practise(login: string, size: typeof desk, troubles: string[]): Promise<Learner> {
  const page = await open(browser, gendu, size, troubles)
  await enter(gendu, page.request, login)
  await settle(gendu, page.request, server.episode, {})
  const learner = new Learner(page, stage())
  await learner.goTo()
  return learner
}

for (const [name, size] of [['phone', phone], ['desk', desk]] as const) {
  test(`practice is faultless while it plays, waits and shows: ${name}`, second(size), async ({ troubles }) => {
    const learner = await practise('learner', size, troubles)
    const { page } = learner
    const main = page.getByRole('main')
    const mode = async (to: string) => {
      if (size === phone) {
        await page.getByRole('button', { name: /^Mode:/ }).click()
        await page.getByRole('menuitemradio', { name: to }).click()
      } else await page.getByRole('button', { name: to, exact: true }).click()
    }
    await expect(learner.takes).toHaveAccessibleName(/score/, { timeout: 60_000 })
    await faultless(page, 'a take with its comparison')
    await page.keyboard.press('l')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await expect(main.getByText('Playing', { exact: true })).toBeVisible()
    await faultless(page, 'playing')
    await expect(main.getByText('Your turn', { exact: true })).toBeVisible()
    await page.keyboard.press('Space')
    await expect(main.getByText('Paused', { exact: true })).toBeVisible()
    await expect(main.getByText('Your turn', { exact: true })).toHaveCount(0)
    await faultless(page, 'a paused gap')
    await page.getByRole('button', { name: 'Settings' }).click()
    await faultless(page, 'settings')
    await page.getByRole('dialog', { name: 'Settings' }).getByRole('button', { name: 'Keys', exact: true }).click()
    await page.getByRole('button', { name: 'Change the key for: Record' }).click()
    await faultless(page, 'a key is asked for')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(page.locator('dialog[open]')).toHaveCount(0)
    await main.getByTitle('Show the drill of this word').first().click()
    await faultless(page, 'a drill')
    await page.keyboard.press('Escape')
    for (const key of ['t', 'y']) await page.keyboard.press(key)
    await expect(main.getByRole('button', { name: 'Show the text' })).toBeVisible()
    await faultless(page, 'covered')
    for (const key of ['t', 'y']) await page.keyboard.press(key)
    if (size === phone) {
      await page.getByRole('button', { name: 'Text', exact: true }).click()
      await expect(page.getByRole('region', { name: 'The whole text' })).toBeVisible()
      await faultless(page, 'the whole text')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^Mode:/ }).click()
      await faultless(page, 'modes')
      await page.keyboard.press('Escape')
    }
    await mode('Listen')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await faultless(page, 'listening through')
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await mode('Shadow')
    await faultless(page, 'shadowing')
    await mode('Repeat')
    await page.keyboard.press('l')
    // Listening and shadowing may have gone on to a sentence without a take.
    const before = page.getByRole('button', { name: 'Previous sentence' })
    while (await before.isEnabled()) await before.click()
    await page.getByRole('button', { name: 'More for this take' }).click()
    await faultless(page, 'the menu of a take')
    await page.getByRole('menuitem', { name: /note/ }).click()
    await page.getByRole('textbox', { name: 'Note' }).fill('Night train: link them.')
    await faultless(page, 'writing a note')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(main.getByText('Night train: link them.')).toBeVisible()
    await page.getByRole('button', { name: 'Favourite', exact: true }).click()
    await page.getByRole('button', { name: 'Both', exact: true }).click()
    await faultless(page, 'both at once')
    await page.getByRole('button', { name: 'More for this take' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await faultless(page, 'deleting')
    await page.getByRole('button', { name: 'Cancel' }).click()
  })

  test(`practice is faultless while it records and where it cannot: ${name}`, second(size), async ({ troubles }) => {
    const learner = await practise('ear', size, troubles)
    const { page } = learner
    const main = page.getByRole('main')
    await learner.quiet()
    await faultless(page, 'no take yet')
    const browserSays = await page.context().newCDPSession(page)
    const { targetInfo } = await browserSays.send('Target.getTargetInfo')
    const microphone = (setting: 'prompt' | 'granted') =>
      browserSays.send('Browser.setPermission', { permission: { name: 'microphone' }, setting, origin: gendu.url, ...(targetInfo.browserContextId ? { browserContextId: targetInfo.browserContextId } : {}) })
    await microphone('prompt')
    await page.keyboard.press('r')
    const sentence = page.getByRole('dialog', { name: 'Your browser will ask for the microphone' })
    await expect(sentence).toBeVisible()
    await faultless(page, 'the microphone is explained')
    await sentence.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('button', { name: 'Stop recording' })).toBeVisible()
    await faultless(page, 'recording')
    // Where this took longer than a recording may last, it has ended by itself.
    await page.evaluate(() => document.querySelector<HTMLElement>('button[aria-label="Stop recording"]')?.click())
    await expect(page.getByRole('button', { name: 'Stop recording' })).toBeHidden()
    await expect(learner.takes, 'the next recording is counted from this one on').toHaveCount(1)
    await page.context().setOffline(true)
    await microphone('granted')
    await learner.record()
    await expect(learner.waiting, 'on a busy machine the microphone may have been silent, and such a take is not in the list').toBeVisible()
    await faultless(page, 'a take waits')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(main.getByText('Check the connection, then try again.')).toBeVisible()
    await faultless(page, 'the sound did not come')
    await page.context().setOffline(false)
    await expect(learner.waiting).toHaveCount(0, { timeout: 60_000 })
    await page.reload()
    await learner.quiet()
    // The fake device never refuses: this is what a browser says that does.
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
    })
    await page.keyboard.press('r')
    await expect(main.getByText('The browser does not let this page use the microphone.')).toBeVisible()
    await faultless(page, 'no permission')
    await page.reload()
    await learner.quiet()
    await page.context().clearCookies()
    await learner.record()
    await expect(main.getByText('Takes wait in this browser until you are signed in again')).toBeVisible()
    await faultless(page, 'signed out')
    await page.goto('about:blank')
    await enter(gendu, page.request, 'ear')
    await page.route('**/api/v1/episodes/*', (route) => route.abort())
    await page.goto(`/episodes/${server.episode}/practice`)
    await expect(page.getByText('The server cannot be reached')).toBeVisible()
    await faultless(page, 'no server')
  })
}

test('closing the question to sign in again leaves the page as it is', async ({ troubles }) => {
  const learner = await practise('learner', desk, troubles)
  const { page } = learner
  await learner.quiet()
  await page.context().clearCookies()
  await learner.record()
  const main = page.getByRole('main')
  await main.getByRole('button', { name: 'Sign in again' }).click()
  const question = page.getByRole('dialog')
  await expect(question).toBeVisible()
  await faultless(page, 'signing in again')
  await page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(page).toHaveURL(/practice/)
  await expect(learner.waiting, 'on a busy machine the microphone may have been silent, and such a take is not in the list').toBeVisible()
  await main.getByRole('button', { name: 'Sign in again' }).click()
  await question.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(learner.waiting).toHaveCount(0)
})

test('a server without anything in it, from its first page on', async ({ troubles }) => {
  const empty = await Gendu.make()
  try {
    await empty.start()
    const first = await open(browser, empty, phone, troubles)
    await first.goto('/setup#a-token-for-nobody')
    await expect(first.getByRole('heading', { level: 1 })).toBeVisible()
    await faultless(first, 'set-up')
    empty.addUser('all', 'Everyone', 'admin,host,teacher,learner')
    const page = await open(browser, empty, desk, troubles)
    for (const path of ['/invite#nobody', '/reset#nobody', '/join#nothing', '/join/nothing', '/signup#NOTHING', '/signup?code=NOTHING']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await faultless(page, path)
    }
    await page.goto('/signin')
    await page.getByLabel('User name').fill('nobody')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.keyboard.press('Enter')
    await expect(page.getByText('not right')).toBeVisible()
    await faultless(page, 'a wrong password')
    await enter(empty, page.request, 'all')
    for (const path of ['/', '/me', '/me?tab=settings', '/studio', '/classes', '/review', '/admin', '/admin/access', '/nowhere']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await faultless(page, `empty ${path}`)
    }
    await page.goto('/admin')
    await page.getByRole('button', { name: 'Invite' }).first().click()
    await faultless(page, 'invite')
  } finally {
    await empty.dispose()
  }
})

test('an episode in the studio: new, failed, published, to be deleted', async ({ troubles, playwright }) => {
  const request = await playwright.request.newContext()
  await enter(gendu, request, 'host')
  const made = await request.post(`${gendu.url}/api/v1/shows/${server.show}/episodes`, { data: { title: 'A new one' } })
  expect(made.ok(), await made.text()).toBe(true)
  const fresh = ((await made.json()) as { id: string }).id
  const broken = join(gendu.dir, 'broken.mp3')
  writeFileSync(broken, 'this is no audio')
  expect(() => gendu.tool(['import', '--show', 'demo', '--audio', broken])).toThrow()
  const { episodes } = (await (await request.get(`${gendu.url}/api/v1/shows/${server.show}`)).json()) as { episodes: { id: string }[] }
  await request.dispose()
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'host')
  for (const id of episodes.map((e) => e.id)) {
    await page.goto(`/studio/episodes/${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('domcontentloaded')
    await faultless(page, id === fresh ? 'a new episode' : id === server.episode ? 'a published episode' : 'a failed episode')
  }
})

/** Walks with Tab until the thing has the focus. */
async function tabTo(page: Page, to: Locator): Promise<void> {
  await expect(to).toBeVisible()
  for (let i = 0; i < 80; i++) {
    if (await to.evaluate((node) => node === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${to} is not reached by Tab`)
}

/** Walks a menu until the item has the focus, then presses it. */
async function choose(page: Page, item: Locator): Promise<void> {
  await expect(item).toBeVisible()
  for (let i = 0; i < 12; i++) {
    if (await item.evaluate((node) => node === document.activeElement)) break
    await page.keyboard.press('ArrowDown')
  }
  await expect(item).toBeFocused()
  await page.keyboard.press('Enter')
}

test('the whole practice by keyboard alone', async ({ troubles }) => {
  const learner = await practise('hand', desk, troubles)
  const { page } = learner
  const main = page.getByRole('main')
  await page.keyboard.press('l')
  await expect(page.getByRole('button', { name: 'Repeats: endless' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(main.getByText('Your turn', { exact: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(main.getByText('Round 2')).toBeVisible()
  await page.keyboard.press('Space')
  await page.keyboard.press('l')
  await expect(page.getByRole('button', { name: 'Repeats: 3' })).toBeVisible()
  await learner.record()
  await learner.record()
  await expect.poll(async () => (await savedTakes(gendu, page, stage())).length).toBe(2)

  for (const [key, said] of [['b', 'Your take'], ['a', 'The original'], ['c', 'The original'], ['Shift+C', 'Both: original left, you right']] as const) {
    await page.keyboard.press(key)
    await expect(main.getByText(said, { exact: true }), key).toBeVisible()
  }
  await page.keyboard.press('Space')
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: 'Favourite', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')

  const menu = page.getByRole('button', { name: 'More for this take' })
  await tabTo(page, page.getByRole('button', { name: /Send to Teacher Chen/ }))
  await page.keyboard.press('Enter')
  await expect(main.getByText('Sent: English 3B')).toBeVisible()
  await tabTo(page, learner.takes.last())
  await page.keyboard.press('Enter')
  await expect(learner.takes.last()).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')
  await tabTo(page, menu)
  await page.keyboard.press('Enter')
  await choose(page, page.getByRole('menuitem', { name: 'Delete' }))
  const question = page.getByRole('dialog', { name: 'Delete this take?' })
  await tabTo(page, question.getByRole('button', { name: 'Delete' }))
  await page.keyboard.press('Enter')
  await expect(learner.takes).toHaveCount(1)
  const [kept] = ((await (await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}/takes`)).json()) as { takes: { submissions: { classId: string }[] }[] }).takes
  expect(kept?.submissions.map((s) => s.classId)).toEqual([classId])

  await page.keyboard.press('ArrowRight')
  await expect(learner.sentence(1)).toBeVisible()
  // The text is one stop, at the sentence in hand; the arrows lead on within it.
  const rows = page.getByRole('list', { name: 'The whole text' }).getByRole('button')
  const third = rows.nth(2)
  await tabTo(page, rows.nth(1))
  await page.keyboard.press('ArrowDown')
  await expect(third).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(learner.sentence(2)).toBeVisible()
  await expect(third).toHaveAttribute('aria-current', 'true')
})
