// What a browser refuses in a field of a form, as a message of the dictionary: its own bubble
// speaks its own language and lies over the next field.

export type Refusal =
  | { key: 'fieldEmpty' | 'fieldNumber' | 'fieldWrong' }
  | { key: 'fieldShort' | 'fieldLeast' | 'fieldMost'; n: number }

/** The limits of a field, as its attributes say them. */
export interface Limits {
  minlength?: number | string | null | undefined
  min?: number | string | null | undefined
  max?: number | string | null | undefined
}

/** Why a field is refused; undefined while it is not. Empty comes first: nothing else matters then. */
export function refusal(validity: Partial<ValidityState>, limits: Limits): Refusal | undefined {
  if (validity.valid) return undefined
  if (validity.valueMissing) return { key: 'fieldEmpty' }
  if (validity.badInput) return { key: 'fieldNumber' }
  if (validity.tooShort) return { key: 'fieldShort', n: Number(limits.minlength) }
  if (validity.rangeUnderflow) return { key: 'fieldLeast', n: Number(limits.min) }
  if (validity.rangeOverflow) return { key: 'fieldMost', n: Number(limits.max) }
  return { key: 'fieldWrong' }
}
