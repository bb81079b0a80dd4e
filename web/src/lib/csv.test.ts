import { describe, expect, test } from 'vitest'
import { BOM, csv } from './csv'

describe('csv', () => {
  test('has the mark of UTF-8 and ends its lines as spreadsheets want it', () => {
    expect(csv([['No.', 'Sentence'], [1, '一些中國用戶']])).toBe(`${BOM}No.,Sentence\r\n1,一些中國用戶\r\n`)
  })

  test.each([
    ['a, b', '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' space ', '" space "'],
    ['', ''],
    [null, ''],
    [-3.5, '-3.5'],
  ])('%j is written as %j', (value, want) => {
    expect(csv([[value]])).toBe(`${BOM}${want}\r\n`)
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '－he said', '\u0000=1'])('%j is no formula', (value) => {
    const written = csv([[value]]).slice(BOM.length)
    expect(written.replace(/^"/, '').startsWith("'")).toBe(true)
  })
})
