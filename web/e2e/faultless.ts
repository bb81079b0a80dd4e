// What must hold of a page in every state, for everybody's eyes and hands.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe, { type RunOptions } from 'axe-core'
import type { Page, PageScreenshotOptions } from '@playwright/test'
import { expect, repo } from './gendu'

/**
 * What scrolls sideways and should not. The practice page hides what lies beyond its
 * edge, so that its parts are asked one by one.
 */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = [document.documentElement, ...document.querySelectorAll<HTMLElement>('main, [aria-label="The whole text"], dialog[open]')]
    const beyond = (part: HTMLElement) => {
      const edge = part.getBoundingClientRect().left + part.clientWidth
      const wide = [...part.querySelectorAll<HTMLElement>('*')].filter((inner) => inner.getBoundingClientRect().right > edge + 0.5)
      return wide.slice(0, 3).map((inner) => `${inner.tagName.toLowerCase()}.${inner.classList[0] ?? ''} "${inner.textContent?.trim().slice(0, 30)}"`).join(', ')
    }
    return parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => `${part.tagName.toLowerCase()}: ${part.scrollWidth} in ${part.clientWidth} px (${beyond(part)})`)
  })
}

/** What depends on colours, and on nothing else. */
const ofColours: RunOptions = { runOnly: ['color-contrast', 'link-in-text-block'] }

/** What axe finds in a page. Its source is put into each document once; a page has no frames. */
export async function violations(page: Page, options: RunOptions = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const found = await axe.run(document, { ...options, resultTypes: ['violations'] })
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)
  }, options)
}

/** With SHOTS=1 a picture of every state is left here, to be looked at. */
const shots = join(repo, 'tmp', 'shots', 'states')

async function shoot(page: Page, what: string, colorScheme: string, how: PageScreenshotOptions): Promise<void> {
  if (process.env['SHOTS'] !== '1') return
  mkdirSync(shots, { recursive: true })
  const name = `${what.replace(/\W+/g, '-')}-${page.viewportSize()?.width}-${colorScheme}.png`
  await page.screenshot({ path: join(shots, name), fullPage: true, ...how })
}

/**
 * In light and in dark: no violation of any rule, and nothing beyond the edge. The dark one
 * differs by its colours alone. Firefox ESR 153 cannot be asked for colours, and crashes while
 * axe looks at some pages (docs/adr/0064): there it is the edge alone, and a picture.
 */
export async function faultless(page: Page, what: string): Promise<void> {
  if (page.context().browser()?.browserType().name() === 'firefox') await shoot(page, what, 'light', { caret: 'initial' })
  else await accessible(page, what)
  await expect.poll(() => sideways(page), { message: `${what} scrolls sideways` }).toEqual([])
}

async function accessible(page: Page, what: string): Promise<void> {
  for (const [colorScheme, rules] of [['light', {}], ['dark', ofColours]] as const) {
    await page.emulateMedia({ colorScheme })
    // A colour on its way to another is neither: axe looks once everything stands.
    await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running'))
    expect.soft(await violations(page, rules), `${what}, ${colorScheme}`).toEqual([])
    await shoot(page, what, colorScheme, { animations: 'disabled' })
  }
  await page.emulateMedia({ colorScheme: null })
}
