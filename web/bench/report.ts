// Results go to tmp/bench-browser/*.json; the tables of docs/browser-bench.md are
// made from whatever is there, so that one bench can be run again alone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, getPriority, loadavg } from 'node:os'
import { join } from 'node:path'
import { repo } from '../e2e/gendu'
import { work } from './material'

/** A line of the README's short table. */
export interface Goal {
  what: string
  goal: string
  got: string
  met: boolean
}

export interface Table {
  title: string
  /** What was done, in some sentences. */
  text: string
  head: string[]
  rows: string[][]
  summary: Goal[]
  load: string
}

export function load(): string {
  return `load average ${loadavg().map((n) => n.toFixed(1)).join(' ')} on ${cpus().length} cores${getPriority() < 0 ? `, the bench and the browsers at nice ${getPriority()}` : ''}`
}

export function keep(name: string, table: Omit<Table, 'load'>): void {
  mkdirSync(work, { recursive: true })
  writeFileSync(join(work, `${name}.json`), JSON.stringify({ ...table, load: load() }, null, 1))
  console.log(`\n${table.title}\n${markdown(table.head, table.rows)}`)
  for (const { what, goal, got, met } of table.summary) console.log(`${met ? 'met   ' : 'MISSED'} ${what}: ${got} (goal: ${goal})`)
}

function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const order = ['seek', 'loop', 'click', 'recall', 'weight', 'tasks', 'editor']

/**
 * Puts what is new among what is there: a thing of the same name is replaced where it
 * stands, another one comes to the end.
 */
function among<T>(there: readonly T[], fresh: readonly T[], name: (of: T) => string): T[] {
  const left = new Map(fresh.map((of) => [name(of), of]))
  const kept = there.map((of) => {
    const now = left.get(name(of)) ?? of
    left.delete(name(of))
    return now
  })
  return [...kept, ...left.values()]
}

/** Writes docs/browser-bench.md and the summary in README.md from what was measured; of what was not, what they say stays. */
export function publish(): void {
  const tables = order.flatMap((name): Table[] => {
    try {
      return [JSON.parse(readFileSync(join(work, `${name}.json`), 'utf8')) as Table]
    } catch {
      return []
    }
  })
  const parts = tables.map((t) => `## ${t.title}\n\n${t.text}\n\n${markdown(t.head, t.rows)}\n\nTaken at ${t.load}.\n`)
  const doc = join(repo, 'docs', 'browser-bench.md')
  const before = readFileSync(doc, 'utf8').split(/^(?=## )/mu).slice(1).map((part) => `${part.trimEnd()}\n`)
  writeFileSync(doc, `${intro}\n${among(before, parts, (part) => part.split('\n')[0] ?? '').join('\n')}`)
  const lines = tables.flatMap((t) => t.summary).map((g) => `| ${[g.what, g.goal, g.got, g.met ? 'yes' : '**no**'].join(' | ')} |`)
  summarize(lines)
}

function summarize(lines: readonly string[]): void {
  const path = join(repo, 'README.md')
  const readme = readFileSync(path, 'utf8')
  const [before, rest] = readme.split('<!-- bench-browser -->\n')
  const after = rest === undefined ? undefined : readme.split('<!-- /bench-browser -->')[1]
  if (before === undefined || after === undefined) throw new Error('README.md has no place for the summary')
  const rows = (rest ?? '').split('<!-- /bench-browser -->')[0]!.trim().split('\n').slice(2)
  const summary = [markdown(['what', 'goal', 'measured', 'met'], []), ...among(rows, lines, (line) => line.split(/ [|(]/u)[0] ?? '')]
  writeFileSync(path, `${before}<!-- bench-browser -->\n${summary.join('\n')}\n<!-- /bench-browser -->${after}`)
}

const intro = `# What browsers really do

Made by \`make bench-browser\`; the benches are in \`web/bench\`. A real server on loopback, real pages, Debian's Chromium and Firefox ESR with empty profiles. Both play into a null sink of PulseAudio, whose monitor is recorded; every figure about sound comes from that recording, none from what the browser says of itself. The sound is noise that never repeats, so that any 20 ms of it tell their place by correlation.

It needs, beside what \`make test\` installs, \`apt-get install firefox-esr pulseaudio pulseaudio-utils\`. One bench alone: \`cd web && npx playwright test -c bench/bench.config.ts loop\` (or seek, click, recall, page, editor); \`make bench-recall\` runs and publishes that of Recall. BENCH_CUES, BENCH_POSITIONS, BENCH_CLICKS, BENCH_RATINGS, BENCH_LINES, BENCH_OPENINGS and BENCH_SECONDS make them shorter, GENDU_BINARY names another server.
`
