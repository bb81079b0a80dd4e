// Every page and its states: for everybody's hands, eyes and ears, in both
// themes, within the budget, and where things go wrong.
import { openSync, writeSync, closeSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { violations } from './faultless'
import { desk, expect, Gendu, launch, open, phone, signIn, test } from './gendu'
import { enter, startServer, send, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser
let classId = ''

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  classId = (await send(server, request, 3)).classId
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

async function visit(login: string | null, viewport: typeof desk, troubles: string[]): Promise<Page> {
  const page = await open(browser, gendu, viewport, troubles)
  if (login) await enter(gendu, page.request, login)
  return page
}

async function faultless(page: Page, what: string): Promise<void> {
  expect(await violations(page), what).toEqual([])
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wider, `${what} scrolls sideways`).toBeLessThanOrEqual(0)
}

/** Page by page: who sees it, and a text that says it is there. */
const pages = (): [login: string | null, path: string, there: string][] => [
  [null, '/signin', 'User name'],
  [null, '/signup', 'Class code'],
  [null, '/reset', 'Set a new password'],
  [null, '/setup', 'already set up'],
  ['learner', '/', 'Good '],
  ['learner', '/library', 'Continue'],
  ['learner', `/shows/${server.show}`, 'G001'],
  ['learner', `/episodes/${server.episode}`, 'Keyword drills'],
  ['learner', '/me', 'Recordings'],
  ['learner', '/me?tab=settings', 'Where you are signed in'],
  ['learner', '/classes', 'English 3B'],
  ['learner', '/nowhere', 'There is nothing here'],
  ['learner', '/studio', 'There is nothing here'],
  ['learner', '/episodes/01a20000-0000-7000-8000-000000000000', 'There is nothing here'],
  ['teacher', '/classes', 'Classes I teach'],
  ['teacher', `/classes/${classId}`, 'Class code'],
  ['teacher', '/review', 'How was it?'],
  ['host', '/', 'Choose an episode to begin with'],
  ['host', '/library', 'Shows'],
  ['host', '/studio', 'New show'],
  ['host', `/studio/shows/${server.show}`, 'New episode'],
  ['host', `/studio/episodes/${server.episode}`, 'Sentences and their times'],
  ['admin', '/admin', 'Invite'],
]

for (const [name, viewport, scheme] of [['phone, light', phone, 'light'], ['desk, dark', desk, 'dark']] as const) {
  test(`axe finds nothing on any page: ${name}`, async ({ troubles }) => {
    for (const login of [null, 'learner', 'teacher', 'host', 'admin']) {
      const page = await visit(login, viewport, troubles)
      await page.emulateMedia({ colorScheme: scheme })
      for (const [who, path, there] of pages()) {
        if (who !== login) continue
        await page.goto(path)
        await expect(page.getByText(there).first(), path).toBeVisible()
        await expect(page.locator('[aria-busy=true]'), `${path} has come`).toHaveCount(0)
        await faultless(page, `${path} as ${login}`)
      }
      await page.context().close()
    }
  })
}

test('dialogs and menus are faultless and give the focus back', async ({ troubles }) => {
  const page = await visit('teacher', desk, troubles)
  await page.goto('/classes')
  const opener = page.getByRole('button', { name: 'New class' })
  await opener.click()
  await expect(page.getByLabel('Name of the class')).toBeFocused()
  await faultless(page, 'new class')
  await page.keyboard.press('Escape')
  await expect(opener).toBeFocused()
  const account = page.getByRole('button', { name: 'Account of Teacher Chen' })
  await account.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitemradio', { name: 'As the system' })).toBeFocused()
  await faultless(page, 'account menu')
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(account).toBeFocused()
})

test('failures say what to do: no server, no connection, a session that ended', async ({ troubles }) => {
  const page = await visit('learner', phone, troubles)
  await page.route(/\/api\/v1\/shows$/, (route) => route.abort())
  await page.goto('/library')
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
  await faultless(page, 'no server')
  await page.unroute(/\/api\/v1\/shows$/)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()

  await page.context().setOffline(true)
  await expect(page.getByText('You are offline.')).toBeVisible()
  await page.context().setOffline(false)

  await page.goto(`/shows/${server.show}`)
  await expect(page.getByText('G001')).toBeVisible()
  await page.context().clearCookies()
  await page.getByRole('link', { name: /G001/ }).click()
  const again = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(again).toBeVisible()
  await faultless(page, 'session ended')
  await again.getByLabel('Password').fill('not this one')
  await page.keyboard.press('Enter')
  await expect(again).toContainText('not right')
  await again.getByLabel('Password').fill('a password for journeys')
  await page.keyboard.press('Enter')
  await expect(again).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Keyword drills' })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(server.episode))
})

test('a visitor comes to where they wanted to go, in their language', async ({ troubles }) => {
  const page = await visit(null, desk, troubles)
  await page.goto(`/episodes/${server.episode}`)
  await expect(page).toHaveURL(/signin\?next=/)
  const language = (now: string, to: string) => page.getByRole('button', { name: now }).click().then(() => page.getByRole('menuitemradio', { name: to }).click())
  await language('Language: English', '繁體中文')
  await expect(page.getByRole('heading', { name: '登入' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant')
  await language('語言：繁體中文', '简体中文')
  await expect(page.getByRole('heading', { name: '登录' })).toBeVisible()
  await language('语言：简体中文', 'English')
  await page.getByLabel('User name').fill('learner')
  await page.getByLabel('Password', { exact: true }).fill('a password for journeys')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/episodes/${server.episode}$`))
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('a teacher reviews by keyboard alone', async ({ troubles }) => {
  const page = await visit('teacher', desk, troubles)
  await page.goto('/review')
  const take = page.getByRole('region', { name: 'Recording of Mei' })
  await expect(take.locator('svg path').first()).toBeVisible()
  const shown = () => take.locator('.sentence').innerText()
  const first = await shown()
  await page.keyboard.press('j')
  await expect.poll(shown).not.toBe(first)
  await page.keyboard.press('k')
  await expect.poll(shown).toBe(first)
  await page.keyboard.press('Space')
  await expect(take.getByRole('button', { name: 'Pause: Mei' })).toBeVisible()
  await page.keyboard.press('a')
  await expect(take.getByRole('button', { name: 'Pause: Original' })).toBeVisible()
  await page.keyboard.press('w')
  await page.keyboard.type('Mind the j and the k.')
  await expect(take.getByRole('button', { name: /^Pause/ }), 'typing pauses').toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Choose “good” or “again” first.').last()).toBeVisible()
  // The focus is at the choice, where the keys of a choice work.
  await expect(page.getByRole('radio', { name: 'Good' })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByRole('radio', { name: 'Good' })).toBeChecked()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: 'Again' })).toBeChecked()
  await page.keyboard.press('1')
  await expect(page.getByRole('radio', { name: 'Good' })).toBeChecked()
  await page.keyboard.press('Space')
  await expect(take.getByRole('button', { name: 'Pause: Mei' }), 'once it is chosen, Space plays again').toBeVisible()
  await page.keyboard.press('2')
  await faultless(page, 'review')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Mei can read your answer')).toBeVisible()
  await expect.poll(shown, { message: 'the next one is there' }).not.toBe(first)

  const learner = await visit('learner', phone, troubles)
  await learner.goto('/')
  await learner.getByRole('link', { name: 'Teacher Chen answered one of your recordings' }).click()
  await expect(learner.getByText('Mind the j and the k.')).toBeVisible()
  await faultless(learner, 'an answer')
})

/** 20 MB of a quiet hum, as WAV: three chunks. */
function hum(path: string): void {
  const file = openSync(path, 'w')
  const samples = 10_000_000
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples * 2, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(24000, 24)
  header.writeUInt32LE(48000, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples * 2, 40)
  writeSync(file, header)
  const second = Buffer.alloc(48000)
  for (let i = 0; i < 24000; i++) second.writeInt16LE(Math.round(3000 * Math.sin((2 * Math.PI * 150 * i) / 24000)), 2 * i)
  for (let left = samples * 2; left > 0; left -= second.length) writeSync(file, second, 0, Math.min(left, second.length))
  closeSync(file)
}

test('an upload goes on after a pause and after a reload', async ({ troubles }, info) => {
  const file = info.outputPath('hum.wav')
  hum(file)
  const page = await visit('host', desk, troubles)
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto(`/studio/shows/${server.show}`)
  await page.getByRole('button', { name: 'New episode' }).click()
  const input = page.locator('input[type=file][accept*=audio]')
  await expect(page.getByText('Drop the audio of the episode here')).toBeVisible()
  const network = await page.context().newCDPSession(page)
  const slow = (bytes: number) => network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes })
  await network.send('Network.enable')
  await slow(6_000_000)
  const offsets: number[] = []
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
  })
  await input.setInputFiles(file)
  await expect.poll(() => offsets.length, { message: 'the second chunk is on its way' }).toBe(2)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('paused')).toBeVisible()
  await faultless(page, 'a paused upload')
  await page.reload()
  // The first chunk, and what had arrived of the second.
  await expect(page.getByText(/The upload of hum\.wav stopped at (4[1-9]|[5-9]\d)%\./)).toBeVisible()
  await slow(-1)
  await input.setInputFiles(file)
  // Its length stands there once the server has read all of it.
  await expect(page.getByText('6:57')).toBeVisible()
  expect(Math.min(...offsets.slice(2)), 'nothing is sent twice').toBeGreaterThanOrEqual(8 * 1024 * 1024)
})

test('signing in works without a pointer', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await signIn(page, 'learner')
  await page.goto('/library')
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
})
