// Background work of episodes as it goes on: server-sent events while something
// runs, nothing while all is quiet.

import { url } from './api'
import { Scope } from './scope'
import type { Episode, Job } from './types'

interface Report {
  readonly episodeId: string
  readonly jobs: readonly Job[]
  readonly episode: Episode
}

/** Watch follows one episode. `jobs` is reactive, newest first. */
export class Watch {
  jobs = $state.raw<readonly Job[]>([])

  #episodeId: string
  #onReport: (report: Report) => void
  #source: EventSource | undefined
  #scope = new Scope()
  /** What belongs to the present source. */
  #turn: Scope | undefined

  /** onReport is called with every change: reload what it names when work has ended. */
  constructor(episodeId: string, onReport: (report: Report) => void) {
    this.#episodeId = episodeId
    this.#onReport = onReport
  }

  /** open begins to listen; call it after starting something too. */
  open = (): void => {
    if (this.#scope.disposed || (this.#source && this.#source.readyState !== EventSource.CLOSED)) return
    this.#turn?.dispose()
    const turn = (this.#turn = this.#scope.child())
    const source = turn.own(new EventSource(url('/events', {}, { episode: this.#episodeId })), (s) => s.close())
    this.#source = source
    turn.listen(source, 'jobs', (event: MessageEvent<string>) => {
      const report = JSON.parse(event.data) as Report
      if (report.episodeId !== this.#episodeId) return
      this.jobs = report.jobs
      this.#onReport(report)
    })
    turn.listen(source, 'idle', () => source.close())
    turn.listen(source, 'error', () => {
      // The browser reconnects by itself unless the answer was a refusal.
      if (source.readyState === EventSource.CLOSED) turn.timeout(this.open, 5000)
    })
  }

  close(): void {
    this.#scope.dispose()
  }
}

/** active says whether a job still has something to do. */
export function active(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running'
}

/** The steps of each kind of work, in order. */
export const stepsOf: Readonly<Record<string, readonly string[]>> = {
  'ingest-audio': ['indexing', 'decoding', 'remuxing', 'storing'],
  'align-transcript': ['aligning'],
}
