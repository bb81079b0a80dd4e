// A sound card that nobody hears: PulseAudio with a null sink, and what comes out of
// it, recorded with the moment of every sample.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Samples per second of what is recorded; one channel (the left one). */
export const RATE = 48_000

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** Now, on the clock that pages show as timeOrigin + now(). */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

export class Sink {
  readonly #dir: string
  readonly #daemon: ChildProcess
  private constructor(dir: string, daemon: ChildProcess) {
    this.#dir = dir
    this.#daemon = daemon
  }

  /** A daemon of its own, apart from any that the user runs. `more`: modules beside the sink. */
  static async start(more: readonly string[] = []): Promise<Sink> {
    const dir = mkdtempSync(join(tmpdir(), 'gendu-sink-'))
    mkdirSync(join(dir, 'home'))
    const socket = join(dir, 'socket')
    const args = ['-n', '--system=false', '--daemonize=no', '--exit-idle-time=-1', '--log-target=stderr', '--log-level=error']
    args.push('-L', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`)
    // Rewinding would take back what the monitor has told already.
    args.push('-L', `module-null-sink sink_name=out rate=${RATE} channels=2 format=float32le norewinds=1`)
    for (const module of more) args.push('-L', module)
    const env = { ...process.env, HOME: join(dir, 'home'), XDG_RUNTIME_DIR: dir }
    const daemon = spawn('pulseaudio', args, { env, stdio: 'ignore' })
    const failed = new Promise<never>((_, no) => daemon.once('error', () => no(new Error('pulseaudio is missing: apt-get install pulseaudio pulseaudio-utils'))))
    for (let i = 0; i < 100 && !existsSync(socket); i++) await Promise.race([pause(50), failed])
    if (!existsSync(socket)) throw new Error('pulseaudio did not start')
    return new Sink(dir, daemon)
  }

  /** What a program needs to find this sound card. */
  get env(): Record<string, string> {
    return { PULSE_SERVER: `unix:${join(this.#dir, 'socket')}`, XDG_RUNTIME_DIR: this.#dir }
  }

  async record(): Promise<Recording> {
    const recording = new Recording({ ...process.env, ...this.env })
    await recording.begun
    return recording
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => this.#daemon.once('exit', done))
    this.#daemon.kill('SIGTERM')
    await gone
    rmSync(this.#dir, { recursive: true, force: true })
  }
}

/** What came out of the sink since it was begun. */
export class Recording {
  readonly begun: Promise<void>
  readonly #process: ChildProcess
  #samples = new Float32Array(RATE * 60)
  #length = 0
  #rest = Buffer.alloc(0)
  /** Samples there were, and when: one row for each piece that arrived. */
  readonly #arrivals: { samples: number; at: number }[] = []

  constructor(env: NodeJS.ProcessEnv) {
    const args = ['--raw', '--device=out.monitor', '--format=float32le', `--rate=${RATE}`, '--channels=2', '--latency-msec=10']
    this.#process = spawn('parec', args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
    this.begun = new Promise((done, no) => {
      this.#process.once('error', () => no(new Error('parec is missing: apt-get install pulseaudio-utils')))
      this.#process.stdout?.once('data', () => done())
    })
    this.#process.stdout?.on('data', (piece: Buffer) => this.#add(piece))
  }

  #add(piece: Buffer): void {
    const at = now()
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece
    const frames = bytes.length >> 3
    if (this.#length + frames > this.#samples.length) {
      const more = new Float32Array(this.#samples.length * 2)
      more.set(this.#samples)
      this.#samples = more
    }
    for (let i = 0; i < frames; i++) this.#samples[this.#length + i] = bytes.readFloatLE(i * 8)
    this.#length += frames
    this.#rest = Buffer.from(bytes.subarray(frames * 8))
    this.#arrivals.push({ samples: this.#length, at })
  }

  get samples(): Float32Array {
    return this.#samples.subarray(0, this.#length)
  }

  get length(): number {
    return this.#length
  }

  /**
   * The sample that came out at a moment. A piece never arrives early, so the least
   * late one within some seconds tells the time best.
   */
  sampleAt(moment: number): number {
    let base = Number.POSITIVE_INFINITY
    for (const a of this.#arrivals) {
      if (Math.abs(a.at - moment) < 5000) base = Math.min(base, a.at - (a.samples * 1000) / RATE)
    }
    if (base === Number.POSITIVE_INFINITY) throw new Error('nothing was recorded around that moment')
    return Math.round(((moment - base) * RATE) / 1000)
  }

  /** Waits until nothing has sounded for so long. */
  async silence(ms: number, atMost = 30_000): Promise<void> {
    const until = now() + atMost
    const need = Math.round((ms * RATE) / 1000)
    const from = this.#length
    while (now() < until) {
      await pause(50)
      if (this.#length - from < need) continue
      if (!sounds(this.samples.subarray(this.#length - need))) return
    }
    throw new Error(`it still sounds after ${atMost} ms`)
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => this.#process.once('exit', done))
    this.#process.kill('SIGTERM')
    await gone
  }
}

/** What is louder than this sounds: -54 dB, far below the material of the benches. */
export const SOUND = 0.002

function sounds(x: Float32Array): boolean {
  for (const v of x) if (Math.abs(v) > SOUND) return true
  return false
}
