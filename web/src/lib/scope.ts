// Scope owns what a page or a machine starts: listeners, timers, frames, object
// URLs, tracks, observers and requests. Dispose ends all of it at once, in reverse
// order, and what is added after that ends at once. The linter lets nothing else
// start these (eslint.config.js).

export type End = () => void

export class Scope {
  #ends = new Set<End>()
  #controller = new AbortController()
  #urls = new Map<string, End>()

  /** Aborted when the scope is disposed: hand it to fetch. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get disposed(): boolean {
    return this.#controller.signal.aborted
  }

  /** add registers what must happen at the end; the result does it now instead. */
  add(end: End): End {
    if (this.disposed) {
      end()
      return () => {}
    }
    const once = () => {
      if (this.#ends.delete(once)) end()
    }
    this.#ends.add(once)
    return once
  }

  listen<E extends Event>(
    target: EventTarget,
    type: string,
    listener: (event: E) => void,
    options?: AddEventListenerOptions,
  ): End {
    const handler = listener as EventListener
    target.addEventListener(type, handler, options)
    return this.add(() => target.removeEventListener(type, handler, options))
  }

  timeout(run: () => void, ms: number): End {
    const id = setTimeout(() => {
      end()
      run()
    }, ms)
    const end = this.add(() => clearTimeout(id))
    return end
  }

  interval(run: () => void, ms: number): End {
    const id = setInterval(run, ms)
    return this.add(() => clearInterval(id))
  }

  frame(run: (time: number) => void): End {
    const id = requestAnimationFrame((time) => {
      end()
      run(time)
    })
    const end = this.add(() => cancelAnimationFrame(id))
    return end
  }

  objectURL(blob: Blob): string {
    const made = URL.createObjectURL(blob)
    this.#urls.set(made, this.add(() => URL.revokeObjectURL(made)))
    return made
  }

  /** dropURL ends an object URL of this scope before the scope ends. */
  dropURL(made: string): void {
    this.#urls.get(made)?.()
    this.#urls.delete(made)
  }

  /** own ends what has no method of its own here: a worker, an observer, a channel. */
  own<T>(thing: T, end: (thing: T) => void): T {
    this.add(() => end(thing))
    return thing
  }

  /** tracks opens a microphone, whose tracks stop with the scope. */
  async tracks(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const stream = await navigator.mediaDevices.getUserMedia(constraints)
    this.add(() => stream.getTracks().forEach((track) => track.stop()))
    return stream
  }

  /** child makes a scope that ends with this one, or earlier. */
  child(): Scope {
    const scope = new Scope()
    const detach = this.add(() => scope.dispose())
    scope.add(detach)
    return scope
  }

  dispose(): void {
    if (this.disposed) return
    const ends = [...this.#ends].reverse()
    this.#controller.abort()
    for (const end of ends) end()
    this.#ends.clear()
  }
}

/** app ends with the document: for what every page needs until then. */
export const app = new Scope()

/** owned runs something with a scope of its own and gives back its end: what an effect returns. */
export function owned(run: (scope: Scope) => void): End {
  const scope = new Scope()
  run(scope)
  return () => scope.dispose()
}
