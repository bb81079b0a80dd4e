// Counts that the server does not count to their end: one more than the most means "more".

const bounded = (most: number) => (n: number) => (n > most ? `${most}+` : n)

/** How many takes wait, as it is shown. */
export const waitingCount = bounded(99)

/** How many takes there are, as it is shown. */
export const takeCount = bounded(999)
