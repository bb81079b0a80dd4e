import { describe, expect, it } from 'vitest'
import { decodeText } from './decode'

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))

describe('decodeText', () => {
  it.each([
    ['UTF-8', new TextEncoder().encode('這是一個測試'), '這是一個測試'],
    ['UTF-8 with a mark', bytes('efbbbf6869'), 'hi'],
    ['UTF-16LE', bytes('fffe19905e66'), '\u9019\u665e'],
    ['UTF-16BE', bytes('feff9019662f'), '這是'],
    ['Big5', bytes('b36fac4fa440add3b4fab8d5a143'), '這是一個測試。'],
    ['GB 18030', bytes('d5e2cac7d2bbb8f6b2e2cad4a1a3'), '这是一个测试。'],
    ['Latin 1', bytes('63616fe9'), 'caoé'],
    ['nothing', bytes(''), ''],
  ])('%s', (_, input, want) => expect(decodeText(input)).toBe(want))
})
