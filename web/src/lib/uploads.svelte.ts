// Uploads of this browser: they go on while their host looks at other pages.

import { ApiError, url } from './api'
import { app, Scope } from './scope'
import { expire } from './session.svelte'
import { Upload, type Source, type Started, type State, type Transport } from './tus'

/** What a page shows of an upload. */
export interface Sending {
  readonly name: string
  readonly size: number
  readonly sent: number
  readonly state: State
  readonly error: unknown
  /** Bytes per second over the last seconds; 0 while it is not known. */
  readonly speed: number
}

const running = new Map<string, Upload>()
const arrived = new Map<string, () => void>()
let shown = $state.raw<Readonly<Record<string, Sending>>>({})

/** sendingOf is the upload of an episode. Reactive. */
export function sendingOf(episodeId: string): Sending | undefined {
  return shown[episodeId]
}

/** startedBefore is an upload that a reload has interrupted; the same file goes on with it. */
export function startedBefore(episodeId: string): Started | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key(episodeId)) ?? 'null') as Partial<Started> | null
    if (kept && typeof kept.url === 'string' && typeof kept.name === 'string' && typeof kept.size === 'number') return kept as Started
  } catch {
    // Nothing readable is kept: there is nothing to go on with.
  }
  return undefined
}

/**
 * askLeft is an interrupted upload with what the server has of it: a window that was
 * closed knows of whole chunks only, while the server kept what had arrived of the last.
 */
export async function askLeft(episodeId: string): Promise<Started | undefined> {
  const left = startedBefore(episodeId)
  if (!left) return undefined
  try {
    const answer = await fetch(left.url, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } })
    const offset = Number(answer.headers.get('Upload-Offset') ?? NaN)
    if (answer.ok && Number.isSafeInteger(offset) && offset >= 0 && offset <= left.size) {
      const known = { ...left, offset }
      keep(episodeId, known)
      return known
    }
    if (answer.status === 404 || answer.status === 410) {
      keep(episodeId, undefined)
      return undefined
    }
  } catch {
    // The server is not reached: what this browser knows is shown.
  }
  return left
}

/** sendAudio uploads a file as the audio of an episode, from where it stopped if it did. */
export function sendAudio(episodeId: string, file: Source, done: () => void): void {
  running.get(episodeId)?.pause()
  const meter = new Meter()
  const upload: Upload = new Upload(
    file,
    transport,
    {
      change(state, sent) {
        if (running.get(episodeId) !== upload) return
        const speed = state === 'sending' ? meter.at(sent) : 0
        show(episodeId, { name: file.name, size: file.size, sent, state, error: upload.error, speed })
        if (state === 'done') {
          running.delete(episodeId)
          hide(episodeId)
          arrived.get(episodeId)?.()
        }
      },
      keep: (started) => keep(episodeId, started),
    },
    { endpoint: url('/uploads'), metadata: { episode: episodeId, filename: file.name } },
    startedBefore(episodeId),
  )
  running.set(episodeId, upload)
  arrived.set(episodeId, done)
  void upload.start()
}

export function pauseAudio(episodeId: string): void {
  running.get(episodeId)?.pause()
}

/** pauseAll stops every upload: the one who began them signs out. */
export function pauseAll(): void {
  for (const upload of running.values()) upload.pause()
  running.clear()
  shown = {}
}

export function resumeAudio(episodeId: string): void {
  void running.get(episodeId)?.start()
}

export async function cancelAudio(episodeId: string): Promise<void> {
  const upload = running.get(episodeId)
  running.delete(episodeId)
  hide(episodeId)
  const left = startedBefore(episodeId)
  if (upload) await upload.cancel()
  else if (left) {
    keep(episodeId, undefined)
    await fetch(left.url, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => {})
  }
}

/** watchArrival says when the upload that is under way has arrived. */
export function watchArrival(episodeId: string, done: () => void): void {
  if (running.has(episodeId)) arrived.set(episodeId, done)
}

function key(episodeId: string): string {
  return `gendu:upload:${episodeId}`
}

function keep(episodeId: string, started: Started | undefined): void {
  try {
    if (started) localStorage.setItem(key(episodeId), JSON.stringify(started))
    else localStorage.removeItem(key(episodeId))
  } catch {
    // Without storage a reload begins again; the upload itself is not harmed.
  }
}

function show(episodeId: string, sending: Sending): void {
  shown = { ...shown, [episodeId]: sending }
}

function hide(episodeId: string): void {
  const { [episodeId]: _, ...rest } = shown
  shown = rest
}

/** Meter averages the speed over the last five seconds. */
class Meter {
  #seen: { time: number; bytes: number }[] = []

  at(bytes: number): number {
    const time = performance.now()
    this.#seen.push({ time, bytes })
    while (this.#seen.length > 2 && time - (this.#seen[0]?.time ?? 0) > 5000) this.#seen.shift()
    const first = this.#seen[0]
    if (!first || time - first.time < 500) return 0
    return Math.max(0, ((bytes - first.bytes) / (time - first.time)) * 1000)
  }
}

/** XMLHttpRequest, because fetch does not say how much of a body is sent. */
const transport: Transport = (request) =>
  new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    const scope = new Scope()
    xhr.open(request.method, request.url)
    for (const [name, value] of Object.entries(request.headers)) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = (event) => request.onSent?.(event.loaded)
    xhr.onload = () => {
      if (xhr.status === 401) expire()
      resolve({ status: xhr.status, header: (name) => xhr.getResponseHeader(name), text: () => xhr.responseText })
    }
    xhr.onerror = () => reject(new ApiError('offline', 'The server cannot be reached.', 0))
    xhr.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    if (request.signal.aborted) return reject(new DOMException('aborted', 'AbortError'))
    scope.listen(request.signal, 'abort', () => xhr.abort())
    xhr.onloadend = () => scope.dispose()
    xhr.send(request.body ?? null)
  })

if (typeof window !== 'undefined') {
  app.listen(window, 'beforeunload', (event) => {
    if ([...running.values()].some((upload) => upload.state === 'sending' || upload.state === 'waiting')) event.preventDefault()
  })
}
