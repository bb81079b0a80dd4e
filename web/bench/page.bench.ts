// What a page weighs, and whether it stutters while it plays.
import { gzipSync } from 'node:zlib'
import { expect, type Page, type Response, test } from '@playwright/test'
import { Server } from './server'
import { quantile } from './match'
import { mp3, srt } from './material'
import { keep } from './report'
import { Sink } from './sink'

const CUES = 300
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60)

/** The scripts that a page loads until the network is still: names and sizes. */
async function scripts(page: Page, open: () => Promise<unknown>): Promise<{ files: number; gz: number; raw: number; css: number }> {
  const found = new Map<string, Promise<{ js: boolean; body: Buffer }>>()
  const take = (r: Response) => {
    const type = r.headers()['content-type'] ?? ''
    const js = /javascript/.test(type)
    if (js || /text\/css/.test(type)) found.set(r.url(), r.body().then((body) => ({ js, body })))
  }
  page.on('response', take)
  await open()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1500) // what is loaded when idle
  page.off('response', take)
  const all = await Promise.all(found.values())
  const sum = (of: typeof all, size: (b: Buffer) => number) => of.reduce((n, f) => n + size(f.body), 0)
  const js = all.filter((f) => f.js)
  const gz = (b: Buffer) => gzipSync(b, { level: 9 }).length
  return { files: js.length, gz: sum(js, gz), raw: sum(js, (b) => b.length), css: sum(all.filter((f) => !f.js), gz) }
}

interface Watched {
  tasks: number[]
  shift: number
  /** What moved. */
  moved: string[]
  frames: number[]
}

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] }

/** Notes tasks over 50 ms, layout shifts, and the time between frames. */
function watch(): void {
  const seen: Watched = { tasks: [], shift: 0, moved: [], frames: [] }
  ;(globalThis as unknown as { seen: Watched }).seen = seen
  new PerformanceObserver((l) => l.getEntries().forEach((e) => seen.tasks.push(e.duration))).observe({ type: 'longtask' })
  new PerformanceObserver((l) => {
    for (const e of l.getEntries() as Shift[]) {
      if (e.hadRecentInput) continue
      seen.shift += e.value
      for (const s of e.sources) seen.moved.push(`${s.node?.nodeName ?? 'gone'} ${s.node instanceof Element ? s.node.className : ''}`.trim())
    }
  }).observe({ type: 'layout-shift', buffered: true })
  let last = 0
  const frame = (t: number) => {
    if (last > 0) seen.frames.push(t - last)
    last = t
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
}

async function seen(page: Page): Promise<Watched> {
  const all = await page.evaluate(() => {
    const s = (globalThis as unknown as { seen: Watched }).seen
    const copy = structuredClone(s)
    s.tasks.length = 0
    s.frames.length = 0
    return copy
  })
  return all
}

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  tdur?: number
  args?: { name?: string }
}

