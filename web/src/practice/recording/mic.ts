/**
 * The microphone: opened on demand, ready once samples arrive, held while a session
 * runs and given back 20 s after its last use. One scope owns tracks, context and node.
 */
import type { Scope } from '../../lib/scope'
import workletUrl from './capture.worklet?worker&url'

export type MicProblem = 'insecure' | 'denied' | 'missing' | 'busy' | 'silent' | 'unloaded'

export class MicError extends Error {
  readonly problem: MicProblem
  constructor(problem: MicProblem, cause?: unknown) {
    super(`microphone: ${problem}`, { cause })
    this.name = 'MicError'
    this.problem = problem
  }
}

export interface MicWish {
  deviceId: string
  /** Shadowing without headphones: the reference must not be in the take. */
  echoCancellation: boolean
}

/** Without use for so long, it is given back. */
const HOLD_MS = 20_000
/** Its clock can start 2 s late; who waits longer, for this or for any step before it, waits in vain. */
const PATIENCE_MS = 8000
/** The worklet answers within a render quantum or two; a context that stands still does not. */
const FLUSH_MS = 200

interface Open {
  scope: Scope
  wish: string
  echoCancelled: boolean
  context: AudioContext | null
  port: MessagePort | null
  ready: Promise<void>
  /** Told of the next block, once each. */
  waiting: (() => void)[]
  /** What is called when the worklet has sent what it had, by the number that it was asked with. */
  flushes: Map<number, () => void>
}

export class Microphone {
  readonly #page: Scope
  #open: Open | null = null
  #idle: (() => void) | null = null
  #flushes = 0
  /** Called with each block of samples; the block is the receiver's. */
  onBlock: ((block: Float32Array) => void) | null = null
  /** Called when the microphone goes away by itself (unplugged, taken). */
  onLost: () => void = () => undefined

  constructor(page: Scope) {
    this.#page = page
    page.add(() => this.release())
    if (Microphone.possible) warm(page.signal)
  }

  /** Whether the browser has one at all: only a secure context does. */
  static get possible(): boolean {
    return window.isSecureContext && navigator.mediaDevices !== undefined && typeof AudioWorkletNode !== 'undefined'
  }

  /** Samples per second of the blocks; 0 while closed. */
  get rate(): number {
    return this.#open?.context?.sampleRate ?? 0
  }

  /** Whether it is open with echo cancellation. */
  get echoCancelled(): boolean {
    return this.#open?.echoCancelled ?? false
  }

