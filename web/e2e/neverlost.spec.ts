// A recording is never lost, and never comes twice: whatever happens to the
// network, the server, the session or the browser's room.
import type { Browser } from '@playwright/test'
import { desk, expect, Gendu, launch, open, password, phone, second, test } from './gendu'
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

const learn = (login: string, name: string, troubles: string[], size = phone) => learnAs({ gendu, browser, stage }, login, name, troubles, size)

for (const size of [phone, desk]) test(`five takes without a network are on the server once it is back, at ${size.width} px`, second(size), async ({ troubles }) => {
  const learner = await learn(`offline${size.width}`, 'Nobody near', troubles, size)
  const { page } = learner
  await offline(page, true)
  for (let i = 0; i < 5; i++) {
    if (i > 0) await learner.next(i)
    await learner.record()
    await expect(learner.takes).toHaveAccessibleName(/not uploaded yet/)
  }
  await expect(learner.waiting).toHaveText('5')
  const said = page.getByText('You are offline. Recordings are kept in this browser')
  await expect(said, 'in words, where the takes are listed').toBeVisible()
  const waiting = await waitingTakes(page)
  expect(await savedTakes(gendu, page, stage)).toEqual([])

  await offline(page, false)
  await expect(said).toHaveCount(0)
  await page.reload()
  await arrived(page)
  await expect(learner.waiting).toHaveCount(0)
  const saved = await savedTakes(gendu, page, stage)
  expect(saved.map((t) => stage.cues.findIndex((c) => c.id === t.cueId))).toEqual([0, 1, 2, 3, 4])
  expect(saved.map((t) => t.id).sort()).toEqual(waiting.map((t) => t.id).sort())
  await expect(learner.takes).toHaveAccessibleName(/^(?:Take 1|Failed take)/)
})

for (const size of [phone, desk]) test(`a server that dies while it receives gets the take when it is back, at ${size.width} px`, second(size), async ({ troubles }) => {
  const learner = await learn(`crash${size.width}`, 'Patient', troubles, size)
  const { page } = learner
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 8_000 })
  const under = page.waitForRequest((r) => r.method() === 'PUT' && r.url().includes('/api/v1/takes/'))
  await learner.record()
  await under
  await gendu.kill()
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
  await expect(learner.waiting).toHaveText('1')
  await learner.record() // a second one, with nobody there
  await expect(learner.waiting).toHaveText('2')
  await gendu.start()
  await expect(learner.waiting, 'by itself, without a reload').toHaveCount(0, { timeout: 60_000 })
  expect(await savedTakes(gendu, page, stage)).toHaveLength(2)
  await page.reload()
  await expect(learner.takes).toHaveCount(2)
})

for (const size of [phone, desk]) test(`two tabs send each take once, and both show them, at ${size.width} px`, second(size), async ({ troubles }) => {
  const first = await learn(`tabs${size.width}`, 'Two', troubles, size)
  const context = first.page.context()
  const second = new Learner(await context.newPage(), stage)
  await second.goTo()
  const sent = sendings(context)
  await context.setOffline(true)
  await second.record()
  await second.next(1)
  await second.record()
  await first.page.bringToFront()
  await first.record()
  await expect(first.waiting).toHaveText('3')
  await context.setOffline(false)
  for (const tab of [first, second]) await expect(tab.waiting).toHaveCount(0)
  expect(await savedTakes(gendu, first.page, stage)).toHaveLength(3)
  expect(sent.filter((s) => s.status < 300).map((s) => s.id).sort(), 'each was sent once').toEqual([...new Set(sent.map((s) => s.id))].sort())
  expect(sent).toHaveLength(3)
  await expect(first.takes, 'the other tab’s take of this sentence is here too').toHaveCount(2)

  // A question stays with its take, though the other tab records the next one meanwhile.
  await first.goTo() // where the other tab is by now is the place that a reload would take
  const inHand = (await savedTakes(gendu, first.page, stage)).filter((t) => t.cueId === stage.cues[0]?.id).at(-1)?.id
  await expect(first.takes).toHaveCount(2)
  await first.page.getByRole('button', { name: 'More for this take' }).click()
  await first.page.getByRole('menuitem', { name: 'Delete' }).click()
  await second.page.bringToFront()
  await second.goTo()
  await expect(second.takes, 'the list is here before one more is counted').toHaveCount(2)
  await second.record()
  await first.page.bringToFront()
  await expect(first.page.locator('ul.takes > li')).toHaveCount(3) // behind the question
  await first.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(first.takes).toHaveCount(2)
  await expect.poll(async () => (await savedTakes(gendu, first.page, stage)).length).toBe(3)
  expect((await savedTakes(gendu, first.page, stage)).map((t) => t.id)).not.toContain(inHand)
})

