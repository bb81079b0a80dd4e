/** Undo and redo: one step for each gesture, as many as there were. */
export interface Step<T> {
  readonly value: T
  /** Where the hand was, to go back there. */
  readonly at: number
}

export class History<T> {
  #past: Step<T>[] = []
  #future: Step<T>[] = []
  #last: { key: string } | undefined

  get canUndo(): boolean {
    return this.#past.length > 0
  }
  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** What was and what was undone, the nearest step last. */
  get past(): readonly Step<T>[] {
    return this.#past
  }
  get future(): readonly Step<T>[] {
    return this.#future
  }

  /** Begins with the steps of an earlier visit. */
  resume(past: readonly Step<T>[], future: readonly Step<T>[]): void {
    this.end()
    this.#past = [...past]
    this.#future = [...future]
  }

  /**
   * Keeps what was before a gesture. Gestures with the same key in a row are one step:
   * the letters typed into one field, the moves of one drag.
   */
  keep(before: Step<T>, key = ''): void {
    if (!(key && this.#last?.key === key)) this.#past.push(before)
    this.#last = { key }
    this.#future = []
  }

  /** The next gesture is a step of its own. */
  end(): void {
    this.#last = undefined
  }

  undo(now: Step<T>): Step<T> | undefined {
    return this.#go(this.#past, this.#future, now)
  }

  redo(now: Step<T>): Step<T> | undefined {
    return this.#go(this.#future, this.#past, now)
  }

  #go(from: Step<T>[], to: Step<T>[], now: Step<T>): Step<T> | undefined {
    this.end()
    const step = from.pop()
    if (step) to.push(now)
    return step
  }
}
