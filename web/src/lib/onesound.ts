// One sound at a time, in all tabs of the app: the tab that begins to play stops the others.

import type { Scope } from './scope'

const NAME = 'gendu-sound'

/** The tabs talk about who plays; where the browser has no channel each is on its own. */
export class OneSound {
  readonly #channel: BroadcastChannel | null

  /** `stop` is called when another tab begins to play. */
  constructor(scope: Scope, stop: () => void) {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : scope.own(new BroadcastChannel(NAME), (c) => c.close())
    if (this.#channel) scope.listen(this.#channel, 'message', stop)
  }

  /** This tab begins to play. */
  begins(): void {
    this.#channel?.postMessage('plays')
  }
}