  /** Opens it, or keeps it open; resolves once samples arrive. Rejects with MicError. */
  async open(wish: MicWish): Promise<void> {
    if (!Microphone.possible) throw new MicError('insecure')
    this.#idle?.()
    this.#idle = null
    const key = JSON.stringify(wish)
    const held = this.#open?.wish === key
    if (!held) {
      this.release()
      const scope = this.#page.child()
      const made: Open = { scope, wish: key, echoCancelled: wish.echoCancellation, context: null, port: null, ready: Promise.resolve(), waiting: [], flushes: new Map() }
      this.#open = made
      made.ready = this.#start(made, wish)
    }
    const open = this.#open!
    try {
      await open.ready
      // A device that was held may have fallen silent since.
      if (held) await nextBlock(open)
    } catch (err) {
      if (this.#open === open) this.release()
      throw err
    }
  }

  async #start(open: Open, wish: MicWish): Promise<void> {
    const stream = await media(open.scope, wish)
    if (open.scope.disposed) throw new MicError('missing')
    for (const t of stream.getTracks()) open.scope.listen(t, 'ended', () => this.#lost(open))
    const context = new AudioContext({ latencyHint: 'interactive' })
    open.scope.add(() => void context.close().catch(() => undefined))
    open.context = context
    await patiently(open.scope, loaded(context), 'unloaded')
    const { port } = wire(context, stream, open.scope)
    open.port = port
    port.onmessage = (e: MessageEvent<Float32Array | number>) => {
      if (typeof e.data === 'number') return open.flushes.get(e.data)?.()
      for (const tell of open.waiting.splice(0)) tell()
      if (this.#open === open || open.flushes.size > 0) this.onBlock?.(e.data)
    }
    open.scope.add(() => (port.onmessage = null))
    await nextBlock(open)
  }

  #lost(open: Open): void {
    if (this.#open !== open) return
    this.onLost()
    this.release()
  }

  /** Gives it back after a while without use. */
  idle(): void {
    if (!this.#open || this.#idle) return
    this.#idle = this.#page.timeout(() => this.release(), HOLD_MS)
  }

  /**
   * Has what was spoken so far handed to onBlock: the blocks under way and the one that is
   * not full yet. Resolves when they are here, or when they no longer come.
   */
  flush(): Promise<void> {
    const open = this.#open
    if (!open?.port || open.scope.disposed) return Promise.resolve()
    const number = ++this.#flushes
    open.port.postMessage(number)
    return new Promise((resolve) => {
      const end = () => {
        late()
        gone()
        open.flushes.delete(number)
        resolve()
        if (this.#open !== open && open.flushes.size === 0) open.scope.dispose()
      }
      open.flushes.set(number, end)
      const late = open.scope.timeout(end, FLUSH_MS)
      const gone = open.scope.add(end)
    })
  }

  /** Closes it, behind what a flush still brings. */
  release(): void {
    this.#idle?.()
    this.#idle = null
    const open = this.#open
    if (!open) return
    this.#open = null
    if (open.flushes.size === 0) open.scope.dispose()
  }

  /** The microphones to choose from; names are known only after the first permission. */
  static async devices(): Promise<{ id: string; name: string }[]> {
    if (!Microphone.possible) return []
    const all = await navigator.mediaDevices.enumerateDevices()
    return all.filter((d) => d.kind === 'audioinput' && d.label !== '').map((d) => ({ id: d.deviceId, name: d.label }))
  }
}

/** Fetched with the page: a recording must not need the network, nor a server that still has this version. */
function warm(signal: AbortSignal): void {
  fetch(workletUrl, { priority: 'low', signal })
    .then((answer) => answer.arrayBuffer())
    .catch(() => undefined) // a failure shows when it is needed
}

async function loaded(context: AudioContext): Promise<void> {
  try {
    await context.audioWorklet.addModule(workletUrl)
  } catch (err) {
    throw new MicError('unloaded', err)
  }
}

/** Samples arrive; a context that the system holds up is asked to run. */
function nextBlock(open: Open): Promise<void> {
  if (open.context?.state !== 'running') void open.context?.resume().catch(() => undefined)
  return patiently(open.scope, new Promise((resolve) => open.waiting.push(resolve)), 'silent')
}

/** What hangs has failed with that problem; what is given back meanwhile is missing. */
function patiently(scope: Scope, work: Promise<void>, problem: MicProblem): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = scope.timeout(() => reject(new MicError(problem)), PATIENCE_MS)
    const gone = scope.add(() => reject(new MicError('missing')))
    void work.then(resolve, reject).finally(() => {
      late()
      gone()
    })
  })
}

async function media(scope: Scope, wish: MicWish): Promise<MediaStream> {
  const audio: MediaTrackConstraints = {
    echoCancellation: wish.echoCancellation,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 1 },
  }
  if (wish.deviceId !== '') audio.deviceId = { ideal: wish.deviceId }
  try {
    return await scope.tracks({ audio })
  } catch (err) {
    const name = err instanceof DOMException ? err.name : ''
    if (name === 'NotAllowedError' || name === 'SecurityError') throw new MicError('denied', err)
    if (name === 'NotFoundError' || name === 'OverconstrainedError') throw new MicError('missing', err)
    throw new MicError('busy', err)
  }
}

/** A node is asked for samples only where it leads somewhere: into a muted gain. */
function wire(context: AudioContext, stream: MediaStream, scope: Scope): AudioWorkletNode {
  const source = context.createMediaStreamSource(stream)
  const node = new AudioWorkletNode(context, 'gendu-capture', { numberOfInputs: 1, numberOfOutputs: 1 })
  const mute = context.createGain()
  mute.gain.value = 0
  source.connect(node).connect(mute).connect(context.destination)
  scope.add(() => {
    source.disconnect()
    node.disconnect()
    mute.disconnect()
  })
  return node
}
