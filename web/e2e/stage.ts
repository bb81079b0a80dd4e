// The practice page with short sentences, a microphone that speaks and falls
// silent, and a learner's hands.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRequestContext, BrowserContext, Locator, Page } from '@playwright/test'
import { expect, type Gendu, repo } from './gendu'
import { enter, type Server } from './server'

export interface Cue {
  readonly id: string
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

/** An episode that can be practised. */
export interface Stage {
  readonly episode: string
  readonly cues: readonly Cue[]
}

interface Take {
  readonly id: string
  readonly cueId: string
  readonly mode: string
  readonly echoCancelled: boolean
  readonly cut: boolean
  readonly recordedAt: string
  readonly durationMs: number
  readonly audioUrl: string
}

/** Puts an episode of five short sentences, a second or so each, beside the demo episode of a server that nobody used yet. */
export async function shortSentences(server: Server, request: APIRequestContext): Promise<Stage> {
  const { gendu } = server
  await gendu.kill()
  gendu.fill('short')
  await gendu.start()
  await enter(gendu, request, 'learner')
  const { episodes } = (await read(request, `${gendu.local}/api/v1/shows/${server.show}`)) as { episodes: { id: string }[] }
  const episode = episodes.find((e) => e.id !== server.episode)?.id ?? ''
  const { cues } = (await read(request, `${gendu.local}/api/v1/episodes/${episode}`)) as { cues: Cue[] }
  expect(cues).toHaveLength(5)
  return { episode, cues }
}

async function read(request: APIRequestContext, url: string): Promise<unknown> {
  const answer = await request.get(url)
  if (!answer.ok()) throw new Error(`${url} answered ${answer.status()}`)
  return answer.json()
}

/** A WAV file for the microphone: somebody says a few words, then says nothing for a while. */
export function speaker(gendu: Gendu): string {
  const words = join(gendu.dir, 'words.wav')
  gendu.tool(['audio', 'pcm', join(repo, 'cmd', 'gendu', 'demo', 'audio.mp3'), '--rate', '48000', '--from', '5.4', '--to', '6.4', '-o', words])
  const spoken = readFileSync(words)
  const start = spoken.indexOf('data', 12, 'latin1') + 8
  const wav = Buffer.concat([spoken, Buffer.alloc(2 * 48000 * 3.2)])
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.writeUInt32LE(wav.length - start, start - 4)
  const file = join(gendu.dir, 'microphone.wav')
  writeFileSync(file, wav)
  return file
}

/** The takes of a learner as the server has them, oldest first. */
export async function savedTakes(gendu: Gendu, context: BrowserContext | Page, stage: Stage): Promise<Take[]> {
  const { takes } = (await read(context.request, `${gendu.url}/api/v1/episodes/${stage.episode}/takes`)) as { takes: Take[] }
  return takes.sort((a, b) => a.recordedAt.localeCompare(b.recordedAt))
}

/** Sets how the person who is signed in practises: the learner's own settings, and those of the episode. */
export async function settle(gendu: Gendu, request: APIRequestContext, episode: string, settings: object): Promise<void> {
  const { mode, speed, ladder, autoRecord, ...own } = settings as Record<string, unknown>
  for (const [key, value] of [['practice', own], [`position:${episode}`, { how: { mode, speed, ladder, autoRecord } }]] as const) {
    const put = await request.put(`${gendu.url}/api/v1/me/settings/${key}`, { data: { value } })
    if (!put.ok()) throw new Error(`the setting ${key} was answered ${put.status()}`)
  }
}

/** A take of the person who is signed in: the sentence itself, whole or marked as cut, or silence. Gives its id. */
export async function giveTake(gendu: Gendu, request: APIRequestContext, stage: Pick<Stage, 'episode'> & { readonly cues: readonly Omit<Cue, 'text'>[] }, cue: number, what: 'said' | 'cut' | 'silence' = 'said', at = new Date()): Promise<string> {
  const api = `${gendu.url}/api/v1`
  const page = (await read(request, `${api}/episodes/${stage.episode}`)) as { revision: number; audio: { clip: string } }
  const one = stage.cues[cue]!
  const clip = page.audio.clip.replace('{from}', String(one.startMs)).replace('{to}', String(one.endMs))
  const wav = await (await request.get(gendu.url + clip)).body()
  if (what === 'silence') wav.fill(0, 44)
  const id = crypto.randomUUID()
  const query = new URLSearchParams({ episode: stage.episode, cue: one.id, revision: String(page.revision), mode: 'repeat', recordedAt: at.toISOString() })
  if (what === 'cut') query.set('cut', 'true')
  const put = await request.put(`${api}/takes/${id}?${query}`, { data: wav, headers: { 'Content-Type': 'audio/wav' } })
  if (!put.ok()) throw new Error(`the take was answered ${put.status()}: ${await put.text()}`)
  return id
}

/** Waits until the server has every setting and place that the page has to keep. */
export async function settingsSaved(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('gendu:unsent:'))), { message: 'settings and place are saved' }).toEqual([])
}

