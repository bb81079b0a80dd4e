/** The learner's own flags of an episode, and what of one was written and not sent. */
import type { components } from '../../lib/api.gen'
import { api } from '../../lib/api'
import { still, type Shift } from './shift'

export type MyFlag = components['schemas']['MyFlag']
export type FlagKind = MyFlag['kind']
type NewFlag = components['schemas']['NewFlag']

/** What the server does with the learner's flags of one episode. */
export interface FlagPort {
  list(signal: AbortSignal): Promise<readonly MyFlag[]>
  put(cueId: string, kind: FlagKind, flag: NewFlag): Promise<MyFlag>
  withdraw(flag: MyFlag): Promise<unknown>
  seen(flag: MyFlag): Promise<unknown>
}

function portOf(episodeId: string): FlagPort {
  const path = (of: { cueId: string; kind: FlagKind }) => ({ episodeId, cueId: of.cueId, kind: of.kind })
  return {
    list: (signal) => api.get('/episodes/{episodeId}/my-flags', { path: { episodeId }, signal, background: true }),
    put: (cueId, kind, body) => api.put('/episodes/{episodeId}/my-flags/{cueId}/{kind}', { path: path({ cueId, kind }), body }),
    withdraw: (flag) => api.delete('/episodes/{episodeId}/my-flags/{cueId}/{kind}', { path: path(flag) }),
    seen: (flag) => api.put('/episodes/{episodeId}/my-flags/{cueId}/{kind}/seen', { path: path(flag), background: true }),
  }
}

/** What a learner can say is wrong; "times" becomes a flag of each edge that is to move. */
export type What = 'times' | 'text' | 'translation' | 'other'

export interface Draft {
  readonly what: What | ''
  readonly shift: Shift
  readonly note: string
}

export const empty: Draft = { what: '', shift: still, note: '' }

/** The flags that a draft says; none where something is missing. */
export function flagsOfDraft(draft: Draft): readonly { kind: FlagKind; shiftMs: number }[] {
  if (draft.what === '') return []
  if (draft.what === 'other') return draft.note.trim() ? [{ kind: 'other', shiftMs: 0 }] : []
  if (draft.what !== 'times') return [{ kind: draft.what, shiftMs: 0 }]
  return (['start', 'end'] as const).flatMap((edge) => (draft.shift[edge] === 0 ? [] : [{ kind: edge, shiftMs: draft.shift[edge] }]))
}

export class MyFlags {
  #flags = $state.raw<readonly MyFlag[]>([])
  /** What was written of each sentence and not sent. */
  readonly #drafts = new Map<string, Draft>()
  readonly #port: FlagPort

  constructor(port: FlagPort) {
    this.#port = port
  }

  /** What was sent meanwhile stays. */
  async load(signal: AbortSignal): Promise<void> {
    const known = this.#flags
    const list = await this.#port.list(signal)
    const later = this.#flags.filter((flag) => !known.includes(flag))
    this.#flags = [...list.filter((flag) => !later.some((one) => one.cueId === flag.cueId && one.kind === flag.kind)), ...later]
  }

  /** Reactive. */
  open(cueId: string): readonly MyFlag[] {
    return this.#flags.filter((flag) => flag.nowId === cueId && flag.state === 'open')
  }
  /** Those that the host has settled and the learner has not seen since. Reactive. */
  settled(cueId: string): readonly MyFlag[] {
    return this.#flags.filter((flag) => flag.nowId === cueId && flag.state !== 'open')
  }

  draft(cueId: string): Draft {
    return this.#drafts.get(cueId) ?? empty
  }
  keep(cueId: string, draft: Draft): void {
    this.#drafts.set(cueId, draft)
  }

  /** Sends what a draft says, and then forgets it. Sent again after half of it failed, what is there already stays as it is. */
  async send(cueId: string, revision: number, draft: Draft): Promise<void> {
    const note = draft.note.trim()
    for (const { kind, shiftMs } of flagsOfDraft(draft)) {
      const flag = await this.#port.put(cueId, kind, { revision, ...(shiftMs ? { shiftMs } : {}), ...(note ? { note } : {}) })
      this.#flags = [...this.#flags.filter((one) => !(one.nowId === flag.nowId && one.kind === kind)), flag]
    }
    this.#drafts.delete(cueId)
  }

  async withdraw(flag: MyFlag): Promise<void> {
    await this.#port.withdraw(flag)
    this.#flags = this.#flags.filter((one) => one !== flag)
  }

  /** The learner has read how it was settled: it is not said again. */
  saw(flags: readonly MyFlag[]): void {
    this.#flags = this.#flags.filter((one) => !flags.includes(one))
    for (const flag of flags) void this.#port.seen(flag).catch(() => undefined) // it is said once more on the next visit
  }
}

const known = new WeakMap<object, MyFlags>()

/** The flags of the episode of one visit, for all parts of its page. They are fetched by who loads them. */
export function flagsOf(visit: object, episodeId: string): MyFlags {
  let flags = known.get(visit)
  if (!flags) known.set(visit, (flags = new MyFlags(portOf(episodeId))))
  return flags
}
