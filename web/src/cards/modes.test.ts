import { expect, test } from 'vitest'
import { readingMs, speakingMs } from './modes'

test('a longer text stays longer in sight, within limits', () => {
  expect(readingMs('Yes.', '')).toBe(3000)
  const line = 'Some Chinese users have kindly educated newcomers about sensitive topics.'
  expect(readingMs(line, '')).toBeGreaterThan(4000)
  expect(readingMs(line, '一些中國用戶善意地提醒新來的人')).toBeGreaterThan(readingMs(line, ''))
  expect(readingMs(line.repeat(9), '')).toBe(12_000)
})

test('one who speaks slower than the original is not cut off', () => {
  expect(speakingMs(4000)).toBe(8000)
})
