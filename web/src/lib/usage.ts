// How much of what a person may keep is used.
import type { MyUsage } from './types'

/** share is the part of a limit that is used, 0 to 1; a limit of 0 is used up. */
export function share(used: number, limit: number): number {
  return limit > 0 ? Math.min(1, Math.max(0, used / limit)) : 1
}

/** nearlyFull says whether it is time to free space: nine tenths of one limit are used. */
export function nearlyFull({ used, limits }: Pick<MyUsage, 'used' | 'limits'>): boolean {
  return share(used.bytes, limits.bytes) >= 0.9 || share(used.takes, limits.takes) >= 0.9
}
