// Days go by while a journey runs: the clocks of a server and of a page are moved.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRequestContext, Page } from '@playwright/test'
import { type Gendu, repo } from './gendu'
import type { Server } from './server'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Where the learner lives: the clocks never change there. */
export const zone = 'Asia/Taipei'
const AHEAD_OF_UTC = 8 * HOUR

/** Midnight of the next Monday there: the data of a journey are older than its first day. */
function nextMonday(): number {
  const local = new Date(Date.now() + AHEAD_OF_UTC)
  const days = (8 - local.getUTCDay()) % 7 || 7
  return Math.floor(local.getTime() / DAY + days) * DAY - AHEAD_OF_UTC
}

/** Runs in a page before its scripts: its time is so much ahead. A later one counts. */
export function moveDate(ahead: number): void {
  const w = globalThis as unknown as { ahead?: number }
  const first = w.ahead === undefined
  w.ahead = ahead
  if (!first) return
  const Real = Date
  globalThis.Date = class extends Real {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(Real.now() + (w.ahead ?? 0))
      else super(...(given as [number]))
    }
    static override now(): number {
      return Real.now() + (w.ahead ?? 0)
    }
  } as unknown as DateConstructor
}

/** A server and a page that go from day to day together. */
export class Days {
  readonly #monday = nextMonday()
  readonly #server: (ahead: number) => Promise<void>
  readonly #page: (ahead: number) => Promise<unknown>
  #ahead = 0

  /** `page`: has its next documents at a time so much ahead. */
  constructor(server: (ahead: number) => Promise<void>, page: (ahead: number) => Promise<unknown>) {
    this.#server = server
    this.#page = page
  }

  /** It is so many days after the first Monday, at this hour; what is opened next has that time. */
  async go(day: number, hour = 19.5): Promise<void> {
    const ahead = this.#monday + day * DAY + hour * HOUR - Date.now()
    if (ahead < this.#ahead) throw new Error('days do not go back')
    this.#ahead = ahead
    await this.#server(ahead)
    await this.#page(ahead)
  }

  /** What time it is in the journey. */
  get now(): Date {
    return new Date(Date.now() + this.#ahead)
  }
}

/** The same for a page of Playwright's. */
export const inPage = (page: Page) => (ahead: number) => page.context().addInitScript(moveDate, ahead)

interface Timed {
  words: { text: string; startMs: number; endMs: number }[]
}

/** What the demo episode says, in pieces of four words, as an episode of its own: more cards than a day offers. */
export async function importPieces(server: Server, gendu: Gendu, request: APIRequestContext, atMost: number): Promise<void> {
  const { cues } = (await (await request.get(`${gendu.local}/api/v1/episodes/${server.episode}`)).json()) as { cues: Timed[] }
  const pieces = cues.flatMap(({ words }) => Array.from({ length: Math.floor(words.length / 4) }, (_, i) => words.slice(4 * i, 4 * i + 4)))
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace('.', ',')
  const rows = pieces.slice(0, atMost).map((words, i) => `${i + 1}\n${time(words[0]!.startMs)} --> ${time(words[3]!.endMs)}\n${words.map((w) => w.text).join(' ')}\n`)
  const file = join(gendu.dir, 'pieces.srt')
  writeFileSync(file, rows.join('\n'))
  gendu.tool(['import', '--show', 'demo', '--audio', join(repo, 'cmd', 'gendu', 'demo', 'audio.mp3'), '--transcript', file, '--publish'])
}
