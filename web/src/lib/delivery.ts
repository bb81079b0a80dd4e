/** What becomes of one attempt to send what waits in this browser. */
import { ApiError } from './api'

/** There, never to be taken, later, or not before its owner signs in. */
export type Delivered = 'kept' | 'refused' | 'later' | 'signedOut'

/** What a failed call means for what was sent. */
export function failedDelivery(err: unknown): Delivered {
  if (!(err instanceof ApiError)) return 'later'
  if (err.status === 401 || err.kind === 'unauthenticated') return 'signedOut'
  return err.status >= 400 && err.status < 500 && err.status !== 408 && err.status !== 429 ? 'refused' : 'later'
}

export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** A browser that keeps nothing: things are in memory until they are sent. */
const none: Shelf = {
  length: 0,
  key: () => null,
  getItem: () => null,
  removeItem: () => undefined,
  setItem: () => {
    throw new Error('no storage')
  },
}

/** The storage of this browser, which it may refuse. */
export function shelf(): Shelf {
  try {
    return localStorage
  } catch {
    return none
  }
}
