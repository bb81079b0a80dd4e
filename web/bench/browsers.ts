// Chromium and Firefox behind one small type, both playing into the sink.
import { type Page as ChromiumPage, chromium } from '@playwright/test'
import { launch as launchFirefox, type Page as FirefoxPage } from 'puppeteer-core'

export type BrowserName = 'Chromium' | 'Firefox'
export const browserNames: readonly BrowserName[] = ['Chromium', 'Firefox']

const size = { width: 1280, height: 800 }

export class Window {
  constructor(
    readonly name: BrowserName,
    readonly version: string,
    readonly page: ChromiumPage | FirefoxPage,
    readonly close: () => Promise<void>,
  ) {}

  async goto(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'load' })
  }

  /** Runs a function in the page; it must stand alone. */
  run<A, T>(what: (arg: A) => T | Promise<T>, arg: A): Promise<T> {
    return (this.page as FirefoxPage).evaluate(what as (arg: unknown) => T, arg) as Promise<T>
  }

  /** Runs a function in every document before its own scripts. */
  async before(what: () => void): Promise<void> {
    if (this.name === 'Chromium') await (this.page as ChromiumPage).addInitScript(what)
    else await (this.page as FirefoxPage).evaluateOnNewDocument(what)
  }

  async wait(selector: string): Promise<void> {
    try {
      await (this.page as FirefoxPage).waitForSelector(selector, { timeout: 30_000 })
    } catch (err) {
      const text = await this.run(() => document.body.innerText, null)
      throw new Error(`${selector} is not at ${this.page.url()}, which says: ${text.slice(0, 500)}`, { cause: err })
    }
  }

  /** A click as a hand makes it: into the middle of what the selector finds. */
  async click(selector: string): Promise<void> {
    const box = await this.run(async (s) => {
      const middle = () => {
        const el = document.querySelector(s)
        if (!el) throw new Error(`there is no ${s}`)
        el.scrollIntoView({ block: 'center', behavior: 'instant' })
        const r = el.getBoundingClientRect()
        return { x: r.left + r.width / 2, y: r.top + r.height / 2 }
      }
      // What scrolls into view is laid out only then, and moves once more.
      for (let last = middle(), still = 0; ; ) {
        await new Promise((done) => setTimeout(done, 50))
        const now = middle()
        still = Math.abs(now.y - last.y) < 1 ? still + 1 : 0
        if (still === 3) return now
        last = now
      }
    }, selector)
    await this.page.mouse.click(box.x, box.y)
  }
}

/** Chromium as Debian ships it. Playwright would mute it. */
async function openChromium(env: Record<string, string>, freePlay: boolean): Promise<Window> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    env: { ...(process.env as Record<string, string>), ...env },
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      '--no-sandbox', // as root in a container
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      `--autoplay-policy=${freePlay ? 'no-user-gesture-required' : 'user-gesture-required'}`,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
    ],
  })
  const page = await browser.newPage({ viewport: size, locale: 'en-GB' })
  return new Window('Chromium', browser.version(), page, () => browser.close())
}

async function openFirefox(env: Record<string, string>, freePlay: boolean): Promise<Window> {
  const browser = await launchFirefox({
    browser: 'firefox',
    executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
    headless: true,
    env: { ...process.env, ...env, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    extraPrefsFirefox: {
      'media.autoplay.default': freePlay ? 0 : 1,
      'media.autoplay.blocking_policy': 0,
      'intl.accept_languages': 'en-GB',
      'media.cubeb.backend': 'pulse-rust',
      'media.navigator.permission.disabled': true,
      'media.navigator.streams.fake': true, // a tone
    },
    defaultViewport: size,
  })
  const page = (await browser.pages())[0] ?? (await browser.newPage())
  await page.setViewport(size)
  return new Window('Firefox', (await browser.version()).replace(/^firefox\//i, ''), page, () => browser.close())
}

/** A new browser with an empty profile. `freePlay`: pages may play before any click. */
export function openWindow(name: BrowserName, env: Record<string, string>, freePlay = false): Promise<Window> {
  return name === 'Chromium' ? openChromium(env, freePlay) : openFirefox(env, freePlay)
}
