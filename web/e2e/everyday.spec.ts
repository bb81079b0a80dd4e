// Small things of every day: a sentence that was hard twice is offered, the time zone of the
// days, a sitting that schedules nothing, a screen that stays on, what a teacher sees of a
// member, and a voice that says it is synthetic.
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, phone, repo, test } from './gendu'
import { enter, startServer, type Server, send } from './server'
import { shortSentences, speaker, type Stage } from './stage'

let gendu: Gendu
let server: Server
let stage: Stage
let browser: Browser

/** In the drills of the page, and not in the audio. */
const UNSPOKEN = 'Locomotive'

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  stage = await shortSentences(server, request)
  await send(server, request, 2)
  await request.dispose()
  browser = await launch(speaker(gendu))
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

/** A learner of their own. */
async function learner(login: string, troubles: string[]): Promise<Page> {
  const page = await open(browser, gendu, phone, troubles)
  gendu.addUser(login, login, 'learner')
  await enter(gendu, page.request, login)
  return page
}

const read = async <T>(page: Page, path: string) => (await (await page.request.get(`${gendu.url}/api/v1${path}`)).json()) as T

test('a sentence that was hard to follow twice is offered, and one decides', async ({ troubles }) => {
  const page = await learner('hard', troubles)
  const episode = await read<{ revision: number; audio: { clip: string }; cues: { id: string; text: string; startMs: number; endMs: number }[] }>(page, `/episodes/${server.episode}`)
  const cues = episode.cues.filter((cue) => cue.endMs - cue.startMs > 4500).slice(0, 2)
  const clips = await Promise.all(cues.map(async (cue) => (await page.request.get(gendu.url + episode.audio.clip.replace('{from}', String(cue.startMs)).replace('{to}', String(cue.endMs)))).body()))
  for (const [i, cue] of cues.entries())
    for (let n = 0; n < 2; n++) {
      const query = new URLSearchParams({ episode: server.episode, cue: cue.id, revision: String(episode.revision), mode: 'repeat', recordedAt: new Date().toISOString() })
      const put = await page.request.put(`${gendu.url}/api/v1/takes/${randomUUID()}?${query}`, { data: halting(clips[i]!), headers: { 'Content-Type': 'audio/wav' } })
      expect(put.status()).toBe(201)
    }
  const offers = async () => (await read<{ offers: { cueId: string }[] }>(page, '/me/card-offers')).offers.map((o) => o.cueId).sort()
  await expect.poll(offers, { timeout: 60_000 }).toEqual(cues.map((c) => c.id).sort())

  // Refused below the recording: for good.
  await page.goto(`/episodes/${server.episode}/practice?cue=${cues[0]!.id}`)
  const offered = page.getByText('This sentence was hard to follow twice in a row. Should it come back over the next days?')
  await expect(offered).toBeVisible()
  await faultless(page, 'a card is offered')
  await page.getByRole('button', { name: 'Not this one' }).click()
  await expect(offered).toBeHidden()
  await expect.poll(offers).toEqual([cues[1]!.id])

  // Taken on Today: it is a new sentence of the day.
  await page.goto('/')
  const today = page.getByRole('region', { name: 'Say these again?' })
  await expect(today.getByRole('listitem')).toHaveCount(1)
  await expect(today).toContainText(cues[1]!.text)
  await faultless(page, 'offers on Today')
  await today.getByRole('button', { name: 'Bring it back' }).click()
  await expect(today).toBeHidden()
  const cards = await read<{ cueId: string; source: string }[]>(page, `/episodes/${server.episode}/cards`)
  expect(cards.map((c) => [c.cueId, c.source])).toEqual([[cues[1]!.id, 'judged']])
  await page.context().close()
})

