// What really comes out when the practice page loops sentences.
import { expect, test } from '@playwright/test'
import { browserNames, type BrowserName, type Window } from './browsers'
import { Server } from './server'
import { decimate, locate, quantile, spans } from './match'
import { bright, type Coding, type CueTime, mp3, random, srt, timeline } from './material'
import { type Goal, keep } from './report'
import { RATE, type Recording, Sink, SOUND } from './sink'

/** The rate of practice.wav. */
const PRACTICE = 24_000
const CUES = Number(process.env['BENCH_CUES'] ?? 10)
const REPEATS = 2
const GAP = 500
const speeds = [0.75, 1, 1.5]
const codings: Coding[] = ['cbr', 'vbr', 'notag']

/** A run of which less could be judged tells nothing. */
const FEWEST = 0.5

/**
 * So much of the beginning and of the end of a loop is looked for in practice.wav, in s.
 * Stretched sound is patched together: behind its first 12 ms or so a piece follows that
 * was taken from up to 15 ms further on, and a longer beginning would be found there.
 */
const HEAD = 0.01
const TAIL = 0.02

/** Silence of so many s within a loop is a hole, or parts an echo from its end. */
const HOLE = 0.005

/** Sentences of 0.8 to 1.5 s, each the neighbour of the next: nothing between hides an overshoot. */
function sentences(seed: number): CueTime[] {
  const next = random(seed)
  const out: CueTime[] = []
  let at = 2000
  for (let i = 0; i < CUES; i++) {
    const to = at + 800 + Math.floor(next() * 700)
    out.push({ from: at, to })
    at = to
  }
  return out
}

interface Loop {
  speed: number
  /** ms of the cue that are missing at its beginning; less than 0: of the one before. */
  head: number | undefined
  /** ms that it ends early; less than 0: that it runs into the next one. */
  tail: number | undefined
  /** Silence before the next loop minus what was asked; undefined behind the last. */
  gap: number | undefined
  /** Times that it falls silent and sounds again. */
  holes: number
}

async function listen(w: Window, r: Recording): Promise<Float32Array> {
  await r.silence(300)
  await w.wait('button[aria-label="Play"]')
  const from = r.length
  await w.click('button[aria-label="Play"]')
  await w.wait('button[aria-label="Pause"]')
  const until = Date.now() + 240_000
  while (Date.now() < until) {
    await new Promise((done) => setTimeout(done, 500))
    if (await w.run((s) => document.querySelector(s) !== null, 'button[aria-label="Play"]')) break
  }
  await r.silence(200)
  return r.samples.slice(from)
}

interface Heard {
  /** At the rate of practice.wav. */
  low: Float32Array
  sound: Float32Array
  /** One for each loop, in samples of the sink; broken by a drop-out or not. */
  loops: { from: number; to: number; broken: boolean }[]
}

const at = (ms: number) => Math.round((ms * PRACTICE) / 1000)

/** So many s of what was heard, looked for up to 0.3 s around a place of practice.wav. */
function find(low: Float32Array, from: number, seconds: number, whole: Float32Array, around: number): { at: number; correlation: number } {
  const begin = Math.round((from * PRACTICE) / RATE)
  return locate(low.subarray(begin, begin + seconds * PRACTICE), whole, around - at(300), around + at(300))
}

/**
 * The loops of a recording. A busy machine leaves the sound card without sound for a
 * moment: a stretch that comes before its loop can be over, or that begins in the
 * midst of a sentence, goes on with the one before.
 */
