// What the journeys share that lose no recording: a learner of their own, and what a page sends.
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { expect, type Gendu, open, phone } from './gendu'
import { enter } from './server'
import { Learner, type Stage, waitingTakes } from './stage'

/** A learner of their own on the practice page. */
export async function learnAs(
  { gendu, browser, stage }: { gendu: Gendu; browser: Browser; stage: Stage },
  login: string,
  name: string,
  troubles: string[],
  size = phone,
): Promise<Learner> {
  gendu.addUser(login, name, 'learner')
  const page = await open(browser, gendu, size, troubles)
  await enter(gendu, page.request, login)
  const learner = new Learner(page, stage)
  await learner.goTo()
  return learner
}

export const offline = (page: Page, off: boolean) => page.context().setOffline(off)

/** Nothing is left in the browser: the badge alone may only not be drawn yet. */
export async function arrived(page: Page): Promise<void> {
  await expect.poll(() => waitingTakes(page), { message: 'what waits arrives', timeout: 60_000 }).toEqual([])
}

/** What the server said to each setting that was sent. */
export function settingsSent(page: Page): Map<string, number> {
  const answers = new Map<string, number>()
  page.on('response', (r) => {
    const key = /\/api\/v1\/me\/settings\/([^/?]+)$/.exec(decodeURIComponent(r.url()))?.[1]
    if (key && r.request().method() === 'PUT') answers.set(key, r.status())
  })
  return answers
}

/** How often each take was sent, and what the server said. */
export function sendings(page: Page | BrowserContext): { id: string; status: number }[] {
  const list: { id: string; status: number }[] = []
  page.on('response', (r) => {
    const id = /\/api\/v1\/takes\/([^/?]+)\?/.exec(r.url())?.[1]
    if (id && r.request().method() === 'PUT') list.push({ id, status: r.status() })
  })
  return list
}