for (const size of [phone, desk]) test(`a session that ended is signed in to again, and the take arrives, at ${size.width} px`, second(size), async ({ troubles, playwright }) => {
  const login = `expired${size.width}`
  const learner = await learn(login, 'Late', troubles, size)
  const { page } = learner
  const elsewhere = await playwright.request.newContext()
  await enter(gendu, elsewhere, login)
  const sessions = (await (await elsewhere.get(`${gendu.url}/api/v1/me/sessions`)).json()) as { id: string; current: boolean }[]
  for (const s of sessions.filter((x) => !x.current)) expect((await elsewhere.delete(`${gendu.url}/api/v1/me/sessions/${s.id}`)).status()).toBe(204)
  await elsewhere.dispose()

  // What the page keeps by itself meanwhile opens no dialog over a recording.
  const settings = settingsSent(page)
  await page.keyboard.press('ArrowRight')
  await expect(learner.sentence(1)).toBeVisible()
  await expect.poll(() => settings.get(`position:${stage.episode}`)).toBe(401)
  await expect(page.getByRole('dialog')).toBeHidden()
  await learner.record()
  const banner = page.getByText('Takes wait in this browser until you are signed in again')
  await expect(banner).toBeVisible()
  expect(await waitingTakes(page)).toHaveLength(1)
  await page.getByRole('button', { name: 'Sign in again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(banner).toBeHidden()
  await arrived(page)
  await expect(learner.waiting).toHaveCount(0)
  expect(await savedTakes(gendu, page, stage)).toHaveLength(1)
  await expect(learner.takes).toHaveAccessibleName(/^(?:Take 1|Failed take)/)
})

for (const size of [phone, desk]) test(`a browser without room says so, and the takes still arrive, at ${size.width} px`, second(size), async ({ troubles }) => {
  const learner = await learn(`full${size.width}`, 'Full', troubles, size)
  const { page } = learner
  const storage = await page.context().newCDPSession(page)
  await storage.send('Storage.overrideQuotaForOrigin', { origin: gendu.url, quotaSize: 1 })
  await learner.record()
  const notice = page.getByRole('alert').filter({ hasText: 'The browser has no room left.' })
  await expect(notice).toContainText('New takes go straight to the server.')
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length, { message: 'it went straight to the server' }).toBe(1)

  await offline(page, true)
  await learner.record()
  // The recorder may have heard nobody in it; then the take before stays in hand.
  const unsaved = page.getByRole('button', { name: /not saved/ })
  await expect(unsaved).toHaveCount(1)
  await unsaved.click()
  await expect(page.getByText('Keep the page open until it is saved.')).toBeVisible()
  let asked = ''
  page.once('dialog', (d) => {
    asked = d.type()
    void d.dismiss()
  })
  await page.evaluate(() => location.reload()).catch(() => undefined)
  await expect.poll(() => asked, { message: 'leaving the page is asked about' }).toBe('beforeunload')
  await offline(page, false)
  await expect(unsaved).toHaveCount(0)
  expect(await savedTakes(gendu, page, stage)).toHaveLength(2)
})

test('a take deleted elsewhere is not revived by a late retry', async ({ troubles }) => {
  const learner = await learn('deleted', 'Rueful', troubles)
  const { page } = learner
  // The server has it, but its answer is lost: the browser must try again.
  const sent = sendings(page)
  await page.route('**/api/v1/takes/*?*', async (route) => {
    if (route.request().method() === 'PUT') await route.fetch()
    await route.abort()
  })
  await learner.record()
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length).toBe(1)
  const [take] = await savedTakes(gendu, page, stage)
  await expect(learner.waiting).toHaveText('1')
  expect((await page.request.delete(`${gendu.url}/api/v1/takes/${take?.id}`)).status()).toBe(204)
  await page.unroute('**/api/v1/takes/*?*')
  await page.reload()
  await expect.poll(() => sent.map((s) => s.status)).toEqual([410])
  await expect(learner.takes).toHaveCount(0)
  await expect(learner.waiting).toHaveCount(0)
  expect(await waitingTakes(page)).toEqual([])
  expect(await savedTakes(gendu, page, stage)).toEqual([])

  // Deleted here, while it is under way: the answer to its upload is held back.
  const remove = async () => {
    await page.getByRole('button', { name: 'More for this take' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(learner.takes).toHaveCount(0)
  }
  let release = () => {}
  const held = new Promise<void>((go) => (release = go))
  await page.route('**/api/v1/takes/*?*', async (route) => {
    const answer = await route.fetch()
    await held
    await route.fulfill({ response: answer })
  }, { times: 1 })
  await learner.record()
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length, { message: 'it is there' }).toBe(1)
  await remove()
  await expect(learner.waiting).toHaveCount(0)
  release()
  await expect.poll(() => savedTakes(gendu, page, stage), { message: 'and gone with its answer' }).toEqual([])
  await arrived(page)

  // And where the page is left before the answer: the next one ends what this one began.
  await page.route('**/api/v1/takes/**', async (route) => {
    if (route.request().method() === 'PUT') await route.fetch()
    await route.abort()
  })
  await learner.record()
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length).toBe(1)
  await remove()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.reload()
  await expect(page.getByText('Your recordings of this sentence will be here.')).toBeVisible()
  await arrived(page)
  expect(await savedTakes(gendu, page, stage)).toEqual([])
})

