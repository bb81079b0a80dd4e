import { beforeAll, describe, expect, it } from 'vitest'
import { levelOf, type Comparison } from './comparison'
import { someComparison } from '../fixtures'
import { loadSaid } from './said'
import { sayLevel, sayScoreError } from './say'

const of = (more: Partial<Comparison>) => someComparison({ score: 80, scoreEqual: 12.6, ...more })

describe('what a score means', () => {
  beforeAll(loadSaid)

  it.each<[number, string]>([[85, 'easy'], [84, 'mostly'], [70, 'mostly'], [69, 'effort'], [50, 'effort'], [49, 'hard']])('%d is %s', (score, level) => {
    expect(levelOf(of({ score }))).toBe(level)
    expect(levelOf(of({ score, verdict: 'hard_to_follow' }))).toBe(level) // the score says it, not the verdict
  })

  it('is nothing without a score or a reading', () => {
    expect(sayLevel(of({ verdict: 'other' }))).toBe('')
    const { score: _, ...none } = of({})
    expect(sayLevel(none) + sayScoreError(none)).toBe('')
  })

  it('says how sure it is, on whom it was checked, and what a high voice changes', () => {
    expect(sayScoreError(of({}))).toMatch(/13 points.*Mandarin.*not on others/)
    expect(sayScoreError(of({}))).not.toMatch(/high voices/)
    expect(sayScoreError(of({ child: true }))).toMatch(/13 points.*high voices.*not judged.*Mandarin/)
  })
})