/** The most CPU time, in ms, that one task of a page's main thread took: free of what else the machine does. */
function longestCpu(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const mains = new Set(traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid}.${e.tid}`))
  const tasks = traceEvents.filter((e) => /RunTask$/.test(e.name) && e.ph === 'X' && mains.has(`${e.pid}.${e.tid}`))
  if (tasks.length === 0) throw new Error('the trace has no tasks')
  return tasks.reduce((most, e) => Math.max(most, (e.tdur ?? 0) / 1000), 0)
}

/** Plays for a while; the hand scrolls the text and goes to the next sentence now and then. */
async function playing(page: Page, hand: boolean): Promise<Watched & { cpu: number }> {
  const browser = page.context().browser()!
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.waitForTimeout(1500)
  await seen(page) // starting is not playing
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  const until = Date.now() + SECONDS * 1000
  await page.mouse.move(1100, 400)
  while (Date.now() < until) {
    await page.waitForTimeout(2000)
    if (!hand) continue
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 200)
    await page.keyboard.press('ArrowRight')
  }
  const all = await seen(page)
  const cpu = longestCpu(await browser.stopTracing())
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  return { ...all, cpu }
}

/** The most JavaScript, in bytes pressed by gzip, of the first page and of the practice page. */
const FIRST_PAGE = 60_000
const PRACTICE_PAGE = 110_000

const kb = (n: number) => `${(n / 1000).toFixed(1)} kB`

test('what pages weigh', async () => {
  const server = await Server.start([await hour()])
  try {
    const w = await server.visit('Chromium', {})
    const page = w.page as Page
    const id = server.episodes[0]!
    const weigh = async (path: string) => {
      await page.goto('about:blank')
      return scripts(page, () => page.goto(`${server.gendu.url}${path}`))
    }
    const library = await weigh('/')
    const practice = await weigh(`/episodes/${id}/practice`)
    await page.context().clearCookies()
    const signin = await weigh('/signin')
    await w.close()
    const first = Math.max(signin.gz, library.gz)
    const row = (name: string, p: typeof library) => [name, `${p.files}`, kb(p.raw), kb(p.gz), kb(p.css)]
    keep('weight', {
      title: 'What pages weigh',
      text: 'Scripts that Chromium loads from an empty cache until nothing more comes, each pressed by gzip -9.',
      head: ['page', 'scripts', 'JavaScript', 'gz', 'CSS gz'],
      rows: [row('sign in', signin), row('library', library), row('practice', practice)],
      summary: [
        { what: 'JavaScript of the first page, gz', goal: '60 kB', got: kb(first), met: first <= FIRST_PAGE },
        { what: 'JavaScript of the practice page, gz', goal: '110 kB', got: kb(practice.gz), met: practice.gz <= PRACTICE_PAGE },
      ],
    })
    // No busy machine makes these larger.
    expect(first, 'the first page').toBeLessThanOrEqual(FIRST_PAGE)
    expect(practice.gz, 'the practice page').toBeLessThanOrEqual(PRACTICE_PAGE)
  } finally {
    await server.stop()
  }
})

/** An hour with 300 sentences of 12 s each, less a short pause; of one line, two or three. */
async function hour(): Promise<{ audio: string; transcript: string }> {
  const cues = Array.from({ length: CUES }, (_, i) => ({ from: 500 + i * 11_900, to: 500 + i * 11_900 + 11_500 }))
  const more = ['.', ' for about as long as a speaker can before a breath.', ' for about as long as a speaker can before a breath, and then for some words more, so that it takes two lines or, where the window is narrow, three.']
  const words = (i: number) => `Sentence ${i + 1} goes on${more[i % more.length]!}`
  return { audio: await mp3('seek60', 'vbr', 3611, 3600), transcript: srt('hour', cues, words) }
}

test('long tasks while playing', async () => {
  const server = await Server.start([await hour()])
  const sink = await Sink.start()
  const rows: string[][] = []
  const worst: number[] = [0]
  let cpu = 0
  let shift = 0
  try {
    const w = await server.visit('Chromium', sink.env)
    const page = w.page as Page
    await page.addInitScript(watch)
    for (const [mode, name, hand] of [
      ['listen', 'Listen, the whole hour', false],
      ['listen', 'Listen, scrolling and going on by hand', true],
      ['repeat', 'Repeat', false],
      ['repeat', 'Repeat, scrolling and going on by hand', true],
    ] as const) {
      await server.practise(w, 0, { mode, scope: 'all', repeats: 1, gap: 'fixed', gapMs: 500, speed: 2 })
      await page.waitForLoadState('networkidle')
      const s = await playing(page, hand)
      worst.push(...s.tasks)
      cpu = Math.max(cpu, s.cpu)
      shift = Math.max(shift, s.shift)
      if (s.moved.length > 0) console.log(`${name}: moved ${[...new Set(s.moved)].join(', ')}`)
      const long = s.frames.filter((f) => f > 25).length
      rows.push([name, `${SECONDS} s`, `${s.tasks.length}`, `${Math.max(0, ...s.tasks).toFixed(0)} ms`, `${s.cpu.toFixed(0)} ms`, `${quantile(s.frames, 0.5).toFixed(1)} ms`, `${quantile(s.frames, 0.99).toFixed(1)} ms`, `${((100 * long) / s.frames.length).toFixed(2)} %`, s.shift.toFixed(4)])
    }
    await w.close()
  } finally {
    await sink.stop()
    await server.stop()
  }
  keep('tasks', {
    title: 'Tasks and frames while playing',
    text: `${CUES} sentences and an hour of audio on the practice page in Chromium at speed 2. Tasks over 50 ms by PerformanceObserver, in wall time; the CPU time of the longest by Chromium's own trace, which a busy machine does not stretch; the time between frames by requestAnimationFrame; headless, drawn by software. Layout shift is counted from the opening of the page.`,
    head: ['doing', 'for', 'tasks over 50 ms', 'longest', 'most CPU of a task', 'frame p50', 'frame p99', 'frames over 25 ms', 'layout shift'],
    rows,
    summary: [
      {
        what: 'Practice page playing, 300 sentences and an hour: longest task over 50 ms',
        goal: 'none',
        got: worst.length > 1 ? `${worst.length - 1}, longest ${Math.max(...worst).toFixed(0)} ms (its CPU at most ${cpu.toFixed(0)} ms)` : 'none',
        met: worst.length === 1,
      },
      { what: 'Layout shift of the practice page', goal: '0', got: shift.toFixed(4), met: shift < 0.00005 },
    ],
  })
})