/** A sentence as somebody reads it who stops for more than a second after every syllable or two. */
function halting(wav: Buffer): Buffer {
  const start = wav.indexOf('data', 12, 'latin1') + 8
  const rate = wav.readUInt32LE(24)
  const piece = 2 * Math.round(0.4 * rate)
  const pause = Buffer.alloc(2 * Math.round(1.2 * rate))
  const parts = [wav.subarray(0, start)]
  for (let at = start; at < wav.length; at += piece) parts.push(wav.subarray(at, at + piece), pause)
  const out = Buffer.concat(parts)
  out.writeUInt32LE(out.length - 8, 4)
  out.writeUInt32LE(out.length - start, start - 4)
  return out
}

test('the days are those of the time zone that was chosen', async ({ troubles }) => {
  const page = await learner('zones', troubles)
  await page.request.patch(`${gendu.url}/api/v1/me/recall`, { data: { episodeId: stage.episode } })
  const zone = page.getByLabel('Time zone of your days')
  const kept = async () => (await read<{ zone: string }>(page, '/me/today?zone=UTC')).zone
  const today = page.locator('main [aria-current=date] .sr')
  const days: string[] = []
  // They are 25 hours apart, so that it is never the same day in both.
  for (const [name, id] of [['Kiritimati', 'Pacific/Kiritimati'], ['Pago Pago', 'Pacific/Pago_Pago']] as const) {
    await page.goto('/me?tab=settings')
    await zone.selectOption(name)
    await expect.poll(kept).toBe(id)
    await expect(page.getByText(/^It is .+ there now\. Your day ends at 04:00/)).toBeVisible()
    await page.reload()
    await expect(zone).toHaveValue(id)
    await page.goto('/')
    days.push(await today.innerText())
  }
  expect(days[0]).not.toBe(days[1])
  await page.goto('/me?tab=settings')
  await zone.selectOption('')
  await expect.poll(kept).toBe('UTC')
  await page.context().close()
})

test('a casual sitting schedules nothing', async ({ troubles }) => {
  const page = await learner('casual', troubles)
  const data = { cueId: stage.cues[0]!.id, episodeId: stage.episode, rating: 'good', at: new Date(Date.now() - 5 * 86_400_000).toISOString() }
  await page.request.put(`${gendu.url}/api/v1/me/ratings/${randomUUID()}`, { data })
  const card = async () => (await read<{ reps: number; dueAt: string }[]>(page, `/episodes/${stage.episode}/cards`))[0]
  const before = await card()
  await page.goto('/')
  await page.getByLabel('How to repeat').selectOption('Casual')
  await expect.poll(async () => (await read<{ settings: { mode: string } }>(page, '/me/recall')).settings.mode).toBe('casual')
  await page.getByRole('link', { name: /^Start, about/ }).click()
  await expect(page.getByRole('button', { name: 'Next' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: /^Good/ })).toHaveCount(0)
  await page.keyboard.press('3') // it rates nothing here
  await faultless(page, 'casual')
  await page.keyboard.press('Space')
  await expect(page.getByText('Nothing was scheduled: what is due stays due.')).toBeVisible()
  await faultless(page, 'casual, done')
  await page.getByRole('link', { name: 'To today' }).click()
  await expect(page.getByRole('link', { name: /^Start, about/ })).toContainText('1 sentence to say again')
  expect(await card()).toEqual(before)
  await page.context().close()
})

