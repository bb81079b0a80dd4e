import type { Page } from '@playwright/test'

/**
 * What scrolls sideways and should not. The practice page hides what lies beyond its
 * edge, so that its parts are asked one by one.
 */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = [document.documentElement, ...document.querySelectorAll<HTMLElement>('main, [aria-label="The whole text"], dialog[open]')]
    return parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => `${part.tagName.toLowerCase()}: ${part.scrollWidth} in ${part.clientWidth} px`)
  })
}
