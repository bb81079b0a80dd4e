// A real server for each journey, and a Chromium whose microphone plays a file.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { test as base, type Browser, type BrowserContext, type BrowserContextOptions, chromium, expect, type Page } from '@playwright/test'

export const repo = resolve(import.meta.dirname, '../..')
const binary = process.env['GENDU_BINARY'] ?? join(repo, 'bin', 'gendu')
/** The same server with a clock that is moved (internal/movedclock). */
const movable = join(dirname(binary), 'movedclock')

export const password = 'a password for journeys'

/** Data of a server that e2e/templates.ts makes once: with the demo episode, and with that of short sentences beside it. */
export type Template = 'demo' | 'short'

/** The variable of the environment that says where the templates are. */
export const templates = 'GENDU_TEMPLATES'

/** The size of the window that a journey runs in. */
export const phone = { width: 390, height: 844 }
export const desk = { width: 1280, height: 800 }

/** A journey at a second width, after the phone's: `make journeys` runs it. */
export const second = (size: { width: number }) => ({ tag: size.width === phone.width ? [] : ['@long'] })

export class Gendu {
  readonly dir = mkdtempSync(join(tmpdir(), 'gendu-e2e-'))
  private process: ChildProcess | undefined
  private constructor(
    private readonly addr: string,
    /** How the browser reaches it. */
    readonly url: string,
  ) {}

  /** A server of this machine, which the browser may know by a name (see elsewhere). */
  static async make(host = '127.0.0.1'): Promise<Gendu> {
    const port = await freePort()
    return new Gendu(`127.0.0.1:${port}`, `http://${host}:${port}`)
  }

  /** How the journey itself reaches it. */
  get local(): string {
    return `http://${this.addr}`
  }

  /** Runs a sub-command on the same stores. */
  tool(args: string[], input = ''): string {
    return execFileSync(binary, args, { cwd: this.dir, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] })
  }

  /** Puts what was made before all journeys in place of what its stores hold. */
  fill(name: Template): void {
    const made = process.env[templates]
    if (!made) throw new Error(`${templates} is not set: globalSetup of playwright.config.ts sets it`)
    rmSync(this.dir, { recursive: true, force: true })
    cpSync(join(made, name), this.dir, { recursive: true })
  }

  /** Has the data of another server, which does not run. */
  copy(from: Gendu): void {
    cpSync(from.dir, this.dir, { recursive: true })
  }

  addUser(login: string, name: string, roles: string): void {
    this.tool(['user', 'add', login, '--name', name, '--roles', roles, '--password-stdin'], `${password}\n`)
  }

  async start(): Promise<void> {
    await this.#run(spawn(binary, ['serve', '--addr', this.addr, '--base-url', this.url], { cwd: this.dir, stdio: 'ignore' }))
  }

  /** Starts it with a clock; the result moves that so many ms ahead of this machine's. */
  async startMovable(): Promise<(ahead: number) => Promise<void>> {
    const p = spawn(movable, ['--addr', this.addr, '--base-url', this.url], { cwd: this.dir, stdio: ['pipe', 'pipe', 'ignore'] })
    const said = createInterface({ input: p.stdout })
    await this.#run(p)
    return async (ahead) => {
      const done = new Promise<string>((line) => said.once('line', line))
      p.stdin.write(`${ahead}\n`)
      expect(await done, 'the clock of the server').toBe(String(ahead))
    }
  }

  async #run(p: ChildProcess): Promise<void> {
    this.process = p
    await expect
      .poll(() => fetch(`${this.local}/readyz`).then((r) => r.status, () => 0), { message: 'the server is ready', timeout: 30_000 })
      .toBe(200)
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    const p = this.process
    this.process = undefined
    if (!p || p.exitCode !== null) return
    const gone = new Promise((done) => p.once('exit', done))
    p.kill('SIGKILL')
    await gone
  }

  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.dir, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A name that the browser takes for another machine's, and that leads here. */
export const elsewhere = 'gendu.test'

/** Chromium whose microphone plays a WAV file, over and over. */
export function launch(microphone?: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', // as root in a container
      `--host-resolver-rules=MAP ${elsewhere} 127.0.0.1`,
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--autoplay-policy=user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
    ],
  })
}

/** Playwright puts an empty style into a page of Firefox before each picture, which the page's policy refuses. */
const ofPictures = 'sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA='

/** A signed-out window. What the browser blocks or reports fails the journey. */
export async function open(browser: Browser, g: Gendu, viewport: { width: number; height: number }, troubles: string[], more: BrowserContextOptions = {}): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ baseURL: g.url, viewport, locale: 'en-GB', permissions: ['microphone'], ...more })
  const page = await context.newPage()
  page.on('console', (m) => {
    if (m.type() === 'error' && /Content Security Policy|Permissions policy|Refused to/i.test(m.text())) troubles.push(m.text())
  })
  page.on('pageerror', (e) => String(e).includes(ofPictures) || troubles.push(`${page.url()}: ${e.stack ?? String(e)}`))
  page.on('request', (r) => {
    const u = new URL(r.url())
    if (u.protocol.startsWith('http') && u.host !== new URL(g.url).host) troubles.push(`a request to somebody else: ${r.url()}`)
  })
  return page
}

export async function signIn(page: Page, login: string): Promise<void> {
  await page.goto('/signin')
  await page.getByLabel('User name').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page).not.toHaveURL(/signin/)
}

export const test = base.extend<{ gendu: Gendu; troubles: string[] }>({
  gendu: async ({}, use) => {
    const g = await Gendu.make()
    await use(g)
    await g.dispose()
  },
  troubles: async ({}, use) => {
    const list: string[] = []
    await use(list)
    expect(list, 'what the browser blocked or threw').toEqual([])
  },
})
export { expect }