function hear(sound: Float32Array, whole: Float32Array, cues: CueTime[], speed: number): Heard {
  const low = decimate(sound, RATE / PRACTICE)
  const loops: Heard['loops'] = []
  for (const s of spans(sound, SOUND, 0.03 * RATE)) {
    const last = loops.at(-1)
    const before = cues[Math.floor((loops.length - 1) / REPEATS)]
    const cue = cues[Math.floor(loops.length / REPEATS)]
    const over = last && before ? last.from + (((0.9 * (before.to - before.from)) / speed + GAP / 3) / 1000) * RATE : 0
    const head = cue && find(low, s.from, HEAD, whole, at(cue.from))
    const fits = head && (head.correlation < 0.6 || Math.abs(head.at - at(cue.from)) < at(100))
    if (!last || (s.from > over && fits)) loops.push({ ...s, broken: false })
    else {
      last.to = s.to
      last.broken = true
    }
  }
  return { low, sound, loops }
}

/** Runs an episode through; a run that lost a whole loop to a busy machine is done again. */
async function run(w: Window, r: Recording, begin: () => Promise<void>, whole: Float32Array, cues: CueTime[], speed: number): Promise<Heard> {
  for (let round = 0; round < 4; round++) {
    await begin()
    const heard = hear(await listen(w, r), whole, cues, speed)
    if (heard.loops.length === cues.length * REPEATS) return heard
    console.log(`${w.name}: ${heard.loops.length} loops instead of ${cues.length * REPEATS}, again`)
  }
  throw new Error('not as many loops sound as were asked for')
}

function judge(h: Heard, whole: Float32Array, cues: CueTime[], speed: number): Loop[] {
  return h.loops.flatMap((s, i): Loop[] => {
    if (s.broken) return []
    const cue = cues[Math.floor(i / REPEATS)]!
    const begin = find(h.low, s.from, HEAD, whole, at(cue.from))
    const end = find(h.low, s.to - TAIL * RATE, TAIL, whole, at(cue.to))
    const next = h.loops[i + 1]
    const sure = speed === 1 ? 0.8 : 0.45 // stretched sound is patched together
    const head = begin.correlation > sure ? ((begin.at - at(cue.from)) * 1000) / PRACTICE : undefined
    const tail = end.correlation > sure ? ((at(cue.to) - end.at - TAIL * PRACTICE) * 1000) / PRACTICE : undefined
    const gap = next && !next.broken ? ((next.from - s.to) * 1000) / RATE - GAP : undefined
    const holes = spans(h.sound.subarray(s.from, s.to), SOUND, HOLE * RATE).length - 1
    return [{ speed, head, tail, gap, holes }]
  })
}

function values(loops: Loop[], key: 'head' | 'tail' | 'gap'): number[] {
  return loops.map((l) => l[key]).filter((n) => n !== undefined)
}

/** Ends that sounded whole and yet were found nowhere: an overshoot into something else could hide there. */
function unmatched(loops: Loop[]): number {
  return loops.filter((l) => l.head === undefined).length + loops.filter((l) => l.tail === undefined).length
}

function seamless(loops: Loop[]): string {
  return `${loops.filter((l) => l.holes === 0).length} of ${loops.length}`
}

function row(name: string, speed: number, loops: Loop[], broken: number): string[] {
  const range = (list: number[]) => list.length === 0 ? 'none' : `${[Math.min(...list), quantile(list, 0.5), Math.max(...list)].map((n) => n.toFixed(1)).join(' … ')} (${list.length})`
  return [name, `${speed}`, ...(['head', 'tail', 'gap'] as const).map((key) => range(values(loops, key))), `${seamless(loops)}`, `${broken}`, `${unmatched(loops)}`]
}

