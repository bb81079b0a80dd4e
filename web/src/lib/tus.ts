// A resumable upload by the tus 1.0 protocol: chunks of 8 MiB, pause, and going
// on where it stopped, also after a reload. No DOM: what sends is handed in.

import { ApiError } from './api'
import { Scope } from './scope'

/** The smallest part of an HTTP client that the protocol wants. */
export type Transport = (request: {
  readonly method: 'POST' | 'HEAD' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Blob
  readonly signal: AbortSignal
  /** Bytes of the body that are on their way. */
  readonly onSent?: (bytes: number) => void
}) => Promise<{ readonly status: number; header(name: string): string | null; text(): string }>

/** What is remembered of an upload, to go on with it after a reload. */
export interface Started {
  readonly url: string
  readonly name: string
  readonly size: number
  readonly lastModified: number
  readonly offset: number
}

export interface Source extends Blob {
  readonly name: string
  readonly lastModified: number
}

export type State = 'sending' | 'waiting' | 'paused' | 'done' | 'failed'

export interface Events {
  /** Something changed: state, bytes that the server has or that are on their way. */
  change(state: State, sent: number): void
  /** What to keep for a reload; undefined when there is nothing to go on with. */
  keep(started: Started | undefined): void
}

export interface Options {
  readonly endpoint: string
  readonly metadata: Readonly<Record<string, string>>
  readonly chunk?: number
  /** Waits between attempts, ms; the last one repeats. */
  readonly delays?: readonly number[]
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const version = { 'Tus-Resumable': '1.0.0' }

/** matches says whether a file is the one of which a part was sent. */
export function matches(started: Started, file: Source): boolean {
  return started.name === file.name && started.size === file.size && started.lastModified === file.lastModified
}

/** Upload sends one file. Pause and start as often as you like. */
export class Upload {
  readonly file: Source
  state: State = 'paused'
  /** Why it failed, once it has. */
  error: unknown

  #transport: Transport
  #events: Events
  #options: Options
  #url: string | undefined
  #offset = 0
  #running: AbortController | undefined

  constructor(file: Source, transport: Transport, events: Events, options: Options, started?: Started) {
    this.file = file
    this.#transport = transport
    this.#events = events
    this.#options = options
    if (started && matches(started, file)) {
      this.#url = started.url
      this.#offset = started.offset
    }
  }

