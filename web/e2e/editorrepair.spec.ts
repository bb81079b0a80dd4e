// A host repairs five faults of an episode by keyboard alone, while a learner practises it.
import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { giveTake, savedTakes, settingsSaved } from './stage'

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

interface Line {
  readonly id: string
  readonly text: string
  readonly translation: string
  readonly paragraph: number
  readonly speaker?: string
  readonly spoken: boolean
  readonly startMs: number
  readonly endMs: number
  readonly words?: readonly { text: string; startMs: number; endMs: number }[]
}

interface Text {
  readonly id: string
  readonly revision: number
  readonly cues: readonly Line[]
}

/** The newest revision, as its host has it. */
async function newest(request: APIRequestContext): Promise<Text> {
  const answer = await request.get(`${gendu.url}/api/v1/episodes/${server.episode}/transcript`)
  expect(answer.ok()).toBe(true)
  return (await answer.json()) as Text
}

/** Corrects lines of the newest revision through the API; those that are not named stay. */
async function correct(request: APIRequestContext, changes: Readonly<Record<number, Partial<Line> & { merged?: string[] }>>, gone: readonly number[] = []): Promise<void> {
  const { id, cues } = await newest(request)
  const lines = cues.flatMap((cue, i) => {
    if (gone.includes(i)) return []
    if (!changes[i]) return [{ id: cue.id }]
    const { merged, ...change } = changes[i]
    const { text, translation, paragraph, speaker, spoken, startMs, endMs, words } = { ...cue, ...change }
    return [{ id: cue.id, now: { text, translation, paragraph, spoken, startMs, endMs, ...(speaker ? { speaker } : {}), ...(words ? { words } : {}) }, ...(merged ? { merged } : {}) }]
  })
  const answer = await request.put(`${gendu.url}/api/v1/episodes/${server.episode}/transcript`, { data: { base: id, lines } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

const said = (lines: readonly Line[]) => lines.map(({ text, translation, speaker, spoken }) => ({ text, translation, speaker, spoken }))
const times = (lines: readonly Line[]) => lines.map(({ startMs, endMs }) => [startMs, endMs])
const ids = (lines: readonly Line[]) => lines.map(({ id }) => id)

const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible()
const text = (page: Page, n: number) => page.getByRole('textbox', { name: `Text of sentence ${n}`, exact: true })

async function editor(troubles: string[], viewport = desk): Promise<Page> {
  const page = await open(browser, gendu, viewport, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/episodes/${server.episode}/edit`)
  await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
  return page
}

/** Makes a sentence a card of the one who is signed in. */
async function star(request: APIRequestContext, cue: string): Promise<void> {
  const put = await request.put(`${gendu.url}/api/v1/me/cards/${cue}`, { data: { episodeId: server.episode, source: 'star' } })
  expect(put.ok(), await put.text()).toBe(true)
}

test('five faults are repaired in few key presses, undone one by one, and a former revision is used again; a learner keeps takes and cards', async ({ troubles }) => {
  // A learner has takes and cards, and practises.
  const learner = await open(browser, gendu, phone, troubles)
  await enter(gendu, learner.request, 'learner')
  const stage = { episode: server.episode, cues: (await (await learner.request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)).json() as { cues: Line[] }).cues }
  for (const cue of [1, 3]) {
    await giveTake(gendu, learner.request, stage, cue)
    await star(learner.request, stage.cues[cue]!.id)
  }
  const cards = async () => ((await (await learner.request.get(`${gendu.url}/api/v1/episodes/${server.episode}/cards`)).json()) as { cueId: string }[]).map((card) => card.cueId).sort()
  const takes = async () => (await savedTakes(gendu, learner, stage)).map((take) => [take.id, take.cueId])
  const [takesFirst, cardsFirst] = [await takes(), await cards()]
  expect(takesFirst).toHaveLength(2)

  // The five faults.
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  const first = await newest(page.request)
  await correct(page.request, { 8: { speaker: 'Ana' } })
  const right = await newest(page.request)
  const [one, two, , three, four, , six] = right.cues as [Line, Line, Line, Line, Line, Line, Line]
  await correct(
    page.request,
    {
      0: { text: `${one.text} ${two.text}`, translation: one.translation + two.translation, endMs: two.endMs, words: [...(one.words ?? []), ...(two.words ?? [])], merged: [two.id] },
      3: { translation: '這是別的句子的翻譯。' },
      4: { endMs: four.endMs - 300 },
      6: { spoken: false, startMs: 0, endMs: 0 },
      7: { speaker: 'Ana' },
      8: { speaker: '' },
    },
    [1],
  )
  const planted = await newest(page.request)
  expect(planted.cues).toHaveLength(right.cues.length - 1)

  await learner.goto(`/episodes/${server.episode}/practice?cue=${three.id}`)
  await learner.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(learner.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()

  let presses = 0
  const key = async (...chords: string[]) => {
    for (const chord of chords) {
      presses++
      await page.keyboard.press(chord)
    }
  }
  /** To the sentence that holds a wording. */
  const find = async (what: string, n: number) => {
    await key('Control+f')
    await expect(page.getByRole('search').getByLabel('Find', { exact: true })).toBeFocused()
    await page.keyboard.type(what)
    await expect(text(page, n)).toBeVisible()
    await key('Escape')
    await expect(page.getByRole('search')).toHaveCount(0)
  }

  await page.goto(`/studio/episodes/${server.episode}/edit`)
  await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
  // A merged pair.
  await find('Ten years ago', 1)
  await key('h')
  await expect(text(page, 1)).toHaveValue(one.text)
  // A wrong translation.
  await find('Passengers give', 4)
  await key('r')
  await expect(page.getByRole('textbox', { name: 'Translation of sentence 4' })).toBeFocused()
  await key('Control+a')
  await page.keyboard.type(three.translation)
  await key('Escape')
  // An end that is cut by 300 ms.
  await find('They board', 5)
  await key('v', 'v')
  // A line that is not heard: what is wrong stands there, with the key that repairs it.
  await key('n')
  await expect(text(page, 7)).toBeVisible()
  await expect(page.getByText('It was not heard. Press A to look for it')).toBeVisible()
  await key('a')
  await expect(page.getByText('It was not heard.')).toHaveCount(0)
  // A speaker at the wrong sentence.
  await key('x')
  await expect(text(page, 8)).toBeVisible()
  await key('p')
  await expect(page.getByLabel('Speaker')).toBeFocused()
  await key('Control+a', 'Delete', 'Escape', 'x')
  await expect(text(page, 9)).toBeVisible()
  await key('p')
  await expect(page.getByLabel('Speaker')).toBeFocused()
  await page.keyboard.type('Ana')
  await key('Escape')
  await saved(page)

  console.log(`five faults were repaired in ${presses} key presses`)
  expect(presses).toBeLessThanOrEqual(40)
  const repaired = await newest(page.request)
  expect(said(repaired.cues)).toEqual(said(right.cues))
  expect(ids(repaired.cues).filter((_, i) => i !== 1)).toEqual(ids(right.cues).filter((_, i) => i !== 1))
  repaired.cues.forEach((cue, i) => {
    // What was cut by hand lies where it was; what was found again, or split at a word, near it.
    const near = i === 0 || i === 1 || i === 6 ? 300 : 0
    for (const edge of ['startMs', 'endMs'] as const) expect(Math.abs(cue[edge] - right.cues[i]![edge]), `${edge} of sentence ${i + 1}`).toBeLessThanOrEqual(near)
  })

  // Each of them is one step of undo: the pair, the translation, the edge, the search, the two speakers.
  for (let i = 0; i < 6; i++) await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled()
  await saved(page)
  const undone = await newest(page.request)
  expect([said(undone.cues), times(undone.cues), ids(undone.cues)]).toEqual([said(planted.cues), times(planted.cues), ids(planted.cues)])
  for (let i = 0; i < 6; i++) await page.keyboard.press('Control+Shift+z')
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled()
  await saved(page)
  const again = await newest(page.request)
  expect([said(again.cues), times(again.cues), ids(again.cues)]).toEqual([said(repaired.cues), times(repaired.cues), ids(repaired.cues)])

  // The learner, who had the page open all the while, goes on with the sentences of then.
  await expect(learner.getByRole('button', { name: /^(Play|Pause)$/ })).toBeVisible()
  await giveTake(gendu, learner.request, stage, 3)
  expect((await takes()).slice(0, 2)).toEqual([[takesFirst[0]![0], one.id], takesFirst[1]])
  expect(await cards()).toEqual(expect.arrayContaining([three.id]))
  expect(await cards()).toHaveLength(cardsFirst.length)

  // The first revision is used again, by keyboard: every id is back.
  await page.keyboard.press('o')
  const revisions = page.getByRole('dialog', { name: 'Revisions' })
  const oldest = revisions.getByRole('button', { name: 'Revision 1', exact: false }).last()
  await oldest.focus()
  await page.keyboard.press('Enter')
  await expect(revisions.getByRole('cell', { name: /Passengers give/ }).first()).toBeVisible()
  await revisions.getByRole('button', { name: 'Use these lines again' }).focus()
  await page.keyboard.press('Enter')
  await saved(page)
  await expect.poll(async () => ids((await newest(page.request)).cues)).toEqual(ids(first.cues))
  const restored = await newest(page.request)
  expect([said(restored.cues), times(restored.cues)]).toEqual([said(first.cues), times(first.cues)])
  expect((await takes()).map(([, cue]) => cue)).toEqual([two.id, three.id, three.id])
  expect(await cards()).toEqual(cardsFirst)

  await learner.reload()
  await expect(learner.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await settingsSaved(learner)
  expect(six.spoken).toBe(true)
  await learner.context().close()
  await page.context().close()
})

test('titles, highlights and keywords are corrected in place; learners read them, and undo brings back what was', async ({ troubles }) => {
  const page = await editor(troubles, phone)
  interface Shown {
    episode: { title: string; titleTranslation: string }
    page: { highlights: string[]; keywords: { id: string; term: string; definition: string; syllables: string[] }[] }
  }
  const shown = async () => (await (await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)).json()) as Shown
  const before = await shown()
  const revision = (await newest(page.request)).revision

  await page.keyboard.press('k')
  const title = page.getByLabel('Title', { exact: true })
  await expect(page.getByLabel('Number', { exact: true })).toBeFocused()
  await title.fill('The Loud Return of the Night Train')
  await saved(page)
  await expect.poll(async () => (await shown()).episode.title).toBe('The Loud Return of the Night Train')
  expect((await newest(page.request)).revision).toBe(revision) // a title makes no revision

  await page.getByRole('textbox', { name: 'Highlight 2' }).fill('They are slow, and that is why.')
  await page.getByRole('button', { name: 'Add a highlight' }).click()
  await expect(page.getByRole('textbox', { name: 'Highlight 3' })).toBeFocused()
  await page.keyboard.type('A third one.')
  const word = page.getByRole('group', { name: 'Keyword 1', exact: true })
  await word.getByLabel('Definition').fill('a plan of times')
  await word.getByLabel('Syllables').fill('time ta ble')
  await page.getByRole('button', { name: 'Remove keyword 3' }).click()
  await page.getByRole('button', { name: 'Add a keyword' }).click()
  await expect(page.getByRole('group', { name: 'Keyword 3' }).getByLabel('Term')).toBeFocused()
  await page.keyboard.type('carriage')
  await saved(page)
  await expect.poll(async () => (await shown()).page.keywords.map((k) => k.term)).toEqual([before.page.keywords[0]!.term, before.page.keywords[1]!.term, 'carriage'])
  const after = await shown()
  expect(after.page.highlights).toEqual([before.page.highlights[0], 'They are slow, and that is why.', 'A third one.'])
  expect(after.page.keywords[0]).toMatchObject({ id: before.page.keywords[0]!.id, definition: 'a plan of times', syllables: ['time', 'ta', 'ble'] })
  await faultless(page, 'around the text')
  await page.setViewportSize(desk)
  await page.getByLabel('Number', { exact: true }).focus()
  await faultless(page, 'around the text')

  // A learner reads it.
  const learner = await open(browser, gendu, phone, troubles)
  await enter(gendu, learner.request, 'learner')
  await learner.goto(`/episodes/${server.episode}`)
  await expect(learner.getByRole('heading', { name: 'The Loud Return of the Night Train' })).toBeVisible()
  await expect(learner.getByText('a plan of times')).toBeVisible()
  await expect(learner.getByText('A third one.')).toBeVisible()
  await learner.context().close()

  // Undo, a step for each field, across a reload.
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
  const undo = page.getByRole('button', { name: 'Undo' })
  for (let i = 0; i < 9; i++) await undo.click()
  await expect(undo).toBeDisabled()
  await expect(title).toHaveValue(before.episode.title)
  await saved(page)
  await expect.poll(async () => (await shown()).page.keywords.map((k) => [k.id, k.term, k.definition])).toEqual(before.page.keywords.map((k) => [k.id, k.term, k.definition]))
  const now = await shown()
  expect([now.episode.title, now.page.highlights]).toEqual([before.episode.title, before.page.highlights])
  await page.context().close()
})

test('a sentence is dragged as a whole, snaps to the voice, and stops at its neighbour; a key is changed', async ({ troubles }) => {
  const page = await editor(troubles)
  for (let i = 0; i < 9; i++) await page.keyboard.press('z')
  await expect(text(page, 1)).toBeVisible()
  await page.keyboard.press('x')
  const { cues } = await newest(page.request)
  const [before, line, after] = cues.slice(0, 3) as [Line, Line, Line]
  const start = page.getByLabel('Start (s)')
  const end = page.getByLabel('End (s)')
  await expect(start).toHaveValue((line.startMs / 1000).toFixed(2))
  const box = (await page.locator('.strip u').boundingBox())!
  const pxPerMs = box.width / (line.endMs - line.startMs)
  const drag = async (ms: number, alt = false) => {
    const from = (await page.locator('.strip u').boundingBox())!
    const x = from.x + from.width / 2
    if (alt) await page.keyboard.down('Alt')
    await page.mouse.move(x, from.y + 40)
    await page.mouse.down()
    await page.mouse.move(x + (ms * pxPerMs) / 2, from.y + 40)
    await page.mouse.move(x + ms * pxPerMs, from.y + 40)
    await page.mouse.up()
    if (alt) await page.keyboard.up('Alt')
    return [Number(await start.inputValue()) * 1000, Number(await end.inputValue()) * 1000] as const
  }
  const length = line.endMs - line.startMs
  // Far to the left: up to the sentence before.
  const [left, leftEnd] = await drag(-20_000)
  expect(Math.abs(left - before.endMs)).toBeLessThan(6)
  expect(Math.abs(leftEnd - left - length)).toBeLessThan(12)
  await page.keyboard.press('Control+z')
  await expect(start).toHaveValue((line.startMs / 1000).toFixed(2))
  // Far to the right: up to the next one.
  const [, right] = await drag(20_000)
  expect(Math.abs(right - after.startMs)).toBeLessThan(6)
  await page.keyboard.press('Control+z')
  await expect(start).toHaveValue((line.startMs / 1000).toFixed(2))
  // Keys do the same in small steps, as one step of undo.
  await page.keyboard.press('.')
  await page.keyboard.press('.')
  await expect(start).toHaveValue(((line.startMs + 20) / 1000).toFixed(2))
  await page.keyboard.press('Control+z')
  await expect(start).toHaveValue((line.startMs / 1000).toFixed(2))

  // Keys of one's own: the former owner of a key is named, and loses it.
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  await dialog.getByRole('button', { name: 'Change the key for: next sentence (Move about)' }).click()
  await page.keyboard.press('m')
  await expect(dialog.getByText('M no longer does: merge with the next sentence').last()).toBeVisible()
  await faultless(page, 'keys of the editor')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('m')
  await expect(text(page, 3)).toBeVisible()
  await page.reload()
  await expect(text(page, 3)).toBeVisible()
  await page.keyboard.press('m')
  await expect(text(page, 4)).toBeVisible()
  await page.keyboard.press('?')
  await dialog.getByRole('button', { name: 'Reset all keys' }).click()
  await expect(dialog.getByRole('button', { name: 'Reset all keys' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('x')
  await expect(text(page, 5)).toBeVisible()
  expect(times((await newest(page.request)).cues)).toEqual(times(cues))
  await page.context().close()
})

test('sentences without times get them by tapping along, with the thumb and by keyboard', async ({ troubles }) => {
  const page = await editor(troubles, phone)
  const { cues } = await newest(page.request)
  await correct(page.request, { 3: { spoken: false, startMs: 0, endMs: 0 }, 4: { spoken: false, startMs: 0, endMs: 0 } })
  await page.reload()
  await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
  /** Waits until the sound is at a moment. */
  const heard = (ms: number) => page.waitForFunction((ms) => Number(document.querySelector('[data-playhead]')?.textContent) * 1000 >= ms, ms)
  const bar = page.getByRole('group', { name: 'Tap along' })
  const [three, four] = cues.slice(3, 5) as [Line, Line]

  await page.getByRole('button', { name: 'Tap along' }).click()
  await expect(bar).toContainText('Sentence 4: tap when it begins.')
  await heard(three.startMs)
  await bar.getByRole('button', { name: 'It begins' }).click()
  await expect(bar).toContainText('Sentence 4: tap when it ends.')
  await faultless(page, 'tapping along')
  await bar.getByRole('button', { name: 'Undo' }).click()
  await expect(bar).toContainText('Sentence 4: tap when it begins.')

  await page.setViewportSize(desk)
  await page.locator('li[aria-current]').focus()
  await heard(three.startMs)
  await page.keyboard.press('Space')
  await expect(bar).toContainText('Sentence 4: tap when it ends.')
  await heard(four.startMs)
  await page.keyboard.press('Space')
  await expect(bar).toContainText('Sentence 5: tap when it ends.')
  await heard(four.endMs)
  await page.keyboard.press('Enter')
  await expect(bar).toHaveCount(0)
  await saved(page)
  const now = (await newest(page.request)).cues
  expect(now.every((cue) => cue.spoken)).toBe(true)
  // A hand, and a machine that is busy, may be late; never by so much that sentences overlap.
  for (const [i, edge] of [[3, 'startMs'], [4, 'startMs'], [4, 'endMs']] as const) expect(now[i]![edge], `${edge} of sentence ${i + 1}`).toBeGreaterThan(cues[i]![edge] - 400)
  for (const i of [3, 4, 5]) expect(now[i]!.startMs, `start of sentence ${i + 1}`).toBeGreaterThanOrEqual(now[i - 1]!.endMs)
  // A tap is a step of undo.
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: 'Tap along' })).toBeVisible()
  await saved(page)
  expect((await newest(page.request)).cues.map((cue) => cue.spoken)).toEqual(cues.map((_, i) => i !== 3 && i !== 4))
  await page.context().close()
})
