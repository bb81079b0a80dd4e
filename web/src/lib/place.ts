// "Use as…": gives a line of a pasted page that found no place a place, by
// moving it in the text. What is pasted stays the one source of what is read.

import type { Page } from './types'

export type Use = 'text' | 'translation' | 'highlight' | 'keyword' | 'nothing'
export const uses: readonly Use[] = ['text', 'translation', 'highlight', 'keyword', 'nothing']

/** place moves line `number` (from 1) to where it is read as what it is to be. */
export function place(source: string, number: number, use: Use, page: Page): string {
  const lines = source.split(/\r\n|\r|\n/)
  const text = (lines[number - 1] ?? '').trim()
  if (number < 1 || number > lines.length || !text) return source
  lines.splice(number - 1, 1)
  if (use === 'nothing') return lines.join('\n')

  const insert = (at: number, ...what: string[]) => lines.splice(at, 0, ...what)
  if (use === 'highlight') {
    const last = lastLineWith(lines, page.highlights)
    if (last >= 0) insert(last + 1, `• ${bare(text)}`)
    else insert(Math.max(0, lineWith(lines, page.title)) + 1, '', 'Highlights:', '', `• ${bare(text)}`, '')
  } else if (use === 'keyword') {
    const last = lastLineWith(lines, page.keywords.map((drill) => drill.term))
    if (last >= 0) insert(last + 1, `${page.keywords.length + 1}. ${bare(text)}`)
    else insert(lines.length, '', 'Keyword Drills:', '', `1. ${bare(text)}`)
  } else {
    insert(afterParagraph(lines, number - 1, use, page), '', text, '')
  }
  return lines.join('\n').replace(/\n{4,}/g, '\n\n\n')
}

/** The line behind the paragraph that stands nearest before, with its translation. */
function afterParagraph(lines: readonly string[], from: number, use: Use, page: Page): number {
  let best = -1
  for (const paragraph of page.paragraphs) {
    if (use === 'translation' && paragraph.translation) continue
    const own = lineWith(lines, paragraph.text)
    const end = use === 'text' && paragraph.translation ? Math.max(own, lineWith(lines, paragraph.translation)) : own
    if (own >= 0 && (best < 0 || end < from)) best = end
  }
  return best >= 0 ? best + 1 : Math.min(from, lines.length)
}

function lineWith(lines: readonly string[], text: string): number {
  const wanted = bare(text).slice(0, 40)
  return wanted ? lines.findIndex((line) => line.includes(wanted)) : -1
}

function lastLineWith(lines: readonly string[], texts: readonly string[]): number {
  return Math.max(-1, ...texts.map((text) => lines.findLastIndex((line) => startsAs(line, text))))
}

function startsAs(line: string, text: string): boolean {
  const wanted = bare(text).slice(0, 40)
  return wanted !== '' && bare(line).toLowerCase().startsWith(wanted.toLowerCase())
}

/** bare takes a bullet or a number off. */
function bare(text: string): string {
  return text.replace(/^\s*(?:[-–•·*‧●▪]|\d{1,2}[.)、])\s*/u, '').trim()
}