  /** start sends until the file is there, is paused, or is refused. */
  async start(): Promise<void> {
    if (this.#running || this.state === 'done') return
    const running = new AbortController()
    this.#running = running
    this.error = undefined
    try {
      await this.#send(running.signal)
      this.#events.keep(undefined)
      this.#change('done', this.file.size)
    } catch (err) {
      if (running.signal.aborted) return
      this.error = err
      this.#change('failed', this.#offset)
    } finally {
      if (this.#running === running) this.#running = undefined
    }
  }

  pause(): void {
    if (!this.#running) return
    this.#running.abort()
    this.#running = undefined
    this.#change('paused', this.#offset)
  }

  /** cancel gives the upload up, here and on the server. */
  async cancel(): Promise<void> {
    this.pause()
    const url = this.#url
    this.#url = undefined
    this.#offset = 0
    this.#events.keep(undefined)
    if (url) await this.#transport({ method: 'DELETE', url, headers: version, signal: new AbortController().signal }).catch(() => {})
  }

  async #send(signal: AbortSignal): Promise<void> {
    const delays = this.#options.delays ?? [500, 1000, 2000, 4000, 8000, 15000]
    let failures = 0
    for (;;) {
      try {
        this.#change('sending', this.#offset)
        if (this.#url) await this.#ask(signal)
        if (!this.#url) await this.#create(signal)
        while (this.#offset < this.file.size) {
          await this.#chunk(signal)
          failures = 0
        }
        return
      } catch (err) {
        if (signal.aborted || !passing(err)) throw err
        this.#change('waiting', this.#offset)
        const delay = delays[Math.min(failures++, delays.length - 1)] ?? 1000
        await (this.#options.wait ?? sleep)(delay, signal)
      }
    }
  }

  async #create(signal: AbortSignal): Promise<void> {
    const metadata = Object.entries(this.#options.metadata).map(([name, value]) => `${name} ${base64(value)}`)
    const answer = await this.#transport({
      method: 'POST',
      url: this.#options.endpoint,
      headers: { ...version, 'Upload-Length': String(this.file.size), 'Upload-Metadata': metadata.join(',') },
      signal,
    })
    if (answer.status !== 201) throw problem(answer)
    const location = answer.header('Location')
    if (!location) throw new ApiError('internal', 'The server did not say where the upload is.', answer.status)
    this.#url = pathOf(location)
    this.#offset = 0
    this.#keep()
  }

  /** ask finds out how much the server has. */
  async #ask(signal: AbortSignal): Promise<void> {
    const url = this.#url ?? ''
    const answer = await this.#transport({ method: 'HEAD', url, headers: version, signal })
    if (answer.status === 404 || answer.status === 410 || answer.status === 403) {
      // It expired, or is somebody else's: begin again.
      this.#url = undefined
      this.#offset = 0
      this.#events.keep(undefined)
      return
    }
    if (answer.status !== 200 && answer.status !== 204) throw problem(answer)
    this.#accept(answer.header('Upload-Offset'))
  }

  async #chunk(signal: AbortSignal): Promise<void> {
    const from = this.#offset
    const body = this.file.slice(from, Math.min(this.file.size, from + (this.#options.chunk ?? 8 * 1024 * 1024)))
    const answer = await this.#transport({
      method: 'PATCH',
      url: this.#url ?? '',
      headers: { ...version, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(from) },
      body,
      signal,
      onSent: (bytes) => this.#change('sending', from + bytes),
    })
    if (answer.status !== 204) throw problem(answer)
    this.#accept(answer.header('Upload-Offset'))
    if (this.#offset <= from) throw new ApiError('internal', 'The server took nothing of the chunk.', answer.status)
  }

  #accept(offset: string | null): void {
    const n = Number(offset ?? NaN)
    if (!Number.isSafeInteger(n) || n < 0 || n > this.file.size)
      throw new ApiError('internal', `The server has an impossible part of the file: ${offset}.`, 0)
    this.#offset = n
    this.#keep()
    this.#change('sending', n)
  }

  #keep(): void {
    if (!this.#url) return
    const { name, size, lastModified } = this.file
    this.#events.keep({ url: this.#url, name, size, lastModified, offset: this.#offset })
  }

  #change(state: State, sent: number): void {
    this.state = state
    this.#events.change(state, sent)
  }
}

/** passing failures are tried again: no answer, a busy server, a lock, an offset that moved. */
function passing(err: unknown): boolean {
  if (!(err instanceof ApiError)) return false
  return err.status === 0 ? err.kind === 'offline' : [409, 423, 429, 502, 503, 504].includes(err.status) || err.status === 460
}

function problem(answer: { status: number; text(): string }): ApiError {
  let kind: ApiError['kind'] = answer.status === 413 ? 'too_large' : answer.status === 401 ? 'unauthenticated' : answer.status < 500 ? 'invalid' : 'internal'
  let message = answer.text().trim().slice(0, 300) || `The server answered ${answer.status}.`
  try {
    const body = JSON.parse(answer.text()) as { kind?: ApiError['kind']; message?: string }
    if (body.kind && body.message) {
      kind = body.kind
      message = body.message
    }
  } catch {
    // Plain text, as tus servers write it.
  }
  return new ApiError(kind, message, answer.status)
}

/** pathOf keeps requests on this origin, whatever host the server thinks it has. */
function pathOf(location: string): string {
  return location.replace(/^[a-z]+:\/\/[^/]+/i, '')
}

function base64(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const scope = new Scope()
  return new Promise<void>((resolve, reject) => {
    scope.timeout(resolve, ms)
    scope.listen(signal, 'abort', () => reject(new DOMException('aborted', 'AbortError')))
  }).finally(() => scope.dispose())
}
