import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const colours = new Map([...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [name, { light, dark }]))

/** Contrast as WCAG 2 measures it. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map((hex) => {
    const [r, g, l] = [1, 3, 5].map((at) => {
      const c = parseInt(hex.slice(at, at + 2), 16) / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * l
  }) as [number, number]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

function colour(name: string, mode: 'light' | 'dark'): string {
  const found = colours.get(name)?.[mode]
  if (!found) throw new Error(`no token --${name}`)
  return found
}

describe.each(['light', 'dark'] as const)('%s', (mode) => {
  const text: [string, string][] = ['ground', 'raised', 'sunken'].flatMap((paper) => ['ink', 'ink-2', 'accent', 'accent-2', 'rec', 'good', 'improve'].map((ink): [string, string] => [ink, paper]))
  text.push(['on-accent', 'accent'], ['on-accent', 'accent-2'], ['on-rec', 'rec'], ['on-good', 'good'], ['ink', 'accent-soft'], ['accent', 'accent-soft'], ['ink', 'good-soft'], ['good', 'good-soft'], ['ink', 'rec-soft'], ['rec', 'rec-soft'])
  it.each(text)('text in --%s on --%s has 4.5:1', (ink, paper) => expect(contrast(colour(ink, mode), colour(paper, mode))).toBeGreaterThanOrEqual(4.5))
  it.each(['ground', 'raised', 'sunken'])('an edge in --line-2 on --%s has 3:1', (paper) => expect(contrast(colour('line-2', mode), colour(paper, mode))).toBeGreaterThanOrEqual(3))
  it.each(['ground', 'accent-soft'])('a wave on --%s has 3:1', (paper) => expect(contrast(colour('wave', mode), colour(paper, mode))).toBeGreaterThanOrEqual(3))
  it('the wave of another sentence is seen, and steps back', () => {
    const far = contrast(colour('wave-far', mode), colour('ground', mode))
    expect(far).toBeGreaterThanOrEqual(2)
    expect(far).toBeLessThan(contrast(colour('wave', mode), colour('ground', mode)) / 1.25)
  })
})
