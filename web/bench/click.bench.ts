// From a click on a sentence to its sound.
import { expect, test } from '@playwright/test'
import { browserNames, type Window } from './browsers'
import { Server } from './server'
import { quantile } from './match'
import { mp3, srt } from './material'
import { type Goal, keep } from './report'
import { RATE, type Recording, Sink, SOUND } from './sink'

const CLICKS = Number(process.env['BENCH_CLICKS'] ?? 40)
/** Short sentences, so that the next click comes soon; many, so that few are here. */
const LENGTH = 600
const COUNT = 460

const kinds = [
  { name: 'prefetched (the next sentence)', cue: (i: number) => i + 1 },
  { name: 'not here (a sentence far away)', cue: (i: number) => 50 + 10 * i },
] as const

interface Clicks {
  clicks: number[]
  playing: number[]
}

/** Notes when the page is clicked, and when the browser says that it plays. */
async function watch(w: Window): Promise<void> {
  await w.before(() => {
    const seen = { clicks: [] as number[], playing: [] as number[] }
    ;(globalThis as unknown as { seen: typeof seen }).seen = seen
    addEventListener('click', (e) => seen.clicks.push(performance.timeOrigin + e.timeStamp), true)
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = function () {
      this.addEventListener('playing', () => seen.playing.push(performance.timeOrigin + performance.now()), { once: true })
      return play.call(this)
    }
  })
}

function seen(w: Window): Promise<Clicks> {
  return w.run(() => (globalThis as unknown as { seen: Clicks }).seen, null)
}

/** ms from a moment to the first sound behind it. */
function toSound(r: Recording, moment: number): number {
  const x = r.samples
  const from = r.sampleAt(moment)
  for (let i = from; i < x.length; i++) {
    if (Math.abs(x[i]!) > SOUND) return ((i - from) * 1000) / RATE
  }
  throw new Error('a click brought no sound')
}

async function press(w: Window, r: Recording, cue: number): Promise<{ sound: number; playing: number }> {
  await r.silence(250)
  const before = await seen(w)
  await w.click(`li[data-cue="${cue}"] button`)
  await expect.poll(async () => (await seen(w)).playing.length, { message: `sentence ${cue} plays`, intervals: [100] }).toBeGreaterThan(before.playing.length)
  await new Promise((done) => setTimeout(done, LENGTH))
  const after = await seen(w)
  const clicked = after.clicks[before.clicks.length]!
  return { sound: toSound(r, clicked), playing: after.playing[before.playing.length]! - clicked }
}

test('from a click to sound', async () => {
  const cues = Array.from({ length: COUNT }, (_, i) => ({ from: 1000 + i * LENGTH, to: 1000 + (i + 1) * LENGTH }))
  const audio = await mp3('click', 'vbr', 77, Math.ceil((COUNT * LENGTH) / 1000) + 3)
  const server = await Server.start([{ audio, transcript: srt('click', cues, (i) => `Sentence ${i + 1} to click at.`) }])
  const sink = await Sink.start()
  const rows: string[][] = []
  const sums: Goal[] = []
  const ms = (list: number[], share: number) => `${quantile(list, share).toFixed(1)} ms`
  try {
    for (const name of browserNames) {
      const w = await server.visit(name, sink.env)
      await watch(w)
      const r = await sink.record()
      for (const kind of kinds) {
        await server.practise(w, 0, { mode: 'repeat', scope: 'cue', repeats: 1, autoAdvance: false, gap: 'fixed', gapMs: 0 })
        await press(w, r, 0) // the first click also opens the sound card
        const sound: number[] = []
        const playing: number[] = []
        for (let i = 0; i < CLICKS; i++) {
          const one = await press(w, r, kind.cue(i))
          sound.push(one.sound)
          playing.push(one.playing)
        }
        rows.push([`${name} ${w.version}`, kind.name, ms(sound, 0.5), ms(sound, 0.95), ms(playing, 0.5), ms(playing, 0.95)])
        if (kind === kinds[0])
          sums.push({ what: `Click to sound, ${name}, prefetched, p95 (p50)`, goal: 'below 80 ms', got: `${ms(sound, 0.95)} (${ms(sound, 0.5)})`, met: quantile(sound, 0.95) < 80 })
      }
      await r.stop()
      await w.close()
    }
  } finally {
    await sink.stop()
    await server.stop()
  }
  keep('click', {
    title: 'From a click to sound',
    text: `${CLICKS} clicks each on sentences of a real practice page, on loopback. Sound: from the click event to the first sample that comes out of the sink (its own buffering included). Playing: from the click event to the element's "playing" event.`,
    head: ['browser', 'clip', 'sound p50', 'p95', 'playing p50', 'p95'],
    rows,
    summary: sums,
  })
})
