// A server with one published episode, a class, a few recordings: what the
// pages need to have something on them.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRequestContext } from '@playwright/test'
import { type Gendu, password, repo } from './gendu'

export interface Server {
  readonly gendu: Gendu
  readonly show: string
  readonly episode: string
  readonly cues: readonly { id: string; startMs: number; endMs: number }[]
}

/** The people and the episode that every journey finds, in the stores of a server that does not run. */
export function importDemo(gendu: Gendu): void {
  for (const [login, name, roles] of [
    ['admin', 'Ada', 'admin'],
    ['host', 'Hana', 'host'],
    ['teacher', 'Teacher Chen', 'teacher'],
    ['learner', 'Mei', 'learner'],
  ] as const)
    gendu.addUser(login, name, roles)
  const demo = join(repo, 'cmd', 'gendu', 'demo')
  gendu.tool(['import', '--show', 'demo', '--owner', 'host', '--audio', join(demo, 'audio.mp3'), '--notes', join(demo, 'notes.txt'), '--publish'])
}

/** Starts a new server with the demo episode in it. */
export async function startServer(gendu: Gendu, request: APIRequestContext): Promise<Server> {
  gendu.fill('demo')
  await gendu.start()
  return look(gendu, request)
}

/** What a running server has, as the learner sees it. */
export async function look(gendu: Gendu, request: APIRequestContext): Promise<Server> {
  await enter(gendu, request, 'learner')
  const { shows } = (await (await request.get(`${gendu.local}/api/v1/shows`)).json()) as { shows: { id: string }[] }
  const [show] = shows
  const { episodes } = (await (await request.get(`${gendu.local}/api/v1/shows/${show?.id}`)).json()) as { episodes: { id: string }[] }
  const page = (await (await request.get(`${gendu.local}/api/v1/episodes/${episodes[0]?.id}`)).json()) as { cues: Server['cues'] }
  return { gendu, show: show?.id ?? '', episode: episodes[0]?.id ?? '', cues: page.cues }
}

export async function enter(gendu: Gendu, request: APIRequestContext, login: string): Promise<void> {
  await ok(request.post(`${gendu.local}/api/v1/session`, { data: { login, password } }))
}

/** The beginnings of the first five sentences, each a second or so, as an episode of its own. */
export async function importShort(server: Server, request: APIRequestContext): Promise<void> {
  const { gendu } = server
  const answer = await ok(request.get(`${gendu.local}/api/v1/episodes/${server.episode}`))
  const long = (await answer.json()) as { cues: { words: { text: string; startMs: number; endMs: number }[] }[] }
  const srt = long.cues
    .slice(0, 5)
    .map(({ words }, i) => `${i + 1}\n${clock(words[0]?.startMs ?? 0)} --> ${clock(words[3]?.endMs ?? 0)}\n${words.slice(0, 4).map((w) => w.text).join(' ')}\n`)
    .join('\n')
  const file = join(gendu.dir, 'short.srt')
  writeFileSync(file, srt)
  gendu.tool(['import', '--show', 'demo', '--audio', join(repo, 'cmd', 'gendu', 'demo', 'audio.mp3'), '--transcript', file, '--publish'])
}

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace('.', ',')

/** A class of the teacher with the learner in it, who sends the first sentences. */
export async function send(server: Server, request: APIRequestContext, sentences: number): Promise<{ classId: string; code: string }> {
  const api = `${server.gendu.local}/api/v1`
  await enter(server.gendu, request, 'teacher')
  const made = (await (await ok(request.post(`${api}/classes`, { data: { name: 'English 3B', code: { days: 30, uses: 40 } } }))).json()) as { id: string; code: string }
  await enter(server.gendu, request, 'learner')
  await ok(request.post(`${api}/classes/join`, { data: { code: made.code } }))
  const page = (await (await request.get(`${api}/episodes/${server.episode}`)).json()) as { revision: number; audio: { clip: string } }
  for (const cue of server.cues.slice(0, sentences)) {
    const clip = page.audio.clip.replace('{from}', String(cue.startMs)).replace('{to}', String(cue.endMs))
    const wav = await (await ok(request.get(server.gendu.local + clip))).body()
    const id = randomUUID()
    const query = new URLSearchParams({ episode: server.episode, cue: cue.id, revision: String(page.revision), mode: 'repeat', recordedAt: new Date().toISOString() })
    await ok(request.put(`${api}/takes/${id}?${query}`, { data: wav, headers: { 'Content-Type': 'audio/wav' } }))
    await ok(request.put(`${api}/takes/${id}/submissions/${made.id}`))
  }
  return { classId: made.id, code: made.code }
}

async function ok<T extends { ok(): boolean; url(): string; status(): number; text(): Promise<string> }>(answer: Promise<T>): Promise<T> {
  const got = await answer
  if (!got.ok()) throw new Error(`${got.url()} answered ${got.status()}: ${await got.text()}`)
  return got
}
