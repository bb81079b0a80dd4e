/**
 * Clips of the practice audio, kept as blobs: fetched once, in few at a time, the
 * least recently used given back. A URL stays valid while its clip is kept.
 */
import type { Span } from '../session/model'

export interface Clip {
  key: string
  blob: Blob
  url: string
  span: Span
}

export interface ClipPorts {
  fetch: (url: string, signal: AbortSignal) => Promise<Blob>
  makeUrl: (blob: Blob) => string
  dropUrl: (url: string) => void
}

/** Fills {from} and {to} of the server's clip path. */
export function clipPath(template: string, span: Span): string {
  return template.replace('{from}', String(span.fromMs)).replace('{to}', String(span.toMs))
}

export class Clips {
  readonly #ports: ClipPorts
  readonly #template: string
  readonly #keep: number
  readonly #kept = new Map<string, Clip>()
  readonly #coming = new Map<string, Promise<Clip>>()
  readonly #end = new AbortController()
  #playing = ''

  constructor(template: string, ports: ClipPorts, keep = 24) {
    this.#template = template
    this.#ports = ports
    this.#keep = keep
  }

  /** The clip when it is here already: its sound can start within this very tick. */
  ready(span: Span): Clip | undefined {
    const key = clipPath(this.#template, span)
    const clip = this.#kept.get(key)
    if (clip) {
      this.#kept.delete(key)
      this.#kept.set(key, clip)
    }
    return clip
  }

  get(span: Span): Promise<Clip> {
    const here = this.ready(span)
    if (here) return Promise.resolve(here)
    const key = clipPath(this.#template, span)
    const coming = this.#coming.get(key)
    if (coming) return coming
    const made = this.#fetch(key, span).finally(() => this.#coming.delete(key))
    this.#coming.set(key, made)
    return made
  }

  async #fetch(key: string, span: Span): Promise<Clip> {
    const blob = await this.#ports.fetch(key, this.#end.signal)
    if (this.#end.signal.aborted) throw new DOMException('the page was left', 'AbortError')
    const clip = { key, blob, url: this.#ports.makeUrl(blob), span }
    this.#kept.set(key, clip)
    this.#trim()
    return clip
  }

  /** The clip in the player is never given back. */
  pin(clip: Clip): void {
    this.#playing = clip.key
  }

  #trim(): void {
    for (const [key, clip] of this.#kept) {
      if (this.#kept.size <= this.#keep) return
      if (key === this.#playing) continue
      this.#kept.delete(key)
      this.#ports.dropUrl(clip.url)
    }
  }

  get size(): number {
    return this.#kept.size
  }

  dispose(): void {
    this.#end.abort()
    for (const clip of this.#kept.values()) this.#ports.dropUrl(clip.url)
    this.#kept.clear()
  }
}
