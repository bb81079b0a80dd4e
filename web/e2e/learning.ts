// A learner before Today and Recall, in a language, with a mouse or with keys alone.
import type { Locator, Page } from '@playwright/test'
import cardsEn from '../src/cards/i18n/en'
import cardsHant from '../src/cards/i18n/zh-Hant'
import mainEn from '../src/lib/i18n/en'
import mainHant from '../src/lib/i18n/zh-Hant'
import { fill, type Message } from '../src/lib/i18n/translate'
import drillEn from '../src/practice/drill/i18n/en'
import drillHant from '../src/practice/drill/i18n/zh-Hant'
import practiceEn from '../src/practice/i18n/en'
import practiceHant from '../src/practice/i18n/zh-Hant'
import { expect } from './gendu'

const dictionaries = {
  en: { cards: cardsEn, main: mainEn, drill: drillEn, practice: practiceEn },
  'zh-Hant': { cards: cardsHant, main: mainHant, drill: drillHant, practice: practiceHant },
} as const
type Named = keyof typeof dictionaries
type Part = keyof (typeof dictionaries)['en']
type Values = Record<string, string | number>

/** Matches a text anywhere, and nothing in it as a pattern. */
export const holding = (text: string, end = '') => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') + end)

/** Gets to what is on the page, and does something with it. */
export interface Hand {
  /** `within`: ms, for what may go away by itself. */
  use: (target: Locator, within?: number) => Promise<void>
  choose: (target: Locator, option: string) => Promise<void>
}

export const mouse: Hand = {
  use: (target, within) => target.click(within === undefined ? {} : { timeout: within }),
  choose: async (target, option) => void (await target.selectOption(option)),
}

/** What is wrong with how the focus is seen, if anything. Runs in the page. */
function focusTrouble(): string {
  const el = document.activeElement
  if (!el || el === document.body) return ''
  const is = `${el.tagName.toLowerCase()} "${(el.getAttribute('aria-label') ?? el.textContent ?? '').trim().slice(0, 40)}"`
  const style = getComputedStyle(el)
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  if (!el.matches(':focus-visible') || !ring) return `the focus on ${is} is not seen`
  const { left, right, top, bottom } = el.getBoundingClientRect()
  // A tall part of the page may reach beyond the window: what of it is inside counts.
  const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2
  const y = (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2
  const there = document.elementFromPoint(x, y)
  const inside = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight
  if (inside && there && (el.contains(there) || there.contains(el))) return ''
  return `${is} has the focus and is hidden (${there ? `${there.tagName.toLowerCase()}.${there.classList[0] ?? ''} lies over it` : 'beyond the edge'})`
}

/** Tab until it has the focus, then Enter; a list by typing what it says. On the way every focus is seen. */
export function keysOf(page: Page): Hand {
  const reach = async (target: Locator) => {
    await expect(target).toBeVisible()
    for (let i = 0; i < 150; i++) {
      if (await target.evaluate((el) => el === document.activeElement, undefined, { timeout: 3000 })) return
      await page.keyboard.press('Tab')
      expect.soft(await page.evaluate(focusTrouble), `on the way to ${String(target)}`).toBe('')
    }
    throw new Error(`Tab does not come to ${String(target)}`)
  }
  return {
    use: async (target) => {
      await reach(target)
      await page.keyboard.press('Enter')
    },
    choose: async (target, option) => {
      await reach(target)
      await page.keyboard.type(option)
    },
  }
}

/** One learner's page. */
export class Learning {
  constructor(
    readonly page: Page,
    readonly hand: Hand,
    readonly locale: Named,
  ) {}

  /** A text of the page in its language. */
  say(part: Part, key: string, values?: Values): string {
    const message = (dictionaries[this.locale][part] as Record<string, Message>)[key]
    if (message === undefined) throw new Error(`no text ${key} of ${part}`)
    return fill(message, values, this.locale)
  }

  button(part: Part, key: string): Locator {
    return this.page.getByRole('button', { name: this.say(part, key), exact: true })
  }

  heading(part: Part, key: string): Locator {
    return this.page.getByRole('heading', { name: this.say(part, key), exact: true })
  }

  /** The one button of Today. */
  get start(): Locator {
    return this.page.locator('main a[href="/recall"]')
  }

  rating(which: 'again' | 'hard' | 'good'): Locator {
    return this.page.locator(`footer button.${which}`)
  }

  /** The text of the card is shown: somebody asked for it, or the recording has ended. */
  async shown(): Promise<void> {
    const ask = this.button('cards', 'show').or(this.button('cards', 'stop'))
    await expect(ask.or(this.rating('good'))).toBeVisible()
    // Space asks for it too, and would rate where it is shown by now: the button only asks.
    if (await ask.isVisible()) await this.hand.use(ask, 15_000).catch(() => undefined)
    await expect(this.rating('good')).toBeVisible()
  }

  /** Rates the card at hand, without waiting for a recording; `key` for those who have no mouse. */
  async rate(which: 'again' | 'hard' | 'good', by: 'hand' | 'key' = 'hand'): Promise<void> {
    await this.shown()
    if (by === 'hand') return this.hand.use(this.rating(which))
    await this.page.keyboard.press({ again: '1', hard: '2', good: '3' }[which])
  }
}
