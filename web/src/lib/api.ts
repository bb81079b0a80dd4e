// The typed client of the JSON API. Paths, bodies and answers come from
// api.gen.ts, which is generated from server/api/openapi.yaml.

import type { paths } from './api.gen'
import type { Problem } from './types'

const base = '/api/v1'

/** Kinds of failures: those of the server, and `offline` when it was not reached. */
export type ErrorKind = Problem['kind'] | 'offline'

/** ApiError is what every failed call throws, other than an abort. */
export class ApiError extends Error {
  readonly kind: ErrorKind
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  /** The field of the body that was refused, where the server names one. */
  readonly field: string | undefined

  constructor(kind: ErrorKind, message: string, status: number, field?: string) {
    super(message)
    this.name = 'ApiError'
    this.kind = kind
    this.status = status
    this.field = field
  }
}

/** isAbort tells a call that its owner gave up from one that failed. */
export function isAbort(err: unknown): boolean {
  return err instanceof DOMException && err.name === 'AbortError'
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never }[keyof paths]
type Operation<P extends keyof paths, M extends Method> = paths[P][M]

type PathValues<O> = O extends { parameters: { path: infer V } } ? V : never
type QueryValues<O> = O extends { parameters: { query?: infer V } } ? NonNullable<V> : never
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never
type Json<R> = R extends { content: { 'application/json': infer J } } ? J : undefined
type Answer<O> = O extends { responses: infer R }
  ? R extends { 200: infer S } | { 201: infer S }
    ? Json<S>
    : undefined
  : never

type Options<O> = Manner & { signal?: AbortSignal } & ([PathValues<O>] extends [never] ? object : { path: PathValues<O> }) &
  ([QueryValues<O>] extends [never] ? object : { query?: QueryValues<O> }) &
  ([Body<O>] extends [never] ? object : { body: Body<O> })
type Args<O> = object extends Options<O> ? [options?: Options<O>] : [options: Options<O>]

/** How a call is made, beside what it says. */
interface Manner {
  /** Nobody asked for it: an ended session is the caller's to tell, without a dialog. */
  background?: boolean
  /** Goes on when the page is left. */
  keepalive?: boolean
  /** In whose name, where that may not be the page's person any more. */
  as?: string
}

let writer: string | undefined

/**
 * writeAs names the person in whose name this page writes. The server refuses a
 * write when somebody else has signed in in this browser meanwhile.
 */
export function writeAs(userId: string | undefined): void {
  writer = userId
}

type Hook = () => void
let onSignedOut: Hook | undefined

/** onUnauthenticated sets what happens when the session has ended: once, by the app. */
export function onUnauthenticated(hook: Hook): void {
  onSignedOut = hook
}

let onRefused: Hook | undefined

/** onDenied sets what happens when the person lacks a role: once, by the app. */
export function onDenied(hook: Hook): void {
  onRefused = hook
}

/** url puts values into the places of a path of the API. */
export function url(path: string, values: Readonly<Record<string, string>> = {}, query: Readonly<Record<string, unknown>> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for {${name}} in ${path}`)
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return base + filled + (text ? `?${text}` : '')
}

/**
 * send is fetch with this app's way of failing: an answer that is not a success
 * throws its Problem, no answer throws kind `offline`, an abort stays an abort.
 * In the background an ended session is only thrown.
 */
export async function send(input: string, init: RequestInit = {}, background = false): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(input, { credentials: 'same-origin', ...init })
  } catch (err) {
    if (isAbort(err) || init.signal?.aborted) throw new DOMException('aborted', 'AbortError')
    throw new ApiError('offline', 'The server cannot be reached.', 0)
  }
  if (answer.ok) return answer
  const problem = await readProblem(answer)
  if (answer.status === 401 && problem.kind === 'unauthenticated' && !background) onSignedOut?.()
  if (answer.status === 403 && problem.kind === 'denied' && !background) onRefused?.()
  throw problem
}

async function readProblem(answer: Response): Promise<ApiError> {
  try {
    const body = (await answer.json()) as Partial<Problem>
    if (typeof body.kind === 'string' && typeof body.message === 'string')
      return new ApiError(body.kind, body.message, answer.status, body.field)
  } catch {
    // Not JSON: a proxy in between answered; the status says the rest.
  }
  const kind = kindOf(answer.status)
  return new ApiError(kind, `The server answered ${answer.status}.`, answer.status)
}

function kindOf(status: number): ErrorKind {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'denied'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 409) return 'conflict'
  if (status === 413) return 'too_large'
  if (status === 429) return 'busy'
  if (status === 507) return 'full'
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  return status < 500 ? 'invalid' : 'internal'
}

async function call(method: Method, path: string, options: CallOptions = {}): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  const init: RequestInit = { method: method.toUpperCase(), headers }
  if (options.signal) init.signal = options.signal
  if (options.keepalive) init.keepalive = true
  const name = options.as ?? writer
  if (method !== 'get' && name) headers['Gendu-User'] = name
  if (options.body !== undefined) {
    init.body = JSON.stringify(options.body)
    headers['Content-Type'] = 'application/json'
  }
  const answer = await send(url(path, options.path, options.query), init, options.background)
  if (answer.status === 204) return undefined
  return answer.json()
}

interface CallOptions extends Manner {
  signal?: AbortSignal
  path?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
}

type Caller<M extends Method> = <P extends PathsWith<M>>(
  path: P,
  ...options: Args<Operation<P, M>>
) => Promise<Answer<Operation<P, M>>>

function caller<M extends Method>(method: M): Caller<M> {
  // The generated types are the contract; the server's tests hold it to them.
  return ((path: string, options?: CallOptions) => call(method, path, options)) as Caller<M>
}

/** api.get('/shows/{showId}', { path: { showId } }) and so on; answers are typed. */
export const api = {
  get: caller('get'),
  post: caller('post'),
  put: caller('put'),
  patch: caller('patch'),
  delete: caller('delete'),
}
