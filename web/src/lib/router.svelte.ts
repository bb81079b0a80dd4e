// History routing: where the app is, how it moves, what happens to scroll,
// focus and the title.

import { untrack } from 'svelte'
import { layers } from './layers'
import { match, type Match } from './routes'
import { app } from './scope'

interface HistoryEntry {
  readonly y: number
}

type Guard = () => string | undefined

let at = $state.raw(read())
const guards = new Set<Guard>()
let arriving: HistoryEntry | undefined

interface Place {
  readonly path: string
  readonly search: string
  readonly hash: string
  readonly found: Match | undefined
  /** Counts every move, so that the same path shown again is a new page. */
  readonly visit: number
}

function read(visit = 0): Place {
  if (typeof location === 'undefined') return { path: '/', search: '', hash: '', found: match('/'), visit }
  const { pathname, search, hash } = location
  return { path: pathname, search, hash, found: match(pathname), visit }
}

/** Where the app is. Reactive. */
export const router = {
  get path(): string {
    return at.path
  },
  get found(): Match | undefined {
    return at.found
  },
  get visit(): number {
    return at.visit
  },
  get query(): URLSearchParams {
    return new URLSearchParams(at.search)
  },
  /** What stands behind `#`: one-time tokens live there, which no server log sees. */
  get hash(): string {
    return at.hash.slice(1)
  },
  /** The whole place, to come back to it. */
  get here(): string {
    return at.path + at.search
  },
}

/** navigate goes to a path of the app; gone says that what the page is about is no more. */
export function navigate(to: string, options: { replace?: boolean; gone?: boolean } = {}): void {
  if (options.gone) guards.clear()
  if (!mayLeave()) return
  keepScroll()
  // The entry of a layer is no place to come back to.
  const replace = options.replace || layers.marked
  layers.replaced()
  if (replace) history.replaceState({ y: 0 }, '', to)
  else history.pushState({ y: 0 }, '', to)
  arriving = { y: 0 }
  // An effect that moves on must not run again because of its own move.
  at = read(untrack(() => at.visit) + 1)
}

/** setQuery changes the query of this page without a move: no scroll, no focus. */
export function setQuery(values: Readonly<Record<string, string | undefined>>): void {
  const next = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  history.replaceState(history.state, '', location.pathname + (text ? `?${text}` : ''))
  at = { ...untrack(() => at), search: location.search }
}

/** settleAt gives this page the address of what has just been made on it: it stays the same page. */
export function settleAt(path: string): void {
  history.replaceState(history.state, '', path)
  at = read(untrack(() => at.visit))
}

/** dropHash takes a one-time token out of the address, once it was read. */
export function dropHash(): void {
  history.replaceState(history.state, '', location.pathname + location.search)
}

/**
 * beforeLeave sets a question that is asked before the page is left; undefined
 * means that nothing would be lost. The result takes it away again.
 */
export function beforeLeave(ask: Guard): () => void {
  guards.add(ask)
  return () => void guards.delete(ask)
}

/** What would be lost, in the words of those who would lose it. */
function questions(): string[] {
  return [...guards].map((ask) => ask()).filter((question) => question !== undefined)
}

function mayLeave(): boolean {
  if (!questions().every((question) => confirm(question))) return false
  guards.clear()
  return true
}

function keepScroll(): void {
  history.replaceState({ ...(history.state as object | null), y: scrollY }, '')
}

/** settle restores scroll and moves the focus to the heading of a new page. */
export function settle(): void {
  if (!arriving) return
  const { y } = arriving
  arriving = undefined
  scrollTo(0, y)
  const main = document.querySelector<HTMLElement>('main')
  if (!main) return
  if (focusHeading(main)) return
  focus(main)
  // The heading comes with the page's data: go there, unless the person has
  // already gone somewhere.
  const visit = at.visit
  const watching = app.child()
  const changed = () => {
    const active = document.activeElement
    const stayed = at.visit === visit && (active === main || active === document.body)
    if (!stayed || focusHeading(main)) watching.dispose()
    else return
    if (stayed && y > 0) scrollTo(0, y)
  }
  watching.own(new MutationObserver(changed), (o) => o.disconnect()).observe(main, { childList: true, subtree: true })
  watching.timeout(() => watching.dispose(), 10_000)
}

function focusHeading(main: HTMLElement): boolean {
  const heading = main.querySelector('h1')
  if (heading && !heading.contains(document.activeElement)) focus(heading)
  return heading !== null
}

function focus(target: HTMLElement): void {
  if (!target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus({ preventScroll: true })
}

/** setTitle names the page in the tab and in the history. */
export function setTitle(title: string): void {
  document.title = title ? `${title} · gendu 跟讀` : 'gendu 跟讀'
}

/** startRouter listens to the back button and to clicks on links of the app: once. */
export function startRouter(): void {
  history.scrollRestoration = 'manual'
  app.listen(window, 'popstate', (event: PopStateEvent) => {
    const kept = event.state as (HistoryEntry & { layer?: boolean }) | null
    if (layers.moved(kept?.layer === true, location.pathname === at.path)) {
      // The query may have changed while the layer was open; the page is still the same.
      history.replaceState(history.state, '', at.path + at.search + at.hash)
      return
    }
    if (!mayLeave()) {
      history.pushState({ y: 0 }, '', at.path + at.search + at.hash)
      return
    }
    arriving = { y: kept?.y ?? 0 }
    at = read(at.visit + 1)
  })
  app.listen(window, 'beforeunload', (event) => {
    keepScroll()
    if (questions().length > 0) event.preventDefault()
  })
  app.listen(document, 'click', onClick)
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = (event.target as Element | null)?.closest('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (!match(link.pathname)) return
  if (link.pathname === location.pathname && link.search === location.search && link.hash) return
  event.preventDefault()
  navigate(link.pathname + link.search + link.hash)
}
