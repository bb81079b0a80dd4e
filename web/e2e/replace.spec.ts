// What is published can be practised, and stays so while its audio is replaced.
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, repo, test } from './gendu'
import { enter, startServer, type Server } from './server'

const demo = join(repo, 'cmd', 'gendu', 'demo', 'audio.mp3')
let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

async function studio(troubles: string[], path: string): Promise<Page> {
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(path)
  return page
}

/** What learners get of the episode. */
async function learners(page: Page): Promise<{ audio: string; spoken: number }> {
  const answer = await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)
  const { audio, cues } = (await answer.json()) as { audio: { id: string }; cues: { spoken: boolean }[] }
  return { audio: audio.id, spoken: cues.filter((cue) => cue.spoken).length }
}

test('a new audio waits beside the published one, is compared, and can be taken back', async ({ troubles }, info) => {
  const short = info.outputPath('short.wav')
  gendu.tool(['audio', 'pcm', demo, '--rate', '24000', '--from', '0', '--to', '24', '-o', short])
  const page = await studio(troubles, `/studio/episodes/${server.episode}`)
  const before = await learners(page)
  expect(before.spoken).toBe(9)
  await expect(page.getByText('Learners keep the present audio until you decide.')).toBeVisible()
  await page.locator('input[type=file][accept*=audio]').setInputFiles(short)
  const use = page.getByRole('button', { name: 'Use the new audio' })
  await expect(use).toBeVisible({ timeout: 120_000 })
  const offered = page.getByText(/New audio short\.wav: \d of 9 sentences were found in it\./)
  const found = Number(/(\d) of 9/.exec((await offered.textContent()) ?? '')?.[1])
  expect(found).toBeGreaterThan(0)
  expect(found).toBeLessThan(9)
  await expect(page.getByText(new RegExp(`^${9 - found} sentences? that learners practise now w`))).toBeVisible()
  expect(await learners(page), 'learners keep what they had').toEqual(before)
  await expect(page.getByText('Revision 2 is not in use yet; learners practise revision 1.')).toBeVisible()
  // The times that are shown say which audio they belong to.
  const whose = page.getByText('These are the sentences and times of revision 2 in the new audio short.wav, which is not in use yet.')
  await expect(whose).toBeVisible()
  const reading = page.getByRole('region', { name: 'How it is read' })
  await reading.getByText('Sentences', { exact: true }).click()
  await expect(reading.getByText('Times in the new audio short.wav, which is not in use yet')).toBeVisible()
  // So do those of a file that comes meanwhile.
  const field = page.getByLabel('Page of the episode or a transcript file')
  const former = await field.inputValue()
  await field.fill('1\n00:00:01,000 --> 00:00:03,000\nThe council met today.\n')
  await page.getByRole('button', { name: 'Use the corrected page' }).click()
  await expect(page.getByText('Saved. 1 sentence has the time from the file, for the new audio.')).toBeVisible()
  expect(await learners(page), 'learners keep what they had').toEqual(before)
  await field.fill(former)
  await page.getByRole('button', { name: 'Use the corrected page' }).click()
  await expect(page.getByText('Revision 4 is not in use yet; learners practise revision 1.')).toBeVisible({ timeout: 60_000 })
  await expect(use).toBeVisible({ timeout: 60_000 })
  await use.click()
  await expect(page.getByText('Learners have the new audio now.')).toBeVisible()
  expect((await learners(page)).spoken).toBe(found)
  await expect(page.getByText('which is not in use yet')).toHaveCount(0)
  await page.getByRole('button', { name: 'Go back to this audio' }).click()
  await expect(page.getByText('The former audio comes back.')).toBeVisible()
  expect(await learners(page), 'the way back').toEqual(before)
  await expect(page.getByText('9 sentences').first()).toBeVisible()
  await page.context().close()
})

test('an episode with nothing to practise is not published, and the cause is named', async ({ troubles }) => {
  const page = await studio(troubles, '/studio')
  const answer = await page.request.post(`${gendu.url}/api/v1/shows`, { data: { title: 'Nihongo', language: 'ja', translation: 'zh-Hant' } })
  const show = ((await answer.json()) as { id: string }).id
  await page.goto(`/studio/shows/${show}/new`)
  await page.getByLabel('Page of the episode or a transcript file').fill('EP. 1: Elephants\n\nPurple elephants quietly assemble forty wooden bicycles beneath a frozen lighthouse.')
  await page.getByRole('button', { name: 'Use this page' }).click()
  await expect(page).toHaveURL(/episodes/)
  // The form is made again for the revision; a file that is put into the former one is lost.
  await expect(page.getByRole('button', { name: 'Use the corrected page' })).toBeVisible()
  await page.locator('input[type=file][accept*=audio]').setInputFiles(demo)
  await expect(page.getByText('a sentence that can be practised; none was found in the audio')).toBeVisible({ timeout: 120_000 })
  await expect(page.getByText('The text is not written in Japanese, the language of this show.', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Publish', exact: true })).toBeDisabled()
  const id = page.url().split('/').at(-1)
  const refused = await page.request.put(`${gendu.url}/api/v1/episodes/${id}/publication`, { data: { published: true } })
  expect(refused.status()).toBe(409)
  expect(await refused.text()).toContain('not written in the language of the show')
  await page.context().close()
})
