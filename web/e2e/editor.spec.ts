// A host corrects the text of an episode by hand while a learner has it.
import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'

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

interface Cue {
  id: string
  text: string
  startMs: number
  endMs: number
}

async function editor(troubles: string[], viewport = desk): Promise<Page> {
  const page = await open(browser, gendu, viewport, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/episodes/${server.episode}/edit`)
  await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
  return page
}

/** The sentences as learners have them. */
async function practised(page: Page): Promise<Cue[]> {
  const answer = await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}`)
  return ((await answer.json()) as { cues: Cue[] }).cues
}

const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible()

test('a host repairs sentences by keyboard alone; undo, reload and a former revision bring back what was', async ({ troubles }) => {
  const page = await editor(troubles)
  const before = await practised(page)
  const key = (chord: string) => page.keyboard.press(chord)

  // To the first sentence: its text, its start, a split, and a merge of the next two.
  for (let i = 0; i < before.length; i++) await key('z')
  const text = page.getByRole('textbox', { name: 'Text of sentence 1', exact: true })
  await expect(text).toBeVisible()
  await key('i')
  await expect(text).toBeFocused()
  await key('End')
  await page.keyboard.type(' Again.')
  await key('Escape')
  await key('Control+Shift+ArrowLeft')
  await key('x')
  await key('m')
  await expect(page.getByRole('status').filter({ hasText: 'Saving' })).toBeVisible()
  await saved(page)
  let now = await practised(page)
  expect(now.map((cue) => cue.id)).toEqual(before.filter((_, i) => i !== 2).map((cue) => cue.id))
  expect(now[0]!.text).toBe(`${before[0]!.text} Again.`)
  expect(now[0]!.endMs).toBe(before[0]!.endMs - 100)
  expect(now[1]).toMatchObject({ text: `${before[1]!.text} ${before[2]!.text}`, startMs: before[1]!.startMs, endMs: before[2]!.endMs })

  // A reload: the same line is in hand, and undo goes on. One step for each gesture.
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Text of sentence 2', exact: true })).toBeVisible()
  await key('Control+z')
  await saved(page)
  expect((await practised(page)).map((cue) => cue.id)).toEqual(before.map((cue) => cue.id))
  await key('Control+z')
  await key('Control+z')
  await saved(page)
  now = await practised(page)
  expect(now.map(({ text, startMs, endMs }) => ({ text, startMs, endMs }))).toEqual(before.map(({ text, startMs, endMs }) => ({ text, startMs, endMs })))

  // A former revision is compared and used again.
  await page.getByRole('button', { name: 'Revisions' }).click()
  await page.getByRole('button', { name: /^Revision 2/ }).click()
  await expect(page.getByRole('cell', { name: /Again\./ })).toBeVisible()
  await page.getByRole('button', { name: 'Use these lines again' }).click()
  await saved(page)
  await expect.poll(async () => (await practised(page))[0]!.text).toBe(`${before[0]!.text} Again.`)

  // Find and replace, as one step.
  await key('Control+f')
  const bar = page.getByRole('search', { name: 'Find and replace' })
  await expect(bar.getByLabel('Find', { exact: true })).toBeFocused()
  await page.keyboard.type('timetables. again.')
  await expect(bar).toContainText('1 of 1')
  await faultless(page, 'find and replace')
  await bar.getByLabel('Replace with').fill('timetables. Once more.')
  await bar.getByRole('button', { name: 'Replace all' }).click()
  await expect(bar).toContainText('It stands nowhere in the text.')
  await expect.poll(async () => (await practised(page))[0]!.text).toBe(`${before[0]!.text} Once more.`)
  await key('Escape')
  await expect(bar).toHaveCount(0)
  await key('Control+z')
  await expect.poll(async () => (await practised(page))[0]!.text).toBe(`${before[0]!.text} Again.`)

  // The starts of all sentences, as one step.
  const starts = (await practised(page)).map((cue) => cue.startMs)
  await key('Control+i')
  const dialog = page.getByRole('dialog', { name: 'Move times' })
  await expect(dialog.getByLabel('By (s)')).toBeFocused()
  await page.keyboard.type('0.1')
  await dialog.getByText('Starts', { exact: true }).click()
  await dialog.getByText('All', { exact: true }).click()
  await faultless(page, 'moving times')
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await expect.poll(async () => (await practised(page)).map((cue) => cue.startMs)).toEqual(starts.map((ms) => ms + 100))

  // Who pauses within a text goes on at the word that was said; the sentence is split where it was paused.
  for (let i = 0; i < before.length; i++) await key('z')
  for (let i = 0; i < 3; i++) await key('x')
  const fourth = page.getByRole('textbox', { name: 'Text of sentence 4', exact: true })
  await key('i')
  await expect(fourth).toBeFocused()
  await key('Home')
  await key('Alt+k')
  await page.waitForFunction(() => {
    const [head, line] = ['.strip i', '.strip u'].map((selector) => document.querySelector(selector)?.getBoundingClientRect())
    return head && line && head.left > line.left + line.width / 4
  })
  await key('Alt+k')
  const caret = () => fourth.evaluate((field) => (field as HTMLTextAreaElement).selectionStart)
  await expect.poll(caret).toBeGreaterThan(0)
  expect((await fourth.inputValue())[(await caret()) - 1]).toBe(' ')
  await key('Escape')
  const whole = (await practised(page)).map((cue) => cue.text)
  await expect(page.getByRole('button', { name: 'Split at the playhead' })).toBeEnabled()
  await key('g')
  await saved(page)
  await expect.poll(async () => (await practised(page)).length).toBe(whole.length + 1)
  const parts = (await practised(page)).map((cue) => cue.text)
  expect(`${parts[3]} ${parts[4]}`).toBe(whole[3])
  await page.context().close()
})

