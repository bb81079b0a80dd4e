// The one number of a comparison, for lists.

/** overall is the score from 0 to 100; undefined where the machine gave none. */
export function overall(comparison: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const value = comparison?.overall
  const score = typeof value === 'object' && value !== null ? (value as Record<string, unknown>).score : value
  return comparison?.verdict === 'ok' && typeof score === 'number' && Number.isFinite(score) ? Math.round(score) : undefined
}
