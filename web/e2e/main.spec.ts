// The main job, walked end to end: a host uploads, a learner practises and
// sends, a teacher answers, the learner reads.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { desk, expect, type Gendu, launch, open, password, phone, repo, signIn, test } from './gendu'
import { bestMatch, samplesOf } from './sound'
import { spoken } from './stage'

const shots = join(repo, 'tmp', 'shots')

/** With SHOTS=1 pictures of the page at both widths, in light and in dark. */
async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS'] !== '1') return
  mkdirSync(shots, { recursive: true })
  const before = page.viewportSize() ?? desk
  for (const size of [phone, desk]) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(shots, `${name}-${size.width}-${colorScheme}.png`), animations: 'disabled' })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize(before)
}

interface Episode {
  audio: string
  notes: string
  number: string
  sentences: number
}

/** In the page, but nobody says it. */
const unspoken = 'Purple elephants quietly assemble forty wooden bicycles beneath a frozen lighthouse.'

async function hostUploads(page: Page, e: Episode): Promise<void> {
  await signIn(page, 'hosti')
  await page.goto('/studio')
  await page.getByRole('button', { name: 'New show' }).click()
  await page.getByLabel('Title of the show').fill('World affairs')
  await shoot(page, '01-new-show')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: 'New episode' }).click()
  await page.locator('input[type=file][accept*=audio]').setInputFiles(e.audio)
  await page.getByLabel('Page of the episode or a transcript file').fill(readFileSync(e.notes, 'utf8').replace(/\n(?=[^\n]*Keyword Drills)/, `\n${unspoken}\n\n`))
  await expect(page.getByText(`sentences ${e.sentences + 1}`)).toBeVisible()
  await shoot(page, '02-new-episode')
  await page.getByRole('button', { name: 'Use this page' }).click()
  const publish = page.getByRole('button', { name: 'Publish', exact: true })
  await expect(publish).toBeEnabled({ timeout: 120_000 })
  await hostSeesDoubts(page, e)
  await shoot(page, '03-episode-ready')
  await publish.click()
  await expect(page.getByText('Published. Learners see it now.')).toBeVisible()
}

/** Every sentence has its mark of confidence, and the one that is not said is named. */
async function hostSeesDoubts(page: Page, e: Episode): Promise<void> {
  await expect(page.getByText('1 not spoken')).toBeVisible()
  const cues = page.getByRole('listitem').filter({ hasText: /Sure|Listen once|Doubtful|Not spoken/ })
  await expect(cues).toHaveCount(e.sentences + 1)
  await expect(cues.filter({ hasText: 'Not spoken' })).toHaveText(new RegExp(unspoken))
  await expect(cues.filter({ hasText: 'Not spoken' }).getByRole('button', { name: /^Sentence/ })).toHaveCount(0)
  expect(await cues.filter({ hasText: 'Sure' }).count(), 'most are sure').toBeGreaterThan(e.sentences / 2)
}

async function teacherMakesClass(page: Page): Promise<string> {
  await signIn(page, 'teach')
  await page.goto('/classes')
  await page.getByRole('button', { name: 'New class' }).first().click()
  await page.getByLabel('Name of the class').fill('English 3B')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('The class is made.')).toBeVisible()
  await shoot(page, '04-class')
  const link = await page.evaluate(async () => {
    const classes = (await (await fetch('/api/v1/classes')).json()) as { taught: { code: string }[] }
    return classes.taught[0]?.code ?? ''
  })
  expect(link).not.toBe('')
  return link
}

async function learnerSignsUp(page: Page, code: string): Promise<void> {
  await page.goto(`/signup#${code}`)
  await expect(page.getByText('English 3B')).toBeVisible()
  await page.getByLabel('User name').fill('mei')
  await page.getByLabel('Name', { exact: true }).fill('Mei')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await shoot(page, '05-sign-up')
  await page.getByRole('button', { name: 'Sign up', exact: true }).click()
  await expect(page.getByRole('heading', { name: /^Good / })).toBeVisible()
}

/** How often a clip has begun to sound. */
async function countPlays(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const w = window as unknown as { plays: number }
    w.plays = 0
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function () {
      if (this.src.startsWith('blob:')) w.plays++
      return play.call(this)
    }
  })
  return () => page.evaluate(() => (window as unknown as { plays: number }).plays)
}

