// A real server with bench episodes, and a learner signed in.
import { expect } from '@playwright/test'
import { Gendu, password } from '../e2e/gendu'
import { openWindow, type BrowserName, type Window } from './browsers'

export interface Given {
  audio: string
  transcript: string
}

export class Server {
  private constructor(
    readonly gendu: Gendu,
    /** Episode ids in the order given. */
    readonly episodes: string[],
  ) {}

  static async start(given: readonly Given[]): Promise<Server> {
    const gendu = await Gendu.make()
    gendu.addUser('hosti', 'Host', 'host')
    gendu.addUser('mei', 'Mei', 'learner')
    for (const g of given) gendu.tool(['import', '--show', 'bench', '--audio', g.audio, '--transcript', g.transcript, '--publish'])
    await gendu.start()
    const server = new Server(gendu, [])
    await server.#find(given.length)
    return server
  }

  async #find(count: number): Promise<void> {
    const cookie = await this.#cookie()
    const get = async <T>(path: string) => (await (await fetch(`${this.gendu.url}/api/v1${path}`, { headers: { cookie } })).json()) as T
    const { shows } = await get<{ shows: { id: string }[] }>('/shows')
    const { episodes } = await get<{ episodes: { id: string }[] }>(`/shows/${shows[0]!.id}`)
    expect(episodes.length, 'every bench episode is there').toBe(count)
    // Ids are UUIDv7: in the order of their making.
    this.episodes.push(...episodes.map((e) => e.id).sort())
  }

  async #cookie(): Promise<string> {
    const body = JSON.stringify({ login: 'mei', password })
    const answer = await fetch(`${this.gendu.url}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    return (answer.headers.get('set-cookie') ?? '').split(';')[0]!
  }

  /** A browser with the learner signed in, or another person. */
  async visit(name: BrowserName, env: Record<string, string>, login = 'mei'): Promise<Window> {
    const w = await openWindow(name, env)
    await w.goto(`${this.gendu.url}/signin`)
    await w.run(async (body) => {
      const answer = await fetch('/api/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
      if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`)
    }, JSON.stringify({ login, password }))
    return w
  }

  /** Opens the practice page of an episode with settings at its first sentence, and waits until it can play. */
  async practise(w: Window, episode: number, settings: Record<string, unknown>): Promise<void> {
    const id = this.episodes[episode]!
    const cue = await w.run(
      async ({ id, settings }) => {
        const put = async (key: string, value: unknown) => {
          const answer = await fetch(`/api/v1/me/settings/${key}`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ value }) })
          if (!answer.ok) throw new Error(`setting ${key}: ${answer.status}`)
        }
        const { mode, speed, ladder, autoRecord, ...own } = settings
        await put('practice', own)
        await put(`position:${id}`, { how: { mode, speed, ladder, autoRecord } })
        const page = (await (await fetch(`/api/v1/episodes/${id}`)).json()) as { cues: { id: string }[] }
        return page.cues[0]!.id
      },
      { id, settings },
    )
    await w.goto(`${this.gendu.url}/episodes/${id}/practice?cue=${cue}`)
    await w.wait('li[data-cue="0"] button')
    await w.wait('button[aria-label="Play"]')
  }

  stop(): Promise<void> {
    return this.gendu.dispose()
  }
}