test('the screen stays on while a sitting goes on by itself', async ({ troubles }) => {
  const page = await learner('awake', troubles)
  // What the browser is asked for; it has no screen here.
  await page.addInitScript(() => {
    const w = window as unknown as { awake: number }
    w.awake = 0
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        request: async () => {
          w.awake++
          return { release: async () => void w.awake-- }
        },
      },
    })
  })
  const awake = () => page.evaluate(() => (window as unknown as { awake: number }).awake)
  for (const cue of [0, 1]) {
    const data = { cueId: stage.cues[cue]!.id, episodeId: stage.episode, rating: 'good', at: new Date(Date.now() - 5 * 86_400_000).toISOString() }
    await page.request.put(`${gendu.url}/api/v1/me/ratings/${randomUUID()}`, { data })
  }
  await page.request.patch(`${gendu.url}/api/v1/me/recall`, { data: { mode: 'hands_free' } })
  await page.goto('/')
  await page.getByRole('link', { name: /^Start, about/ }).click()
  await expect.poll(awake).toBe(1)
  // The page itself waits for the button: it is there for seconds only.
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        const look = () => {
          const hold = [...document.querySelectorAll('button')].find((b) => b.textContent?.trim() === 'Hold')
          hold?.click()
          if (hold) done()
          return hold
        }
        if (!look()) new MutationObserver((_, o) => look() && o.disconnect()).observe(document.body, { subtree: true, childList: true })
      }),
  )
  await expect.poll(awake, { message: 'while it is held' }).toBe(0)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect.poll(awake).toBe(1)
  await expect(page.getByText('2 sentences said.')).toBeVisible({ timeout: 60_000 })
  await expect.poll(awake, { message: 'once it is over' }).toBe(0)
  await page.context().close()
})

test('a teacher sees what a member practised, as far as the class may hear it', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'teacher')
  await page.goto('/classes')
  await page.getByRole('link', { name: /English 3B/ }).click()
  await page.getByRole('link', { name: 'Mei' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Mei' })).toBeVisible()
  await expect(page.getByText('Of the recordings that this class may hear.', { exact: false })).toBeVisible()
  const today = page.locator('main [aria-current=date]')
  await expect(today).toHaveAccessibleName(/spoken$/)
  await today.click()
  await expect(page.getByRole('heading', { level: 3 })).toBeVisible()
  await faultless(page, 'the progress of a member')

  // What is taken back is in no figure any more.
  const member = await open(browser, gendu, phone, troubles)
  await enter(gendu, member.request, 'learner')
  const { takes } = await read<{ takes: { id: string; submissions: { classId: string }[] }[] }>(member, `/episodes/${server.episode}/takes`)
  for (const take of takes) for (const sent of take.submissions) expect((await member.request.delete(`${gendu.url}/api/v1/takes/${take.id}/submissions/${sent.classId}`)).status()).toBe(200)
  await page.reload()
  await expect(today).toHaveAccessibleName(/nothing$/)
  await member.context().close()
  await page.context().close()
})

test('a word that nobody says is said by a voice that is called synthetic', async ({ troubles }) => {
  const demo = join(repo, 'cmd', 'gendu', 'demo')
  const [notes, audio] = [join(gendu.dir, 'unspoken.txt'), join(gendu.dir, 'unspoken.wav')]
  // The first paragraph alone, whose host reads no drills.
  const [paragraph] = readFileSync(join(demo, 'notes.txt'), 'utf8').split('Passengers give')
  writeFileSync(notes, `${paragraph}Keyword Drills 關鍵字:\n\n  1. ${UNSPOKEN} (Lo-co-mo-tive) [noun. the engine of a train]\n`)
  gendu.tool(['audio', 'pcm', join(demo, 'audio.mp3'), '--rate', '24000', '--from', '0', '--to', '21.8', '-o', audio])
  gendu.tool(['import', '--show', 'demo', '--audio', audio, '--notes', notes, '--publish'])
  const page = await learner('words', troubles)
  const { episodes } = await read<{ episodes: { id: string }[] }>(page, `/shows/${server.show}`)
  const made = episodes.map((e) => e.id).sort().at(-1)
  await page.goto(`/episodes/${made}`)
  const play = page.getByRole('button', { name: `Play: ${UNSPOKEN}, by a synthetic voice: nobody says it in the audio` })
  await expect(play).toHaveText('Synthetic voice')
  await expect(page.getByRole('button', { name: `Drill this word: ${UNSPOKEN}` })).toHaveCount(0)
  const [answer] = await Promise.all([page.waitForResponse(/\/voice\.wav$/), play.click()])
  expect([answer.ok(), answer.headers()['content-type']]).toEqual([true, 'audio/wav'])
  await page.getByText('Synthetic voice').scrollIntoViewIfNeeded()
  await faultless(page, 'a synthetic voice')
  await page.context().close()
})
