import { describe, expect, it } from 'vitest'
import { nextHint, pitchDue } from './hints'

describe('the next hint', () => {
  it.each([
    ['is what the mode means', 'repeat', [], false, 'modeRepeat'],
    ['is said of each mode', 'shadow', ['modeRepeat'], false, 'modeShadow'],
    ['speaks of headphones once Shadow was explained', 'shadow', ['modeShadow'], false, 'headphones'],
    ['speaks of swipes to fingers', 'repeat', ['modeRepeat'], true, 'swipe'],
    ['speaks of no swipes to a mouse', 'repeat', ['modeRepeat'], false, ''],
    ['is none once all were read', 'shadow', ['modeShadow', 'headphones', 'swipe'], true, ''],
  ] as const)('%s', (_, mode, seen, touch, want) => {
    expect(nextHint({ mode, headphones: true, seen: [...seen] }, touch)).toBe(want)
  })
})

describe('the lines of the voices are explained', () => {
  it.each([
    ['behind what the mode means', 'repeat', [], false, false],
    ['at once behind it', 'repeat', ['modeRepeat'], false, true],
    ['behind the swipes, to fingers', 'repeat', ['modeRepeat'], true, false],
    ['not beside the hint of another mode', 'shadow', ['modeRepeat', 'swipe'], true, false],
    ['once', 'repeat', ['modeRepeat', 'pitch'], false, false],
  ] as const)('%s', (_, mode, seen, touch, want) => {
    expect(pitchDue({ mode, headphones: false, seen: [...seen] }, touch)).toBe(want)
  })
})
