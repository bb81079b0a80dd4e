// Scope owns what a page or a machine starts: listeners, timers, frames, object
// URLs and requests. Dispose ends all of it at once, in reverse order, and what
// is added after that ends at once.

type End = () => void

export class Scope {
  #ends = new Set<End>()
  #controller = new AbortController()

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
    this.add(() => URL.revokeObjectURL(made))
    return made
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
