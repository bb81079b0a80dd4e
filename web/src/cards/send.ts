/** The ratings of this browser, one queue for each signed-in user. */
import { api } from '$lib/api'
import { failedDelivery, shelf, type Delivered } from '$lib/delivery'
import { app } from '$lib/scope'
import { Ratings, type WaitingRating } from './ratings'

let current: { userId: string; ratings: Ratings } | undefined

/** The queue of a user; what waited from before goes out now. */
export function ratingsOf(userId: string): Ratings {
  if (current?.userId !== userId) {
    current = { userId, ratings: new Ratings(userId, { storage: shelf(), send: (r) => send(userId, r), after }) }
  }
  void current.ratings.flush()
  return current.ratings
}

// They go on when the page is left for another one of the app.
const after = (ms: number, run: () => void): (() => void) => app.timeout(run, ms)

async function send(userId: string, r: WaitingRating): Promise<Delivered> {
  const { id, cueId, episodeId, rating, at, undoes } = r
  const body = { cueId, episodeId, rating, at: new Date(at).toISOString(), ...(undoes ? { undoes } : {}) }
  try {
    await api.put('/me/ratings/{ratingId}', { path: { ratingId: id }, body, background: true, keepalive: true, as: userId })
    return 'kept'
  } catch (err) {
    return failedDelivery(err)
  }
}
