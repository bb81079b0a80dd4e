// Faults of the app itself: what a component or a listener threw and nobody caught.
// The console has them whole. The server's log gets the page, the name of the fault
// and the places in the code, never a message or an address: those may hold what
// somebody wrote.

import { api, ApiError, isAbort } from './api'
import { brief } from './explain'
import { match } from './routes'
import { app } from './scope'
import { session } from './session.svelte'
import { toast } from './toast.svelte'

/** What is reported of a fault. */
export interface Fault {
  readonly page: string
  readonly name: string
  readonly at: string[]
}

/** One page that fails again and again is reported this often. */
const maxReports = 5
const reported = new Set<string>()

/** faultOf says what may be told of an error: its name, or Svelte's code, and five places in the code. */
export function faultOf(error: unknown, page: string): Fault {
  const err = error instanceof Error ? error : undefined
  const code = /^https:\/\/svelte\.dev\/e\/([a-z_]{1,60})/.exec(err?.message ?? '')?.[1]
  const name = (code ?? err?.name ?? typeof error).replace(/\W/g, '').slice(0, 60) || 'unknown'
  const places = (err?.stack ?? '').matchAll(/([\w.-]{1,80}\.[jt]s)(?:\?[^\s:)]*)?:(\d{1,7}):(\d{1,7})/g)
  return { page, name, at: [...places].slice(0, 5).map(([, file, line, column]) => `${file}:${line}:${column}`) }
}

/** reportFault writes an error to the console and, once, to the server's log. */
export function reportFault(error: unknown): void {
  console.error(error)
  const fault = faultOf(error, match(location.pathname)?.route.page ?? 'none')
  const key = `${fault.page} ${fault.name} ${fault.at[0] ?? ''}`
  if (!session.user || reported.has(key) || reported.size >= maxReports) return
  reported.add(key)
  // Where the report is not taken there is nothing else to do: the console has it.
  void api.post('/faults', { body: fault, background: true, keepalive: true }).catch(() => {})
}

/** passing says that an error is no fault of the app: given up, refused by the browser, answered by the server. */
function passing(error: unknown): boolean {
  return isAbort(error) || error instanceof DOMException || error instanceof ApiError
}

/** watchFaults reports what no component caught, and says so to the person. */
export function watchFaults(target: EventTarget): void {
  const caught = (error: unknown) => {
    if (error === undefined || error === null || passing(error)) return
    reportFault(error)
    toast(brief(error), 'bad')
  }
  app.listen(target, 'error', (event: ErrorEvent) => caught(event.error))
  app.listen(target, 'unhandledrejection', (event: PromiseRejectionEvent) => caught(event.reason))
}
