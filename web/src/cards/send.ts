/** The ratings of this browser, one queue for each signed-in user. */
import { api, ApiError } from '$lib/api'
import { app } from '$lib/scope'
import { Ratings, type Delivered, type WaitingRating } from './ratings'

let current: { userId: string; ratings: Ratings } | undefined

/** The queue of a user; what waited from before goes out now. */
export function ratingsOf(userId: string): Ratings {
  if (current?.userId !== userId) {
    current = { userId, ratings: new Ratings(userId, { storage: storage(), send: (r) => send(userId, r), after }) }
  }
  void current.ratings.flush()
  return current.ratings
}

/** A browser that keeps nothing: ratings are in memory until they are sent. */
const none: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'> = {
  length: 0,
  key: () => null,
  getItem: () => null,
  removeItem: () => undefined,
  setItem: () => {
    throw new Error('no storage')
  },
}

function storage(): typeof none {
  try {
    return localStorage
  } catch {
    return none
  }
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
    if (!(err instanceof ApiError)) return 'later'
    if (err.status === 401 || err.kind === 'unauthenticated') return 'signedOut'
    return err.status >= 400 && err.status < 500 && err.status !== 408 && err.status !== 429 ? 'refused' : 'later'
  }
}
