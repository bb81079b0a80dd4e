// From a rating to the sound of the next card, whose clip is here already.
import { expect, test } from '@playwright/test'
import type { Page } from 'puppeteer-core'
import { browserNames, type Window } from './browsers'
import { Server } from './server'
import { quantile } from './match'
import { mp3, srt } from './material'
import { type Goal, keep } from './report'
import { RATE, type Recording, Sink, SOUND } from './sink'

const RATINGS = Number(process.env['BENCH_RATINGS'] ?? 40)
const LENGTH = 600
const MOST_MS = 150

interface Seen {
  keys: number[]
  playing: number[]
}

/** Notes when a rating is given by its key, and when the browser says that it plays. */
async function watch(w: Window): Promise<void> {
  await w.before(() => {
    const seen: Seen = { keys: [], playing: [] }
    ;(globalThis as unknown as { seen: Seen }).seen = seen
    addEventListener('keydown', (e) => void (e.key === '3' && seen.keys.push(performance.timeOrigin + e.timeStamp)), true)
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function () {
      this.addEventListener('playing', () => seen.playing.push(performance.timeOrigin + performance.now()), { once: true })
      return play.call(this)
    }
  })
}

const seen = (w: Window): Promise<Seen> => w.run(() => (globalThis as unknown as { seen: Seen }).seen, null)

/** ms from a moment to the first sound behind it. */
function toSound(r: Recording, moment: number): number {
  const from = r.sampleAt(moment)
  const at = r.samples.subarray(from).findIndex((v) => Math.abs(v) > SOUND)
  if (at < 0) throw new Error('a rating brought no sound')
  return (at * 1000) / RATE
}

/** So many sentences are due: they were rated three weeks ago, on another device. */
async function due(w: Window, episode: string, count: number): Promise<void> {
  await w.run(
    async ({ episode, count }) => {
      const { cues } = (await (await fetch(`/api/v1/episodes/${episode}`)).json()) as { cues: { id: string }[] }
      const at = new Date(Date.now() - 21 * 86_400_000).toISOString()
      for (const { id } of cues.slice(0, count)) {
        const body = JSON.stringify({ cueId: id, episodeId: episode, rating: 'good', at })
        const answer = await fetch(`/api/v1/me/ratings/${crypto.randomUUID()}`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body })
        if (!answer.ok) throw new Error(`a rating was answered ${answer.status}`)
      }
    },
    { episode, count },
  )
}

/** Has the text shown, and waits until nothing sounds and the next clip is here. */
async function show(w: Window, r: Recording): Promise<void> {
  await w.run(() => document.querySelector<HTMLElement>('main .middle button')?.click(), null) // not there: the recording has ended
  await w.wait('footer .rate')
  await r.silence(400)
}

async function rate(w: Window, r: Recording): Promise<{ sound: number; playing: number }> {
  const before = await seen(w)
  await (w.page as Page).keyboard.press('3')
  await expect.poll(async () => (await seen(w)).playing.length, { message: 'the next card plays', intervals: [100] }).toBeGreaterThan(before.playing.length)
  await new Promise((done) => setTimeout(done, LENGTH))
  const after = await seen(w)
  const pressed = after.keys[before.keys.length]!
  return { sound: toSound(r, pressed), playing: after.playing[before.playing.length]! - pressed }
}

test('from a rating to the next sound', async () => {
  const cues = Array.from({ length: RATINGS + 2 }, (_, i) => ({ from: 1000 + i * LENGTH, to: 1000 + (i + 1) * LENGTH }))
  const audio = await mp3(`recall-${RATINGS}`, 'vbr', 78, Math.ceil(((RATINGS + 2) * LENGTH) / 1000) + 3)
  const rows: string[][] = []
  const sums: Goal[] = []
  const ms = (list: number[], share: number) => `${quantile(list, share).toFixed(1)} ms`
  const sink = await Sink.start()
  try {
    for (const name of browserNames) {
      const server = await Server.start([{ audio, transcript: srt('recall', cues, (i) => `Sentence ${i + 1} to be said again.`) }])
      try {
        const w = await server.visit(name, sink.env)
        await watch(w)
        await due(w, server.episodes[0]!, RATINGS + 2)
        const r = await sink.record()
        await w.goto(`${server.gendu.url}/recall?more=300`)
        await w.wait('main .middle button')
        // A browser that was touched begins by itself.
        await w.run(() => document.querySelector<HTMLElement>('main .primary')?.click(), null)
        await w.wait('main .meter')
        await show(w, r)
        await rate(w, r) // the first one also opens what records
        const sound: number[] = []
        const playing: number[] = []
        for (let i = 0; i < RATINGS; i++) {
          await show(w, r)
          const one = await rate(w, r)
          sound.push(one.sound)
          playing.push(one.playing)
        }
        rows.push([`${name} ${w.version}`, ms(sound, 0.5), ms(sound, 0.95), ms(playing, 0.5), ms(playing, 0.95)])
        sums.push({ what: `Rating to the next card's sound, ${name}, prefetched, p95 (p50)`, goal: `at most ${MOST_MS} ms`, got: `${ms(sound, 0.95)} (${ms(sound, 0.5)})`, met: quantile(sound, 0.95) <= MOST_MS })
        await r.stop()
        await w.close()
      } finally {
        await server.stop()
      }
    }
  } finally {
    await sink.stop()
  }
  keep('recall', {
    title: 'From a rating to the next card’s sound',
    text: `${RATINGS} ratings by key in a sitting of Recall, on loopback, with a microphone that records; the clip of the next card was fetched while the text was read. Sound: from the key event to the first sample that comes out of the sink (its own buffering included). Playing: from the key event to the element's "playing" event.`,
    head: ['browser', 'sound p50', 'p95', 'playing p50', 'p95'],
    rows,
    summary: sums,
  })
})
