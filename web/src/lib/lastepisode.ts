// The episode that was read last: on its way to the practice page its text is here already.

import type { EpisodePage } from './types'

let last: EpisodePage | undefined

export function keepEpisode(page: EpisodePage): void {
  last = page
}

/** lastEpisode is the page as it was read; it may be older than the server's. */
export function lastEpisode(id: string): EpisodePage | undefined {
  return last?.episode.id === id ? last : undefined
}