async function learnerPractises(page: Page, e: Episode): Promise<string> {
  await page.getByRole('link', { name: /World affairs/ }).first().click()
  await page.getByRole('link', { name: new RegExp(e.number) }).first().click()
  await expect(page.getByRole('heading', { name: 'Keyword drills' })).toBeVisible()
  await shoot(page, '06-episode')
  // The drills are read behind the text: the term and the example can be heard.
  for (const what of ['The term', 'The example']) {
    await page.getByRole('button', { name: new RegExp(`^Play: ${what}`) }).first().click()
    await expect(page.getByRole('button', { name: new RegExp(`^Pause: ${what}`) })).toBeVisible()
  }
  const plays = await countPlays(page)
  await page.getByRole('link', { name: 'Practise', exact: true }).first().click()
  await page.waitForURL(/practice/)
  await page.reload() // so that the counting is in place
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(plays, { message: 'the sentence was looped twice', timeout: 90_000 }).toBeGreaterThanOrEqual(2)
  await shoot(page, '07-looping')
  const pause = page.getByRole('button', { name: 'Pause', exact: true })
  if (await pause.isVisible()) await pause.click()

  await page.getByRole('button', { name: 'Record', exact: true }).click()
  const stop = page.getByRole('button', { name: 'Stop recording' })
  const explained = page.getByRole('button', { name: 'Continue' }) // asked only where the browser would ask
  await expect(stop.or(explained)).toBeVisible()
  if (await explained.isVisible()) await explained.click()
  await expect(stop).toBeVisible()
  await shoot(page, '08-recording')
  await spoken(page, 3000, 0)
  const takes = page.getByRole('list', { name: 'Takes, newest first' }).getByRole('button')
  await expect(takes).toHaveCount(1)
  await expect(takes.first()).not.toHaveAccessibleName(/not uploaded/)
  return new URL(page.url()).pathname
}

async function takeOf(page: Page, path: string): Promise<{ id: string; audio: Buffer }> {
  const episode = path.split('/')[2] ?? ''
  const found = await page.evaluate(async (id) => {
    const { takes: list } = (await (await fetch(`/api/v1/episodes/${id}/takes`)).json()) as { takes: { id: string; audioUrl: string }[] }
    const take = list[0]
    if (!take) return null
    const bytes = new Uint8Array(await (await fetch(take.audioUrl)).arrayBuffer())
    let text = ''
    for (const b of bytes) text += String.fromCharCode(b)
    return { id: take.id, audio: btoa(text), count: list.length }
  }, episode)
  expect(found?.count).toBe(1)
  return { id: found?.id ?? '', audio: Buffer.from(found?.audio ?? '', 'base64') }
}

async function learnerSends(page: Page): Promise<void> {
  await page.reload()
  const takes = page.getByRole('list', { name: 'Takes, newest first' }).getByRole('button')
  await expect(takes, 'the take is there after a reload').toHaveCount(1)
  await takes.first().click()
  await page.getByRole('button', { name: /Send to Teacher Chen/ }).click()
  await expect(page.getByText('Sent: English 3B')).toBeVisible()
  await shoot(page, '09-sent')
}

async function teacherReviews(page: Page): Promise<void> {
  await page.goto('/review')
  await expect(page.getByRole('region', { name: 'Recording of Mei' })).toBeVisible()
  await page.locator('label', { hasText: 'Good' }).click()
  await page.getByLabel('To the learner').fill('Clear and calm. Link “night” and “train” a little more.')
  await shoot(page, '10-review')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Mei can read your answer')).toBeVisible()
}

async function learnerReads(page: Page): Promise<void> {
  await page.reload()
  await page.getByRole('list', { name: 'Takes, newest first' }).getByRole('button').first().click()
  await expect(page.getByText('Clear and calm.')).toBeVisible()
  await shoot(page, '11-answer')
}

async function walk(g: Gendu, e: Episode, troubles: string[], dir: string): Promise<void> {
  for (const [login, name, roles] of [['hosti', 'Host', 'host'], ['teach', 'Teacher Chen', 'teacher']] as const) g.addUser(login, name, roles)
  await g.start()
  const microphone = join(dir, 'microphone.wav')
  g.tool(['audio', 'pcm', e.audio, '--rate', '48000', '--from', '1', '--to', '46', '-o', microphone])
  const said = join(dir, 'said.wav')
  g.tool(['audio', 'pcm', microphone, '--rate', '16000', '-o', said])
  const browser: Browser = await launch(microphone)
  try {
    await hostUploads(await open(browser, g, desk, troubles), e)
    const teacher = await open(browser, g, desk, troubles)
    const code = await teacherMakesClass(teacher)
    const learner = await open(browser, g, phone, troubles)
    await learnerSignsUp(learner, code)
    const path = await learnerPractises(learner, e)
    const take = await takeOf(learner, path)
    const match = bestMatch(samplesOf(take.audio), samplesOf(readFileSync(said)))
    expect(match.correlation, 'what is stored is what the microphone heard').toBeGreaterThan(0.99)
    await learnerSends(learner)
    await teacherReviews(teacher)
    await learnerReads(learner)
  } finally {
    await browser.close()
  }
}

test('host, learner and teacher walk the main way with the demo episode', async ({ gendu, troubles }, info) => {
  const demo = join(repo, 'cmd', 'gendu', 'demo')
  await walk(gendu, { audio: join(demo, 'audio.mp3'), notes: join(demo, 'notes.txt'), number: 'G001', sentences: 9 }, troubles, info.outputPath('.'))
})

test('Corpus: the main way with the episode K935', { tag: '@long' }, async ({ gendu, troubles }, info) => {
  const k935 = join(process.env['GENDU_SHARED'] ?? join(repo, '..', 'shared'), 'episodes', 'k935')
  test.skip(!existsSync(k935), 'the corpus is not beside the repository')
  await walk(gendu, { audio: join(k935, 'audio.mp3'), notes: join(k935, 'notes.txt'), number: 'K935', sentences: 15 }, troubles, info.outputPath('.'))
})
