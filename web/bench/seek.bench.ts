// Where the sound really is after a seek: listening.m4a and the raw MP3 beside it.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from '@playwright/test'
import { browserNames, openWindow, type Window } from './browsers'
import { decimate, locate, quantile, spans } from './match'
import { gendu, mp3, random, timeline, work } from './material'
import { keep } from './report'
import { RATE, type Recording, Sink, SOUND } from './sink'

/** The rate that places are looked for at: one sample is 0.125 ms. */
const LOOK = 8000
/** From this correlation on a place is known; chance gives 0.4 at most. */
const SURE = 0.6
const POSITIONS = Number(process.env['BENCH_POSITIONS'] ?? 14)

/** Files of the work folder by Range, as any web server gives them. */
async function serve(): Promise<Server> {
  const server = createServer((q: IncomingMessage, a: ServerResponse) => {
    if (q.url === '/') return void a.setHeader('Content-Type', 'text/html').end('<!doctype html><title>seek</title><audio preload="auto"></audio>')
    const path = join(work, (q.url ?? '').replaceAll(/[^\w.-]/g, ''))
    if (!existsSync(path)) return void a.writeHead(404).end()
    const size = statSync(path).size
    const range = /^bytes=(\d+)-(\d*)$/.exec(q.headers.range ?? '')
    const from = range ? Number(range[1]) : 0
    const to = range?.[2] ? Math.min(size - 1, Number(range[2])) : size - 1
    a.writeHead(range ? 206 : 200, {
      'Content-Type': path.endsWith('.m4a') ? 'audio/mp4' : 'audio/mpeg',
      'Accept-Ranges': 'bytes',
      'Content-Length': to - from + 1,
      ...(range ? { 'Content-Range': `bytes ${from}-${to}/${size}` } : {}),
    })
    createReadStream(path, { start: from, end: to }).on('error', () => a.destroy()).pipe(a)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

async function openSound(w: Window, base: string, file: string): Promise<void> {
  await w.goto(base)
  await w.run(async (src) => {
    const audio = document.querySelector('audio')!
    audio.src = src
    await new Promise((done, no) => {
      audio.oncanplay = done
      audio.onerror = () => no(new Error(`${src} is refused: ${audio.error?.message}`))
    })
  }, `${base}/${file}`)
}

/** Seeks while paused, then plays until the element has gone on for half a second. */
function playAt(w: Window, seconds: number): Promise<void> {
  return w.run(async (t) => {
    const audio = document.querySelector('audio')!
    const sought = new Promise((done) => audio.addEventListener('seeked', done, { once: true }))
    audio.currentTime = t
    await sought
    const from = audio.currentTime
    const since = performance.now()
    await audio.play()
    while (audio.currentTime < from + 0.5 && performance.now() < since + 20_000) await new Promise((done) => setTimeout(done, 50))
    audio.pause()
  }, seconds)
}

/** Seconds of the timeline where the first sound came from. */
function firstSound(heard: Float32Array, whole: Float32Array, asked: number): { at: number; correlation: number } {
  const first = spans(heard, SOUND, RATE / 10)[0]
  if (!first) throw new Error(`nothing sounded after a seek to ${asked} s`)
  const skip = Math.round(0.02 * RATE) // a browser may fade in
  const piece = decimate(heard.subarray(first.from + skip, first.from + skip + 0.2 * RATE), RATE / LOOK)
  const near = locate(piece, whole, (asked - 20) * LOOK, (asked + 20) * LOOK)
  const m = near.correlation > SURE ? near : locate(piece, whole)
  return { at: m.at / LOOK - 0.02, correlation: m.correlation }
}

/** ms that the sound is off. A drop-out of the sound system is no place: played again. */
async function once(w: Window, r: Recording, whole: Float32Array, asked: number): Promise<number> {
  let sure = 0
  for (let round = 0; round < 3; round++) {
    await r.silence(200)
    const from = r.length
    await playAt(w, asked)
    await r.silence(250)
    const m = firstSound(r.samples.subarray(from), whole, asked)
    if (m.correlation > SURE) return (m.at - asked) * 1000
    sure = m.correlation
  }
  throw new Error(`what sounds after a seek to ${asked} s is nowhere in the file (correlation ${sure.toFixed(2)})`)
}

async function measure(w: Window, r: Recording, base: string, file: string, whole: Float32Array): Promise<number[]> {
  await openSound(w, base, file)
  const next = random(7)
  const off: number[] = []
  for (let i = 0; i < POSITIONS; i++) {
    const asked = Math.round((0.01 + 0.97 * next()) * (whole.length / LOOK) * 1000) / 1000
    off.push(await once(w, r, whole, asked))
  }
  return off
}

const ms = (n: number) => (Math.abs(n) >= 1000 ? `${(n / 1000).toFixed(1)} s` : `${n.toFixed(0)} ms`)

function row(what: string, off: number[]): string[] {
  const size = off.map(Math.abs)
  return [what, ms(Math.min(...off)), ms(quantile(off, 0.5)), ms(Math.max(...off)), ms(Math.max(...size))]
}

const files = [
  { name: '15 min, VBR with Xing header', file: 'seek15', coding: 'vbr', seconds: 900 },
  { name: '60 min, VBR with Xing header', file: 'seek60', coding: 'vbr', seconds: 3600 },
  { name: '15 min, VBR without a header', file: 'seek15n', coding: 'notag', seconds: 900 },
] as const

test('seek accuracy of listening.m4a and of the raw MP3', async () => {
  const server = await serve()
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const sink = await Sink.start()
  const rows: string[][] = []
  const worst: Record<string, { m4a: number; mp3: number }> = {}
  try {
    for (const f of files) {
      const path = await mp3(f.file, f.coding, 11 + f.seconds, f.seconds)
      gendu('audio', 'remux', path, '-o', join(work, `${f.file}.m4a`))
      const whole = decimate(timeline(path, 16_000), 16_000 / LOOK)
      for (const name of browserNames) {
        const w = await openWindow(name, sink.env, true)
        const r = await sink.record()
        const m4a = await measure(w, r, base, `${f.file}.m4a`, whole)
        const raw = await measure(w, r, base, `${f.file}.mp3`, whole)
        rows.push(row(`${f.name}, ${name} ${w.version}, \`listening.m4a\``, m4a), row(`the same, raw MP3`, raw))
        const top = (worst[name] ??= { m4a: 0, mp3: 0 })
        top.m4a = Math.max(top.m4a, ...m4a.map(Math.abs))
        top.mp3 = Math.max(top.mp3, ...raw.map(Math.abs))
        await r.stop()
        await w.close()
      }
    }
  } finally {
    await sink.stop()
    server.close()
  }
  keep('seek', {
    title: 'Seeking in the long file',
    text: `At ${POSITIONS} random positions of each file: seek while paused, play, and see where in the canonical PCM the first sound comes from, minus what was asked.`,
    head: ['file', 'least', 'median', 'most', 'largest error'],
    rows,
    summary: Object.entries(worst).map(([name, t]) => ({
      what: `Seek in \`listening.m4a\`, ${name}, largest error (raw MP3: ${ms(t.mp3)})`, goal: '70 ms', got: ms(t.m4a), met: t.m4a <= 70,
    })),
  })
})
