// What the person has in their hands.

/** A phone or a tablet without a mouse or a pen: hints about keys say nothing there. */
export const touchOnly = globalThis.matchMedia?.('(hover: none) and (pointer: coarse)').matches ?? false
