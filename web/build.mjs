// Builds into web/dist.new and swaps it into web/dist, so that a Go build that
// embeds web/dist never meets half a build. Fails where a page got too heavy.
import { renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { withinBudget } from './budget.mjs'

process.chdir(fileURLToPath(new URL('.', import.meta.url)))
const out = process.env.GENDU_WEB_OUT ?? 'dist.new'
const built = await build()
const light = withinBudget([built].flat().flatMap((b) => b.output))
if (!process.env.GENDU_WEB_OUT) {
  rmSync('dist.old', { recursive: true, force: true })
  try {
    renameSync('dist', 'dist.old')
  } catch (err) {
    if (err.code !== 'ENOENT') throw err
  }
  renameSync(out, 'dist')
  rmSync('dist.old', { recursive: true, force: true })
}
if (!light) process.exitCode = 1
