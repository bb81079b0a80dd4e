// Background work of episodes as it goes on: server-sent events while something
// runs, nothing while all is quiet.

import { url } from './api'
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
  #again: ReturnType<typeof setTimeout> | undefined
  #ended = false

  /** onReport is called with every change: reload what it names when work has ended. */
  constructor(episodeId: string, onReport: (report: Report) => void) {
    this.#episodeId = episodeId
    this.#onReport = onReport
  }

  /** open begins to listen; call it after starting something too. */
  open = (): void => {
    clearTimeout(this.#again)
    if (this.#ended || (this.#source && this.#source.readyState !== EventSource.CLOSED)) return
    const source = new EventSource(url('/events', {}, { episode: this.#episodeId }))
    this.#source = source
    source.addEventListener('jobs', (event) => {
      const report = JSON.parse((event as MessageEvent<string>).data) as Report
      if (report.episodeId !== this.#episodeId) return
      this.jobs = report.jobs
      this.#onReport(report)
    })
    source.addEventListener('idle', () => source.close())
    source.onerror = () => {
      // The browser reconnects by itself unless the answer was a refusal.
      if (source.readyState === EventSource.CLOSED && !this.#ended) this.#again = setTimeout(this.open, 5000)
    }
  }

  close(): void {
    this.#ended = true
    clearTimeout(this.#again)
    this.#source?.close()
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
