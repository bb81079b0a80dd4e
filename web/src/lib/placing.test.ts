import { describe, expect, it } from 'vitest'
import { placed } from './placing'

const phone = { width: 390, height: 844 }
const button = (left: number, top: number) => ({ left, top, right: left + 44, bottom: top + 44 })

describe('placed', () => {
  it.each([
    ['below its button', button(300, 100), { width: 200, height: 220 }, { left: 144, top: 148, maxHeight: 688 }],
    ['above where the window ends below', button(300, 640), { width: 200, height: 220 }, { left: 144, top: 416, maxHeight: 628 }],
    ['within the window, at a button on the left', button(8, 100), { width: 200, height: 100 }, { left: 8, top: 148, maxHeight: 688 }],
    ['within the window, at a button beyond the right edge', button(380, 100), { width: 200, height: 100 }, { left: 182, top: 148, maxHeight: 688 }],
    ['on the roomier side where neither has enough', button(300, 300), { width: 200, height: 900 }, { left: 144, top: 348, maxHeight: 488 }],
    ['above, and as high as there is room', button(300, 500), { width: 200, height: 900 }, { left: 144, top: 8, maxHeight: 488 }],
  ])('puts a list %s', (_, at, size, want) => {
    expect(placed(at, size, phone)).toEqual(want)
  })
})
