/** The microphone and the take that is being spoken, as the page sees them. */
import type { Scope } from '../../lib/scope'
import { MicError, Microphone, type MicProblem, type MicWish } from '../browser/mic'
import { takeLimit } from '../gap'
import type { Cue, TakeMode } from '../model'
import { TakeWriter, type Recorded } from '../takewav'

export interface Meter {
  /** 0 … 1 on a scale of -60 to 0 dB. */
  height: number
  voiced: boolean
  clipping: boolean
  /** Nobody was heard for a while. */
  quiet: boolean
  ms: number
}

const SILENT: Meter = { height: 0, voiced: false, clipping: false, quiet: false, ms: 0 }

interface Running {
  writer: TakeWriter
  cue: Cue
  mode: TakeMode
  recordedAt: string
  /** Begun by the learner, not by the loop. */
  manual: boolean
  limitMs: number
  autoStop: ((heard: boolean) => void) | null
}

export interface Finished extends Recorded {
  cue: Cue
  mode: TakeMode
  recordedAt: string
  /** Begun by the learner, not by the loop. */
  manual: boolean
}

export class Recorder {
  meter = $state.raw<Meter>(SILENT)
  held = $state(false)
  problem = $state<MicProblem | null>(null)
  devices = $state.raw<{ id: string; name: string }[]>([])
  readonly #mic: Microphone
  readonly #finished: (take: Finished) => void
  #run: Running | null = null

  constructor(scope: Scope, finished: (take: Finished) => void, lost: () => void) {
    this.#finished = finished
    this.#mic = new Microphone(scope)
    this.#mic.onBlock = (block) => this.#block(block)
    this.#mic.onHeld = (held) => (this.held = held)
    this.#mic.onLost = lost
    scope.add(() => this.finish())
  }

  static get possible(): boolean {
    return Microphone.possible
  }

  /** Resolves once samples arrive; says what is wrong when they do not. */
  async open(wish: MicWish): Promise<void> {
    try {
      await this.#mic.open(wish)
      this.problem = null
      if (this.devices.length === 0) this.devices = await Microphone.devices().catch(() => [])
    } catch (err) {
      this.problem = err instanceof MicError ? err.problem : 'busy'
      throw err
    }
  }

  start(cue: Cue, mode: TakeMode, manual: boolean, autoStop: (heard: boolean) => void): void {
    const limitMs = takeLimit(cue.endMs - cue.startMs)
    this.meter = SILENT
    this.#run = { writer: new TakeWriter(this.#mic.rate), cue, mode, recordedAt: new Date().toISOString(), manual, limitMs, autoStop }
  }

  #block(block: Float32Array): void {
    const run = this.#run
    if (!run) return
    const level = run.writer.write(block)
    const { listener } = run.writer
    this.meter = {
      height: Math.max(0, Math.min(1, (level.db + 60) / 60)),
      voiced: level.voiced,
      clipping: level.clipping,
      quiet: listener.quiet,
      ms: listener.ms,
    }
    if (!run.autoStop || !listener.ended(run.limitMs, run.mode === 'repeat')) return
    const stop = run.autoStop
    run.autoStop = null
    stop(listener.heard)
  }

  /** Ends the take that runs and hands it over; nothing spoken is thrown away. */
  finish(): void {
    const run = this.#run
    if (!run) return
    this.#run = null
    this.meter = SILENT
    const recorded = run.writer.finish()
    this.#finished({ ...recorded, cue: run.cue, mode: run.mode, recordedAt: run.recordedAt, manual: run.manual })
  }

  hold(how: 'idle' | 'release'): void {
    if (how === 'idle') this.#mic.idle()
    else this.#mic.release()
  }
}
