// Large letters, small windows and less motion: what a page looks like then.
import type { Browser, Page } from '@playwright/test'
import { sideways } from './faultless'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { Learner, settle, speaker } from './stage'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
  browser = await launch(speaker(gendu))
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

/** Controls that are cut off or lie where nobody can scroll: the row of takes scrolls sideways by itself. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    for (const node of document.querySelectorAll<HTMLElement>('button, a, input, select, textarea, h1, h2')) {
      if (!node.checkVisibility() || node.closest('.sr, .skip, [aria-hidden=true]') || node.matches('.sr, .skip')) continue
      const box = node.getBoundingClientRect()
      const name = node.getAttribute('aria-label') ?? node.textContent?.trim().slice(0, 40) ?? node.tagName
      if (!node.closest('.takes') && (box.right > innerWidth + 1 || box.left < -1)) found.push(`${name}: beyond the side`)
      const scrolls = node.closest('main, dialog, [aria-label="The whole text"]') !== null
      if (!scrolls && (box.bottom > innerHeight + 1 || box.top < -1) && getComputedStyle(document.documentElement).overflowY === 'hidden') found.push(`${name}: below the window`)
      if (node.matches('button, a') && getComputedStyle(node).overflow === 'hidden' && node.scrollWidth > node.clientWidth + 1) found.push(`${name}: cut off`)
    }
    return found
  })
}

/** Whether the sentence begins between what stands above it and the status and the bar below it. */
function firstLine(page: Page): Promise<boolean> {
  return page.locator('.stack .text').first().evaluate((text) => {
    const box = text.getBoundingClientRect()
    return text.contains(document.elementFromPoint(box.left + 12, box.top + Math.min(box.height - 2, parseFloat(getComputedStyle(text).lineHeight))))
  })
}

/** Buttons of the player that lie over one another, or are cut by what is around them. */
function heaped(page: Page): Promise<string[]> {
  return page.locator('section.bar').evaluate((bar) => {
    const found: string[] = []
    const all = [...bar.querySelectorAll('button')].map((node) => ({ name: node.getAttribute('aria-label') ?? node.textContent?.trim() ?? '', node, box: node.getBoundingClientRect() }))
    for (const { name, node, box } of all) {
      for (const x of [box.left + 3, box.right - 3]) {
        const hit = document.elementFromPoint(x, box.top + box.height / 2)
        if (!hit || !node.contains(hit)) found.push(`${name}: cut or covered`)
      }
      if (box.height > 70) found.push(`${name}: more than two lines`)
      if (node.scrollWidth > node.clientWidth + 1) found.push(`${name}: too narrow for its text`)
    }
    return found
  })
}

test('the player is laid out at any size of the window and of the letters, with a ladder too', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await settle(gendu, page.request, server.episode, { ladder: [0.85, 1.05, 1.25], mode: 'repeat', speed: 1, autoRecord: false })
  for (const [size, locale] of [[phone, 'zh-Hant'], [phone, ''], [{ width: 360, height: 740 }, ''], [{ width: 640, height: 400 }, ''], [{ width: 900, height: 600 }, ''], [{ width: 1000, height: 800 }, ''], [desk, '']] as const) {
    await page.request.patch(`${gendu.url}/api/v1/me`, { data: { locale } })
    await page.setViewportSize(size)
    await page.goto(`/episodes/${server.episode}/practice`)
    await expect(page.locator('section.bar [data-play]')).toBeVisible()
    for (const letters of ['100%', '200%']) {
      await page.evaluate((to) => document.documentElement.style.setProperty('font-size', to), letters)
      await expect.poll(() => heaped(page), { message: `${size.width} px, letters at ${letters}` }).toEqual([])
    }
  }
})

test('text at 200 % loses nothing', async ({ troubles }) => {
  for (const [size, how] of [[phone, 'text'], [desk, 'text'], [{ width: desk.width / 2, height: desk.height / 2 }, 'page'], [{ width: 320, height: 200 }, 'page']] as const) {
    const page = await open(browser, gendu, size, troubles)
    await enter(gendu, page.request, 'learner')
    const practice = `/episodes/${server.episode}/practice`
    for (const path of size.height < 300 ? [practice] : ['/', `/episodes/${server.episode}`, practice, '/me', '/classes']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      if (how === 'text') await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
      await page.waitForLoadState('networkidle')
      // The bar measures itself again after the letters have grown.
      await expect.poll(() => lost(page), { message: `${path}, ${how} at 200 % in ${size.width} px` }).toEqual([])
      await expect.poll(() => sideways(page), { message: `${path} at ${size.width} px scrolls sideways` }).toEqual([])
      if (path !== practice) continue
      expect.soft(await page.getByRole('main').evaluate((node) => node.clientHeight), `room for the sentence, ${how} at 200 % in ${size.width} px`).toBeGreaterThan(size.height / 4)
      await expect(page.getByRole('button', { name: 'Record', exact: true })).toBeInViewport({ ratio: 1 })
      await expect.poll(() => firstLine(page), { message: `the first line of the sentence is in sight at ${size.width}×${size.height}` }).toBe(true)
    }
    await page.context().close()
  }
})

test('nothing moves where less motion is asked for', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await settle(gendu, page.request, server.episode, {}) // other journeys leave settings of their own
  await new Learner(page, { episode: server.episode, cues: server.cues.map((c) => ({ ...c, text: '' })) }).goTo()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const moving = () =>
    page.evaluate(() => {
      const slow = [...document.querySelectorAll('*')].filter((node) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(node)
        const seconds = (text: string) => Math.max(...text.split(',').map((part) => (part.includes('ms') ? parseFloat(part) / 1000 : parseFloat(part))))
        return seconds(transitionDuration) > 0.01 || (animationName !== 'none' && seconds(animationDuration) > 0.01)
      })
      return [...slow.map((node) => node.className.toString()), ...document.getAnimations().map((a) => a.playState).filter((s) => s === 'running')]
    })
  await expect.poll(moving).toEqual([])
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(moving).toEqual([])
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect.poll(moving).toEqual([])
  await page.goto('/library')
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await expect.poll(moving).toEqual([])
})