/** Waits until the page has drawn what its events so far lead to. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))
}

/**
 * Waits until a recording has run for so long, or hears nobody, and stops it at that very
 * moment: one that falls silent ends by itself a little later, and a key that came then
 * would begin the next one. `before`: how many takes the sentence had.
 */
export async function spoken(page: Page, ms: number, before: number): Promise<void> {
  await page.waitForFunction(
    ({ ms, before }) => {
      if (document.querySelectorAll('ul.takes > li').length > before) return true // it has ended by itself
      const stop = document.querySelector<HTMLElement>('button[aria-label="Stop recording"]')
      const said = document.querySelector('.status .hint')?.textContent?.trim() ?? ''
      if (!stop || !(parseFloat(said) * 1000 >= ms || /hear you/.test(said))) return false
      stop.click()
      return true
    },
    { ms, before },
  )
}

/** The takes that this browser still keeps, of whomever. */
export function waitingTakes(page: Page): Promise<{ id: string; userId: string; cueId: string }[]> {
  return page.evaluate(
    () =>
      new Promise<{ id: string; userId: string; cueId: string }[]>((done, fail) => {
        const opening = indexedDB.open('gendu-takes')
        opening.onerror = () => fail(opening.error)
        opening.onsuccess = () => {
          const db = opening.result
          const all = db.transaction('takes').objectStore('takes').getAll()
          all.onerror = () => fail(all.error)
          all.onsuccess = () => {
            db.close()
            done((all.result as { id: string; userId: string; cueId: string }[]).map(({ id, userId, cueId }) => ({ id, userId, cueId })))
          }
        }
      }),
  )
}

export class Learner {
  constructor(
    readonly page: Page,
    readonly stage: Stage,
  ) {}

  /** Opens the practice page at a sentence. */
  async goTo(cue = 0): Promise<void> {
    await this.page.goto(`/episodes/${this.stage.episode}/practice?cue=${this.stage.cues[cue]?.id}`)
    await expect(this.sentence(cue)).toBeVisible()
  }

  sentence(cue: number): Locator {
    return this.page.getByText(`${cue + 1} / ${this.stage.cues.length}`, { exact: true })
  }

  get takes(): Locator {
    return this.page.getByRole('list', { name: 'Takes, newest first' }).getByRole('button')
  }

  /** The badge in the header that says how many takes wait. */
  get waiting(): Locator {
    return this.page.getByRole('button', { name: /wait(s)? for the server/ })
  }

  /** Records the sentence in hand by key, for as long as it takes to say a word. */
  async record(): Promise<void> {
    const before = await this.takes.count()
    await this.page.keyboard.press('r')
    await spoken(this.page, 600, before)
    await expect(this.takes).toHaveCount(before + 1)
  }

  /** Goes on to the next sentence and stays there, silent. */
  async next(cue: number): Promise<void> {
    await this.page.keyboard.press('ArrowRight')
    await expect(this.sentence(cue)).toBeVisible()
    await this.quiet()
  }

  async quiet(): Promise<void> {
    const pause = this.page.getByRole('button', { name: 'Pause', exact: true })
    await expect(pause.or(this.page.getByRole('button', { name: 'Play', exact: true }))).toBeVisible() // a page that loads hears no key
    if (await pause.isVisible()) await this.page.keyboard.press('Space')
    await expect(pause).toBeHidden()
  }
}
