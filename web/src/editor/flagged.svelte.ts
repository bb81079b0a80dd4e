/**
 * The flags of the episode in the editor: what learners propose is taken by one key, and
 * settled once the server has the lines. An undo of that opens them again.
 */
import type { Editor } from './editor.svelte'
import { reportsOf, type Flag, type Report } from './flags'

export type Ending = 'accepted' | 'corrected' | 'dismissed' | 'open'

export interface FlagWire {
  /** All open flags of the episode. */
  list(): Promise<readonly Flag[]>
  settle(ids: readonly string[], how: Ending): Promise<unknown>
  failed(err: unknown): void
}

/** What was done about a report in this visit. */
interface Done {
  readonly ids: readonly string[]
  readonly line: string
  readonly how: Exclude<Ending, 'open'>
  /** The edge that was moved, and from where; undefined for what no undo takes back. */
  readonly moved?: { readonly edge: 'startMs' | 'endMs'; readonly from: number }
  /** As the server has it. */
  readonly told: boolean
  /** Whether the flags are settled for who looks at the lines. */
  readonly gone: boolean
}

export type Accepted = 'moved' | 'settled' | 'noRoom' | 'none'

export class Flagged {
  #flags = $state.raw<readonly Flag[]>([])
  #done = $state.raw<readonly Done[]>([])
  #telling = false
  readonly #editor: Editor
  readonly #wire: FlagWire
  readonly #hidden = $derived.by(() => new Set(this.#done.filter((one) => one.gone).flatMap((one) => one.ids)))
  /** By the id of the line. */
  readonly reports = $derived.by(() => reportsOf(this.#flags.filter((flag) => !this.#hidden.has(flag.id)), this.#editor.lines))

  constructor(editor: Editor, wire: FlagWire) {
    this.#editor = editor
    this.#wire = wire
  }

  async load(): Promise<void> {
    this.#flags = await this.#wire.list()
  }

  /** Reactive. */
  of(line: string | undefined): readonly Report[] {
    return (line !== undefined && this.reports.get(line)) || []
  }

  /** To the next flagged line, around the end; false where there is none. */
  next(): boolean {
    return this.#editor.nextOf((line) => this.reports.has(line.id))
  }

  /** To the first flagged line. */
  first(): boolean {
    const at = this.#editor.lines.findIndex((line) => this.reports.has(line.id))
    if (at >= 0) this.#editor.go(at)
    return at >= 0
  }

  /** Takes what the first report on the line in hand proposes, as one step; where it proposes nothing, it counts as corrected by hand. */
  accept(): Accepted {
    const report = this.of(this.#editor.line?.id)[0]
    if (!report) return 'none'
    const { line, ids, shiftMs } = report
    if (shiftMs === 0) {
      this.#add({ ids, line, how: 'corrected', told: false, gone: true })
      return 'settled'
    }
    const edge = report.kind === 'start' ? 'startMs' : 'endMs'
    const from = this.#editor.line![edge]
    this.#editor.settle()
    this.#editor.edges({ [edge]: from + shiftMs })
    this.#editor.settle()
    if (this.#editor.line![edge] === from) return 'noRoom'
    this.#add({ ids, line, how: 'accepted', moved: { edge, from }, told: false, gone: true })
    return 'moved'
  }

  /** Leaves the line as it is; false where nothing is reported. */
  dismiss(): boolean {
    const report = this.of(this.#editor.line?.id)[0]
    if (report) this.#add({ ids: report.ids, line: report.line, how: 'dismissed', told: false, gone: true })
    return report !== undefined
  }

  #add(one: Done): void {
    this.#done = [...this.#done, one]
    void this.follow()
  }

  /**
   * Looks what has become of each report, and tells the server once it has the lines. To be
   * called after each change of the lines and of what is saved.
   */
  async follow(): Promise<void> {
    this.#done = this.#done.map((one) => (one.moved && this.#undone(one) === one.gone ? { ...one, gone: !one.gone } : one))
    if (this.#telling) return
    this.#telling = true
    try {
      for (let next = this.#due(); next; next = this.#due()) await this.#tell(next)
    } finally {
      this.#telling = false
    }
  }

  /** What the server is to learn next. A dismissal changes no line, and waits for none. */
  #due(): Done | undefined {
    const saved = this.#editor.saved === 'saved' && !this.#editor.pending
    return this.#done.find((one) => one.told !== one.gone && (saved || one.how === 'dismissed'))
  }

  async #tell(one: Done): Promise<void> {
    try {
      await this.#wire.settle(one.ids, one.gone ? one.how : 'open')
      this.#done = this.#done.map((other) => (other.ids === one.ids ? { ...other, told: one.gone } : other))
    } catch (err) {
      // The flags are shown again as the server has them; a line that was moved stays so.
      this.#done = this.#done.filter((other) => other.ids !== one.ids)
      this.#wire.failed(err)
    }
  }

  /** Whether the edge is back where it was. */
  #undone({ line, moved }: Done): boolean {
    return moved !== undefined && this.#editor.lines.find((other) => other.id === line)?.[moved.edge] === moved.from
  }
}
