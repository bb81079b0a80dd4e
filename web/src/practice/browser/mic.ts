/**
 * The microphone: opened on demand, ready once samples arrive, held while a session
 * runs and given back 20 s after its last use. One scope owns tracks, context and node.
 */
import { Scope } from '../../lib/scope'
import workletUrl from './capture.worklet?worker&url'

export type MicProblem = 'insecure' | 'denied' | 'missing' | 'busy' | 'silent'

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
/** Its clock can start 2 s late; who waits longer waits in vain. */
const PATIENCE_MS = 8000

interface Open {
  scope: Scope
  wish: string
  echoCancelled: boolean
  rate: number
  ready: Promise<void>
}

export class Microphone {
  readonly #page: Scope
  #open: Open | null = null
  #idle: (() => void) | null = null
  /** Called with each block of samples; the block is the receiver's. */
  onBlock: ((block: Float32Array) => void) | null = null
  /** Called when the microphone goes away by itself (unplugged, taken). */
  onLost: () => void = () => undefined

  constructor(page: Scope) {
    this.#page = page
    page.add(() => this.release())
  }

  /** Whether the browser has one at all: only a secure context does. */
  static get possible(): boolean {
    return window.isSecureContext && navigator.mediaDevices !== undefined && typeof AudioWorkletNode !== 'undefined'
  }

  /** Samples per second of the blocks; 0 while closed. */
  get rate(): number {
    return this.#open?.rate ?? 0
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
    if (this.#open?.wish !== key) {
      this.release()
      const scope = this.#page.child()
      const made: Open = { scope, wish: key, echoCancelled: wish.echoCancellation, rate: 0, ready: Promise.resolve() }
      this.#open = made
      made.ready = this.#start(made, wish)
    }
    const open = this.#open
    try {
      await open.ready
    } catch (err) {
      if (this.#open === open) this.release()
      throw err
    }
  }

  async #start(open: Open, wish: MicWish): Promise<void> {
    const stream = await media(wish)
    const tracks = stream.getTracks()
    open.scope.add(() => tracks.forEach((t) => t.stop()))
    if (open.scope.disposed) throw new MicError('missing')
    const context = new AudioContext({ latencyHint: 'interactive' })
    open.scope.add(() => void context.close().catch(() => undefined))
    open.rate = context.sampleRate
    await context.audioWorklet.addModule(workletUrl)
    if (open.scope.disposed) throw new MicError('missing')
    if (context.state !== 'running') await context.resume()
    const node = wire(context, stream, open.scope)
    for (const t of tracks) open.scope.listen(t, 'ended', () => this.#lost(open))
    await this.#firstBlock(open, node)
  }

  #firstBlock(open: Open, node: AudioWorkletNode): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = open.scope.timeout(() => reject(new MicError('silent')), PATIENCE_MS)
      open.scope.add(() => reject(new MicError('missing')))
      node.port.onmessage = (e: MessageEvent<Float32Array>) => {
        late()
        resolve()
        if (this.#open === open) this.onBlock?.(e.data)
      }
      open.scope.add(() => (node.port.onmessage = null))
    })
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

  release(): void {
    this.#idle?.()
    this.#idle = null
    const open = this.#open
    if (!open) return
    this.#open = null
    open.scope.dispose()
  }

  /** The microphones to choose from; names are known only after the first permission. */
  static async devices(): Promise<{ id: string; name: string }[]> {
    if (!Microphone.possible) return []
    const all = await navigator.mediaDevices.enumerateDevices()
    return all.filter((d) => d.kind === 'audioinput' && d.label !== '').map((d) => ({ id: d.deviceId, name: d.label }))
  }
}

async function media(wish: MicWish): Promise<MediaStream> {
  const audio: MediaTrackConstraints = {
    echoCancellation: wish.echoCancellation,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 1 },
  }
  if (wish.deviceId !== '') audio.deviceId = { ideal: wish.deviceId }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio })
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
