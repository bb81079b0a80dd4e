/** Keeps what a visit leaves behind: where the learner is, how they practise, and the library's "continue". */
import { remember } from '../../lib/recent'
import type { Scope } from '../../lib/scope'
import type { ValueSender } from '../outbox/valuesender'
import type { Cue, EpisodePage } from './model'
import { ofEpisode, ofLearner } from './settings'
import type { State } from './states'

export class Visit {
  readonly #scope: Scope
  readonly #sender: ValueSender
  readonly #page: EpisodePage
  readonly #cues: readonly Cue[]
  /** Waits a moment: who passes by is not there. */
  #soon: (() => void) | null = null
  #newest: (() => void) | null = null

  constructor(scope: Scope, sender: ValueSender, page: EpisodePage, cues: readonly Cue[]) {
    this.#scope = scope
    this.#sender = sender
    this.#page = page
    this.#cues = cues
  }

  /** A range belongs to its episode, as do mode, speed and recording by itself; the rest is the learner's. */
  settled({ settings, outer }: State): void {
    const scope = settings.scope === 'range' ? outer : settings.scope
    this.#sender.keep('practice', ofLearner({ ...settings, scope }), 800)
  }

  moved({ cue: index, range, settings }: State): void {
    const cue = this.#cues[index]
    if (!cue) return
    const ends = range && settings.scope === 'range' ? [this.#cues[range.first]!.id, this.#cues[range.last]!.id] : null
    const { number, title, showTitle, id } = this.#page.episode
    this.#sender.keep(`position:${id}`, { cueId: cue.id, position: cue.position, range: ends, how: ofEpisode(settings) }, 2000)
    this.#soon?.()
    const entry = { episodeId: id, number, title, showTitle, cueId: cue.id, at: index + 1, cues: this.#cues.length, when: Date.now() }
    this.#newest = () => void remember(entry).catch(() => undefined)
    this.#soon = this.#scope.timeout(() => this.#tell(), 2000)
  }

  #tell(): void {
    this.#newest?.()
    this.#newest = null
  }

  /** Keeps the place at once: the page is left or hidden, and may not come back. */
  store(state: State): void {
    if (!this.#newest) this.moved(state)
    this.#tell()
    this.#sender.flush()
  }
}