test('a take that a weak network cut off is sent again by itself', async ({ troubles }) => {
  const learner = await learn('weak', 'Weak', troubles)
  const { page } = learner
  // What the server answers to a body that broke off (TestCutBodyMayComeAgain).
  const cut = JSON.stringify({ kind: 'unavailable', message: 'The body did not arrive whole. Please send it again.' })
  await page.route('**/api/v1/takes/*?*', (route) => route.fulfill({ status: 408, contentType: 'application/json', body: cut }), { times: 1 })
  const sent = sendings(page)
  await learner.record()
  await expect(learner.waiting).toHaveCount(0)
  await expect.poll(async () => (await savedTakes(gendu, page, stage)).length).toBe(1)
  expect(sent.map((s) => s.status)).toEqual([408, 201])
})

test('a take that the server refuses can be heard and deleted from anywhere', async ({ troubles }) => {
  const learner = await learn('refused', 'Refused', troubles)
  const { page } = learner
  const no = JSON.stringify({ kind: 'not_found', message: 'There is no such thing, or it is not yours.' })
  await page.route('**/api/v1/takes/*?*', (route) => (route.request().method() === 'PUT' ? route.fulfill({ status: 404, contentType: 'application/json', body: no }) : route.fallback()))
  await learner.record()
  await learner.next(1)
  await learner.waiting.click()
  const list = page.getByRole('dialog', { name: 'Takes that wait in this browser' })
  await expect(list).toContainText('There is no such thing')
  await list.getByRole('button', { name: 'Hear' }).click()
  await expect(list.locator('audio')).toHaveJSProperty('error', null)
  await list.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete this take?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(list).toBeHidden()
  await arrived(page)
  await expect(learner.waiting).toHaveCount(0)
})

test('leaving while somebody speaks is asked about', async ({ troubles }) => {
  const learner = await learn('leaves', 'Hasty', troubles)
  const { page } = learner
  await page.keyboard.press('r')
  await expect(page.locator('.status .hint')).toHaveText(/^(0\.[6-9]|[1-9]\.\d) s$|hear you/) // long enough for a word
  let asked = ''
  page.once('dialog', (d) => {
    asked = d.type()
    void d.dismiss()
  })
  await page.evaluate(() => location.reload()).catch(() => undefined)
  await expect.poll(() => asked).toBe('beforeunload')
  await page.keyboard.press('r')
  await expect(learner.takes).toHaveCount(1)
})

test('takes that an older page kept are still sent', async ({ troubles }) => {
  gendu.addUser('older', 'Older', 'learner')
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'older')
  const me = (await (await page.request.get(`${gendu.url}/api/v1/session`)).json()) as { user: { id: string } }
  const clip = await page.request.get(`${gendu.url}/api/v1/episodes/${stage.episode}`).then(async (r) => ((await r.json()) as { audio: { clip: string }; revision: number }))
  const cue = stage.cues[0]!
  const sound = await page.request.get(gendu.url + clip.audio.clip.replace('{from}', String(cue.startMs)).replace('{to}', String(cue.endMs)))
  await page.goto('/icon.svg') // of the same origin, and without the app
  await page.evaluate(
    ({ row, sound }) =>
      new Promise<void>((done, fail) => {
        const opening = indexedDB.open('gendu-takes', 1)
        opening.onupgradeneeded = () => opening.result.createObjectStore('takes', { keyPath: 'id' }).createIndex('user', 'userId')
        opening.onerror = () => fail(opening.error)
        opening.onsuccess = () => {
          const body = Uint8Array.from(atob(sound), (c) => c.charCodeAt(0)).buffer
          const tx = opening.result.transaction('takes', 'readwrite')
          tx.objectStore('takes').put({ ...row, body })
          tx.oncomplete = () => (opening.result.close(), done())
          tx.onabort = () => fail(tx.error)
        }
      }),
    {
      row: {
        id: '0190aaaa-0000-7000-8000-000000000001', userId: me.user.id, episodeId: stage.episode, cueId: cue.id, revision: clip.revision, cueText: cue.text,
        mode: 'repeat', recordedAt: new Date().toISOString(), durationMs: 1000, type: 'audio/wav', state: 'waiting', attempts: 0, nextAt: 0, message: '',
      },
      sound: (await sound.body()).toString('base64'),
    },
  )
  const learner = new Learner(page, stage)
  await learner.goTo()
  await expect(learner.takes).toHaveCount(1)
  await arrived(page)
  expect(await savedTakes(gendu, page, stage)).toHaveLength(1)
})
