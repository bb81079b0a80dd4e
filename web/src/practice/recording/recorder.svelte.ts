/** The microphone and the take that is being spoken, as the page sees them. */
import { newUUID } from '$lib/uuid'
import { app, type Scope } from '../../lib/scope'
import type { RecordingDraft } from './drafts'
import { MicError, Microphone, type MicProblem, type MicWish } from './mic'
import { takeLimit } from '../session/gap'
import type { Cue, TakeMode } from '../session/model'
import { TakeWriter, type Recorded } from '../../sound/takewav'
import { clipStart, SampleClock } from '../playback/timing'

export interface Meter {
  /** 0 … 1 on a scale of -60 to 0 dB. */
  height: number
  voiced: boolean
  clipping: boolean
  /** Nobody was heard for a while. */
  quiet: boolean
  ms: number
}

/** A recording to which nothing comes for so long is over. */
const STALLED_MS = 3000

const SILENT: Meter = { height: 0, voiced: false, clipping: false, quiet: false, ms: 0 }

/** What a take is made of, as known when it begins. */
export interface Beginning {
  cue: Cue
  mode: TakeMode
  /** Begun by the learner, not by the loop. */
  manual: boolean
  /** The rate at which the reference sounds, or sounded before. */
  speed: number
  /** Padding before the cue in the clip that plays meanwhile, in ms of the audio. */
  leadMs: number
}

/** What is known once it has begun. */
export interface Begun {
  /** Of the take that it becomes. */
  id: string
  recordedAt: string
  echoCancelled: boolean
}

interface Running extends Beginning, Begun {
  draft: RecordingDraft | null
  writer: TakeWriter
  clock: SampleClock
  rate: number
  samples: number
  limitMs: number
  autoStop: ((heard: boolean) => void) | null
  watch: () => void
}

export interface Finished extends Recorded, Beginning, Begun {
  /** Shadow: the moment in the take at which the cue's start sounded, where that is known. */
  clipStartMs: number | undefined
  /** The page went away, or was hidden, while it was spoken. */
  cut: boolean
}

/** Writes down what is spoken while it is spoken; null where nothing can. */
export type Drafting = (begun: Beginning & Begun) => RecordingDraft | null

export class Recorder {
  meter = $state.raw<Meter>(SILENT)
  problem = $state<MicProblem | null>(null)
  devices = $state.raw<{ id: string; name: string }[]>([])
  readonly #mic: Microphone
  readonly #finished: (take: Finished) => void
  readonly #scope: Scope
  readonly #lost: () => void
  readonly #drafting: Drafting
  #run: Running | null = null
  /** Takes that have ended, but whose last samples are still on their way. */
  readonly #ending: Running[] = []
  #encoding = 0

  constructor(scope: Scope, drafting: Drafting, finished: (take: Finished) => void, lost: () => void) {
    this.#drafting = drafting
    this.#finished = finished
    this.#scope = scope
    this.#mic = new Microphone(scope)
    this.#mic.onBlock = (block) => this.#block(block)
    this.#lost = lost
    this.#mic.onLost = () => this.#fail('missing')
    scope.add(() => this.finish())
    if (Microphone.possible) scope.listen(navigator.mediaDevices, 'devicechange', () => void this.refresh())
  }

  static get possible(): boolean {
    return Microphone.possible
  }

  /** Resolves once samples arrive; says what is wrong when they do not. */
  async open(wish: MicWish): Promise<void> {
    try {
      await this.#mic.open(wish)
      this.problem = null
    } catch (err) {
      this.problem = err instanceof MicError ? err.problem : 'busy'
      throw err
    } finally {
      // Also when it failed: then another one is wanted most.
      void this.refresh()
    }
  }

  /** It went away by itself: said before the session ends what needed it. */
  #fail(problem: MicProblem): void {
    this.problem = problem
    this.#lost()
  }

  /** Looks which microphones there are. */
  async refresh(): Promise<void> {
    this.devices = await Microphone.devices().catch(() => [])
  }

  start(what: Beginning, autoStop: (heard: boolean) => void): void {
    const limitMs = takeLimit(what.cue.endMs - what.cue.startMs)
    this.meter = SILENT
    const begun: Begun = { id: newUUID(), recordedAt: new Date().toISOString(), echoCancelled: this.#mic.echoCancelled }
    const draft = this.#drafting({ ...what, ...begun })
    this.#run = {
      ...what, ...begun, draft, limitMs, autoStop, watch: this.#watch(),
      writer: new TakeWriter(this.#mic.rate, (samples) => draft?.write(samples)), clock: new SampleClock(), rate: this.#mic.rate, samples: 0,
    }
  }

  /**
   * Every other end is counted in samples, so that where none come somebody has to look
   * at a clock. It counts its own looks: a page that stood still has not looked, and what
   * came meanwhile is not read yet.
   */
  #watch(): () => void {
    let samples = 0
    let looks = 0
    return this.#scope.interval(() => {
      const now = this.#run?.samples ?? 0
      looks = now === samples ? looks + 1 : 0
      samples = now
      if (looks * 1000 >= STALLED_MS) this.#fail('silent')
    }, 1000)
  }

  #block(block: Float32Array): void {
    const run = this.#ending[0] ?? this.#run
    if (!run) return
    run.samples += block.length
    run.clock.seen(performance.now(), run.samples, run.rate)
    const level = run.writer.write(block)
    if (run !== this.#run) return
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

  /**
   * Ends the take that runs and hands it over; nothing spoken is thrown away. The last
   * samples are awaited, and it is encoded a moment later, so that the next clip is not
   * held up; at once where the page may not have that moment. `soundedAt`: when the clip began to sound, for Shadow.
   */
  finish(soundedAt = 0): void {
    const run = this.#run
    if (!run) return
    this.#run = null
    run.watch()
    this.meter = SILENT
    const { writer, draft, id, cue, mode, manual, speed, leadMs, recordedAt, clock, echoCancelled } = run
    const cut = this.#scope.disposed || document.visibilityState === 'hidden'
    this.#encoding++
    const encode = () => {
      this.#encoding--
      draft?.end()
      const clipStartMs = mode === 'shadow' ? clipStart(soundedAt, leadMs, speed, clock.startedAt) : undefined
      this.#finished({ ...writer.finish(), id, cut, cue, mode, manual, speed, leadMs, recordedAt, clipStartMs, echoCancelled })
    }
    if (cut) encode()
    else void this.#ended(run).then(() => app.timeout(encode, 0)) // the take outlives the page
  }

  /** Resolves when the last samples of a take that has ended are in it. */
  async #ended(run: Running): Promise<void> {
    this.#ending.push(run)
    await this.#mic.flush()
    this.#ending.splice(this.#ending.indexOf(run), 1)
  }

  /** Something was spoken that is not handed over yet. */
  get busy(): boolean {
    return this.#run !== null || this.#encoding > 0
  }

  hold(how: 'idle' | 'release'): void {
    if (how === 'idle') this.#mic.idle()
    else this.#mic.release()
  }
}