test('what was not sent survives a closed page; of two editors neither writes over the other', async ({ troubles }) => {
  const first = await editor(troubles, phone)
  await first.context().setOffline(true)
  await first.getByRole('textbox', { name: /^Translation of sentence/ }).fill('離線時寫的。')
  await expect(first.getByText('Not saved: the server cannot be reached.')).toBeVisible()
  await first.context().setOffline(false)
  await saved(first)

  const second = await editor(troubles)
  await second.getByRole('textbox', { name: /^Translation of sentence/ }).fill('第二個人寫的。')
  await saved(second)
  await first.getByRole('textbox', { name: /^Translation of sentence/ }).fill('第一個人又寫的。')
  await expect(first.getByText('Somebody else saved another revision.')).toBeVisible()
  await first.getByRole('button', { name: 'Use theirs' }).click()
  const field = first.getByRole('textbox', { name: /^Translation of sentence/ })
  await expect(field).toHaveValue('第二個人寫的。')
  await first.getByRole('button', { name: 'Undo' }).click()
  await expect(field).toHaveValue('第一個人又寫的。')
  await saved(first)
  await first.context().close()
  await second.context().close()
})

test('of a long text the lines in and near the window are there; what is in hand stays where it was written', async ({ troubles }) => {
  const page = await editor(troubles)
  const text = (n: number) => page.getByRole('textbox', { name: `Text of sentence ${n}`, exact: true })
  const answer = await page.request.get(`${gendu.url}/api/v1/episodes/${server.episode}/transcript`)
  const { id, cues } = (await answer.json()) as { id: string; cues: { id: string; paragraph: number }[] }
  const more = Array.from({ length: 700 }, (_, i) => {
    const short = `Line ${i + 1} of many.`
    return { id: randomUUID(), now: { text: i % 3 ? short : `${short} It is longer than the others, so that it takes two rows or three, and no row is as high as the one before it.`, translation: i % 4 ? '' : '多行中的一行。', paragraph: cues.at(-1)!.paragraph, spoken: false, startMs: 0, endMs: 0 } }
  })
  const put = await page.request.put(`${gendu.url}/api/v1/episodes/${server.episode}/transcript`, { data: { base: id, lines: [...cues.map((cue) => ({ id: cue.id })), ...more] } })
  expect(put.ok(), await put.text()).toBe(true)
  const count = cues.length + more.length
  const rows = page.locator('ol > li[aria-posinset]')
  /** Rows that are beside each other in the list and not in the window. */
  const gaps = () =>
    rows.evaluateAll((all) =>
      all.flatMap((row, i) => {
        const next = all[i + 1]
        if (!next || Number(next.getAttribute('aria-posinset')) !== Number(row.getAttribute('aria-posinset')) + 1) return []
        const gap = next.getBoundingClientRect().top - row.getBoundingClientRect().bottom
        return Math.abs(gap) > 1 ? [`${gap} px behind ${row.getAttribute('aria-posinset')}`] : []
      }),
    )
  for (const size of [desk, phone]) {
    await page.setViewportSize(size)
    await page.reload()
    await expect(page.getByRole('textbox', { name: /^Text of sentence/ })).toBeVisible()
    await expect(rows.first()).toHaveAttribute('aria-setsize', `${count}`)
    expect(await rows.count()).toBeLessThan(80)

    // What is being written stays there while one looks elsewhere.
    await page.keyboard.press('Control+f')
    await page.keyboard.type('Line 400 of')
    await expect(text(cues.length + 400)).toBeInViewport()
    await page.keyboard.press('Escape')
    await page.keyboard.press('i')
    await page.keyboard.type('Written. ')
    await page.mouse.move(200, 700)
    await page.mouse.wheel(0, 9000)
    await expect(text(cues.length + 400)).not.toBeInViewport()
    await expect(text(cues.length + 400)).toBeFocused()
    expect(await rows.count()).toBeLessThan(80)
    await expect.poll(gaps).toEqual([])
    await faultless(page, `a long text, ${size.width} px`)
    await page.keyboard.type('More. ')
    await expect(text(cues.length + 400)).toHaveValue(/Written\. More\. /)

    // From line to line it stays in sight, down and up.
    await page.keyboard.press('Escape')
    for (let i = 1; i <= 12; i++) await page.keyboard.press('x')
    await expect(text(cues.length + 412)).toBeInViewport()
    for (let i = 1; i <= 20; i++) await page.keyboard.press('z')
    await expect(text(cues.length + 392)).toBeInViewport()
    await expect.poll(gaps).toEqual([])

    // To the end of the page, and one presses the line that is seen there.
    await page.keyboard.press('End')
    const last = page.locator(`li[aria-posinset="${count}"]`)
    await expect(last).toBeInViewport()
    await last.getByRole('button').click()
    await expect(text(count)).toBeInViewport()
    await expect.poll(gaps).toEqual([])
  }
  await saved(page)
  await page.context().close()
})
