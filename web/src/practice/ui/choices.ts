/** What the buttons of the bar offer: each opens its own short list. */
import type { Item } from '$ui/Menu.svelte'
import { rungs } from '../session/gap'
import { climb, LADDERS, type Settings } from '../session/settings'
import type { Practice } from './practice.svelte'
import { tp } from './words.svelte'

const SPEEDS = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5]
const REPEATS = [1, 2, 3, 4, 5, 10, 0]
const FIXED = [2000, 4000, 8000]
const TIMES = [1, 1.5, 2]

export function ladderName(ladder: readonly number[]): string {
  return ladder.map((v) => `${v}×`).join(' → ')
}

export function repeatName(n: number): string {
  return n === 0 ? '∞' : `×${n}`
}

export function gapName({ gap, gapMs, gapTimes }: Pick<Settings, 'gap' | 'gapMs' | 'gapTimes'>): string {
  if (gap === 'smart') return tp('gapSmart')
  return gap === 'fixed' ? tp('gapFixed', { s: (gapMs / 1000).toFixed(1) }) : tp('gapTimes', { n: gapTimes })
}

/** What is set now stands among the choices, whatever it is. */
function withPresent(choices: readonly number[], present: number): number[] {
  return choices.includes(present) ? [...choices] : [...choices, present].sort((a, b) => a - b)
}

export function speedItems(p: Practice): Item[] {
  const { speed, ladder } = p.settings
  const one = ladder.length === 0
  const speeds = one ? withPresent(SPEEDS, speed) : SPEEDS
  const ladders = LADDERS.some((l) => l.join() === ladder.join()) || one ? LADDERS : [ladder, ...LADDERS]
  return [
    ...speeds.map((v): Item => ({ label: `${v}×`, group: tp('speed'), checked: one && v === speed, run: () => p.set({ speed: v, ladder: [] }) })),
    ...ladders.map((l): Item => {
      const checked = l.join() === ladder.join()
      return { label: ladderName(l), group: tp('ladder'), checked, ...(checked ? heardOf(p.settings) : {}), run: () => p.set(climb(p.settings, l)) }
    }),
  ]
}

/** What is heard of a ladder that has more rungs than there are repeats. */
function heardOf(s: Pick<Settings, 'ladder' | 'repeats'>): { hint?: string } {
  const heard = rungs(s)
  return heard.length < s.ladder.length ? { hint: tp('ladderReached', { n: s.repeats, speeds: ladderName(heard) }) } : {}
}

export function repeatItems(p: Practice): Item[] {
  const { repeats: present, ladder } = p.settings
  const choices = present === 0 ? REPEATS : [...withPresent(REPEATS.filter((n) => n > 0), present), 0]
  return choices.map((n): Item => ({ label: n === 0 ? tp('endlessly') : repeatName(n), ...heardOf({ ladder, repeats: n }), checked: n === present, run: () => p.set({ repeats: n }) }))
}

export function gapItems(p: Practice): Item[] {
  const { gap, gapMs, gapTimes } = p.settings
  return [
    { label: tp('gapSmart'), hint: tp('gapSmartText'), checked: gap === 'smart', run: () => p.set({ gap: 'smart' }) },
    ...withPresent(FIXED, gap === 'fixed' ? gapMs : 4000).map((ms): Item => ({
      label: gapName({ gap: 'fixed', gapMs: ms, gapTimes }), checked: gap === 'fixed' && ms === gapMs, run: () => p.set({ gap: 'fixed', gapMs: ms }),
    })),
    ...withPresent(TIMES, gap === 'times' ? gapTimes : 1).map((n): Item => ({
      label: gapName({ gap: 'times', gapMs, gapTimes: n }), checked: gap === 'times' && n === gapTimes, run: () => p.set({ gap: 'times', gapTimes: n }),
    })),
  ]
}
