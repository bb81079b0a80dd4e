/**
 * Which sentences of an episode are the learner's cards, so that they come back under
 * Today. A mark shows at once; where the server refuses it, it goes back.
 */
import { SvelteSet } from 'svelte/reactivity'
import { api } from './api'
import type { components } from './api.gen'

export type CardSource = components['schemas']['CardSource']

/** What the server does with the cards of one episode; named by the ids of sentences. */
export interface CardPort {
  list(signal: AbortSignal): Promise<readonly string[]>
  add(cueId: string, source: CardSource): Promise<unknown>
  remove(cueId: string): Promise<unknown>
}

/** The learner's cards of an episode, by the API. */
export function cardsOf(episodeId: string): CardPort {
  return {
    list: async (signal) => (await api.get('/episodes/{episodeId}/cards', { path: { episodeId }, signal })).map((card) => card.cueId),
    add: (cueId, source) => api.put('/me/cards/{cueId}', { path: { cueId }, body: { episodeId, source } }),
    remove: (cueId) => api.delete('/me/cards/{cueId}', { path: { cueId } }),
  }
}

export class MyCards {
  readonly #ids = new SvelteSet<string>()
  readonly #port: CardPort
  /** The last change of each sentence; the next one waits for it. */
  readonly #last = new Map<string, Promise<void>>()

  constructor(port: CardPort) {
    this.#port = port
  }

  /** Adds what the server knows, but changes nothing that the learner has changed meanwhile. */
  async load(signal: AbortSignal): Promise<void> {
    const ids = await this.#port.list(signal)
    for (const id of ids) if (!this.#last.has(id)) this.#ids.add(id)
  }

  /** Reactive. */
  has(cueId: string): boolean {
    return this.#ids.has(cueId)
  }

  /** Makes a sentence a card or takes it out; says which. Rejects, with the mark as before, where the server refuses. */
  async toggle(cueId: string, source: CardSource = 'star'): Promise<boolean> {
    const wanted = !this.has(cueId)
    this.#mark(cueId, wanted)
    const sending = (this.#last.get(cueId) ?? Promise.resolve())
      .catch(() => undefined)
      .then(async () => void (await (wanted ? this.#port.add(cueId, source) : this.#port.remove(cueId))))
    this.#last.set(cueId, sending)
    try {
      await sending
    } catch (err) {
      // A newer press has the last word.
      if (this.#last.get(cueId) === sending) this.#mark(cueId, !wanted)
      throw err
    }
    return wanted
  }

  #mark(cueId: string, on: boolean): void {
    if (on) this.#ids.add(cueId)
    else this.#ids.delete(cueId)
  }
}
