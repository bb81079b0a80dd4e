// All classes of a person, for choices among them. The server gives them in parts.

import { api } from './api'
import type { Class } from './types'

export interface MyClasses {
  readonly taught: readonly Class[]
  readonly joined: readonly Class[]
}

/** myClasses asks for part after part; nobody has many. */
export async function myClasses(signal: AbortSignal, background = false): Promise<MyClasses> {
  const taught: Class[] = []
  const joined: Class[] = []
  let cursor: string | undefined
  do {
    const part = await api.get('/classes', { query: { limit: 200, ...(cursor && { cursor }) }, signal, background })
    taught.push(...part.taught)
    joined.push(...part.joined)
    cursor = part.next
  } while (cursor)
  return { taught, joined }
}