function summary(name: BrowserName, loops: Loop[]): Goal[] {
  const gaps = values(loops, 'gap')
  const heads = values(loops, 'head').map(Math.abs)
  const one = loops.filter((l) => l.speed === 1)
  const within = (list: number[], most: number) => `${list.filter((n) => Math.abs(n) <= most).length} of ${list.length}`
  const head = Math.max(...heads)
  const tail = Math.max(...values(loops, 'tail'))
  const over = Math.max(0, ...values(one, 'tail').map((t) => -t))
  const lost = unmatched(one)
  return [
    { what: `Loop, ${name}: head error`, goal: '5 ms', got: `at most ${head.toFixed(1)} ms (median ${quantile(heads, 0.5).toFixed(1)} ms)`, met: head <= 5 },
    { what: `Loop, ${name}: tail early`, goal: '25 ms', got: `at most ${tail.toFixed(1)} ms`, met: tail <= 25 },
    // A sample of the sink is a twentieth of this.
    { what: `Loop, ${name}: of the next sentence at speed 1`, goal: 'nothing', got: `${over.toFixed(1)} ms${lost > 0 ? `, ${lost} ends unknown` : ''}`, met: over < 0.5 && lost === 0 },
    { what: `Loop, ${name}: without a hole or an echo`, goal: 'all', got: seamless(loops), met: loops.every((l) => l.holes === 0) },
    { what: `Loop, ${name}: gap kept`, goal: 'within 60 ms', got: `${within(gaps, 60)} (median ${quantile(gaps, 0.5).toFixed(0)} ms)`, met: gaps.every((g) => Math.abs(g) <= 60) },
  ]
}

test('loop precision of the practice page', async () => {
  const cues = codings.map((_, i) => sentences(i + 1))
  const paths: string[] = []
  for (const [i, coding] of codings.entries()) paths.push(await mp3(`loop-${coding}`, coding, 50 + i, 40, bright))
  const server = await Server.start(paths.map((audio, i) => ({ audio, transcript: srt(`loop-${codings[i]!}`, cues[i]!, (k) => `Sentence ${k + 1} of the bench.`) })))
  const sink = await Sink.start()
  const rows: string[][] = []
  const sums: Goal[] = []
  const few: string[] = []
  try {
    for (const name of browserNames) {
      const w = await server.visit(name, sink.env)
      const r = await sink.record()
      const all: Loop[] = []
      for (const speed of speeds) {
        const loops: Loop[] = []
        let broken = 0
        for (const [i, path] of paths.entries()) {
          const begin = () => server.practise(w, i, { mode: 'repeat', scope: 'all', repeats: REPEATS, gap: 'fixed', gapMs: GAP, speed })
          const whole = timeline(path, PRACTICE)
          const heard = await run(w, r, begin, whole, cues[i]!, speed)
          broken += heard.loops.filter((l) => l.broken).length
          loops.push(...judge(heard, whole, cues[i]!, speed))
        }
        rows.push(row(`${name} ${w.version}`, speed, loops, broken))
        console.log(rows.at(-1)!.join(' | '))
        const asked = codings.length * CUES * REPEATS
        if (loops.length - unmatched(loops) / 2 < FEWEST * asked) few.push(`${name} at ${speed}: ${loops.length} of ${asked} loops judged`)
        all.push(...loops)
      }
      sums.push(...summary(name, all))
      await r.stop()
      await w.close()
    }
  } finally {
    await sink.stop()
    await server.stop()
  }
  keep('loop', {
    title: 'Loops of the practice page',
    text: `${CUES} sentences each of a CBR, a VBR and a no-tag file, one bordering on the next without a pause, said ${REPEATS} times with a fixed gap of ${GAP} ms. The first ${HEAD * 1000} and the last ${TAIL * 1000} ms that sound are looked for in practice.wav. Head: ms of the sentence missing at its beginning (below 0: something of the one before). Tail: ms that the sentence ends early (below 0: something of the next one). Gap: silence between two loops minus what was asked. Without a hole: loops that never fall silent for ${HOLE * 1000} ms and sound again, as when the stretching runs dry or says the end once more. Broken, and not judged: loops in which a busy machine left the sound card without sound for 30 ms or more; an end that such a moment spoilt is not judged either. Ends unknown: of unbroken loops, but found nowhere.`,
    head: ['browser', 'speed', 'head, ms: least … median … most (how many)', 'tail, ms', 'gap, ms', 'without a hole', 'loops broken', 'ends unknown'],
    rows,
    summary: sums,
  })
  expect(few, 'the machine was too busy to measure').toEqual([])
})
