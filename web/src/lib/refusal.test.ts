import { expect, test } from 'vitest'
import { refusal } from './refusal'

test.each([
  ['nothing is wrong', { valid: true }, {}, undefined],
  ['empty', { valueMissing: true }, {}, { key: 'fieldEmpty' }],
  ['empty, and so too short', { valueMissing: true, tooShort: true }, { minlength: 10 }, { key: 'fieldEmpty' }],
  ['too short', { tooShort: true }, { minlength: 10 }, { key: 'fieldShort', n: 10 }],
  ['letters in a number', { badInput: true }, { min: 7 }, { key: 'fieldNumber' }],
  ['below the least', { rangeUnderflow: true }, { min: 7, max: 3650 }, { key: 'fieldLeast', n: 7 }],
  ['above the most', { rangeOverflow: true }, { min: 7, max: '3650' }, { key: 'fieldMost', n: 3650 }],
  ['something else', { stepMismatch: true }, {}, { key: 'fieldWrong' }],
])('%s', (_, validity, limits, want) => {
  expect(refusal(validity, limits)).toEqual(want)
})
