// Sound that tells its own place: noise that never repeats, dull or bright, loud or
// soft for a while, so that a VBR encoder spends very different bits on it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repo } from '../e2e/gendu'
import { samplesOf } from '../e2e/sound'

export const work = join(repo, 'tmp', 'bench-browser')
const binary = process.env['GENDU_BINARY'] ?? join(repo, 'bin', 'gendu')
const SOURCE_RATE = 44_100

/** Numbers in [0, 1) that are the same in every run (xorshift32). */
export function random(seed: number): () => number {
  let x = (seed * 2654435761) >>> 0 || 1
  return () => {
    x ^= x << 13
    x >>>= 0
    x ^= x >>> 17
    x ^= x << 5
    x >>>= 0
    return x / 4294967296
  }
}

export type Coding = 'cbr' | 'vbr' | 'notag'

/** Options of lame: CBR with a tag, VBR with a Xing header, VBR without any header. */
const codings: Record<Coding, string[]> = {
  cbr: ['--cbr', '-b', '96'],
  vbr: ['-V', '4'],
  notag: ['-V', '4', '-t'],
}

/** Where the noise ends, in Hz: of all kinds for long files, bright where 20 ms must tell their place. */
export const mixed = [700, 1500, 4000, 9000]
export const bright = [4000, 9000]

/** Blocks of a second of noise as 16-bit PCM. */
function* noise(seed: number, seconds: number, cutoffs: readonly number[]): Generator<Buffer> {
  const next = random(seed)
  let left = 0
  let low = 0
  let gain = 0
  const state = [0, 0]
  for (let s = 0; s < seconds; s++) {
    if (left-- <= 0) {
      left = Math.floor(next() * next() * 60)
      low = 1 - Math.exp((-2 * Math.PI * cutoffs[Math.floor(next() * cutoffs.length)]!) / SOURCE_RATE)
      gain = (0.1 + 0.2 * next()) / Math.sqrt(low / (2 - low))
    }
    const block = Buffer.alloc(SOURCE_RATE * 2)
    for (let i = 0; i < SOURCE_RATE; i++) {
      state[0]! += low * ((next() - 0.5) * 2 - state[0]!)
      state[1]! += low * (state[0]! - state[1]!)
      block.writeInt16LE(Math.max(-32767, Math.min(32767, Math.round(state[1]! * gain * 32767))), i * 2)
    }
    yield block
  }
}

/** An MP3 of so many seconds; kept in tmp/ for the next run. */
export async function mp3(name: string, coding: Coding, seed: number, seconds: number, cutoffs: readonly number[] = mixed): Promise<string> {
  mkdirSync(work, { recursive: true })
  const path = join(work, `${name}.mp3`)
  if (existsSync(path)) return path
  const args = ['--quiet', '-r', '-s', String(SOURCE_RATE / 1000), '--bitwidth', '16', '--signed', '--little-endian', '-m', 'm']
  const lame: ChildProcess = spawn('lame', [...args, ...codings[coding], '-', `${path}.part`], { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(lame, 'exit') as Promise<[number]>
  ended.catch(() => undefined)
  for (const block of noise(seed, seconds, cutoffs)) {
    if (!lame.stdin!.write(block)) await Promise.race([once(lame.stdin!, 'drain'), ended])
  }
  lame.stdin!.end()
  const [code] = await ended.catch(() => {
    throw new Error('lame is missing: apt-get install lame')
  })
  if (code !== 0) throw new Error(`lame ended with ${code}`)
  renameSync(`${path}.part`, path)
  return path
}

export function gendu(...args: string[]): void {
  execFileSync(binary, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The one timeline of a file, mono, at a rate that gendu gives. */
export function timeline(mp3Path: string, rate: 16_000 | 24_000): Float32Array {
  const path = mp3Path.replace(/\.mp3$/, `.${rate}.wav`)
  if (!existsSync(path)) gendu('audio', 'pcm', mp3Path, '--rate', String(rate), '-o', path)
  return samplesOf(readFileSync(path))
}

export interface CueTime {
  from: number
  to: number
}

function srtTime(ms: number): string {
  const p = (n: number, w: number) => String(n).padStart(w, '0')
  return `${p(Math.floor(ms / 3_600_000), 2)}:${p(Math.floor(ms / 60_000) % 60, 2)}:${p(Math.floor(ms / 1000) % 60, 2)},${p(ms % 1000, 3)}`
}

/** Writes a timed transcript; every cue has its number and some words. */
export function srt(name: string, cues: readonly CueTime[], words: (i: number) => string): string {
  const path = join(work, `${name}.srt`)
  const rows = cues.map((c, i) => `${i + 1}\n${srtTime(c.from)} --> ${srtTime(c.to)}\n${words(i)}\n`)
  writeFileSync(path, rows.join('\n'))
  return path
}
