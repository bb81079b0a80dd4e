import { describe, expect, it } from 'vitest'
import { base64Of, sentFile } from './bytes'

describe('base64Of', () => {
  it.each([
    [[], ''],
    [[0xff], '/w=='],
    [[0xa4, 0x40, 0x00], 'pEAA'],
  ])('%j', (bytes, want) => expect(base64Of(Uint8Array.from(bytes))).toBe(want))

  it('takes files beyond one step', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
    const back = Uint8Array.from(atob(base64Of(bytes)), (char) => char.charCodeAt(0))
    expect(back).toEqual(bytes)
  })
})

it('sentFile keeps the name', async () => {
  expect(await sentFile(new File([Uint8Array.from([1, 2])], 'a.srt'))).toEqual({ name: 'a.srt', base64: 'AQI=' })
})
