import { svelte } from '@sveltejs/vite-plugin-svelte'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const src = fileURLToPath(new URL('./src', import.meta.url))

// Where `gendu serve` listens while the app is developed with `npm run dev`.
const server = process.env.GENDU_DEV_SERVER ?? 'http://127.0.0.1:8080'

/**
 * What stands on the page before the app: its few rules come as a file of their own in
 * the head, and the styles of the app behind it, so that they do not hold it up. The
 * policy allows neither a style nor a script in the document.
 */
function splash(): Plugin {
  const css = readFileSync(`${src}/splash.css`, 'utf8')
  const name = `assets/splash-${createHash('sha256').update(css).digest('base64url').slice(0, 8)}.css`
  let href = '/src/splash.css'
  return {
    name: 'splash',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: name, source: css })
    },
    configResolved(config) {
      if (config.command === 'build') href = `/${name}`
    },
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const styles = html.match(/ *<link rel="stylesheet"[^>]*>\n?/g) ?? []
        const rest = styles.reduce((left, link) => left.replace(link, ''), html)
        return rest.replace('</title>', `</title>\n    <link rel="stylesheet" href="${href}" />`).replace('  </body>', `${styles.join('')}  </body>`)
      },
    },
  }
}

export default defineConfig({
  plugins: [svelte(), splash()],
  resolve: { alias: { $lib: `${src}/lib`, $ui: `${src}/ui` } },
  server: { proxy: { '/api': server, '/media': server } },
  worker: { format: 'es' },
  build: {
    outDir: process.env.GENDU_WEB_OUT ?? 'dist.new',
    emptyOutDir: true,
    // Nothing becomes a data: URL and no script or style is inline: the
    // content security policy allows neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
    reportCompressedSize: true,
    chunkSizeWarningLimit: 200,
    rolldownOptions: {
      output: {
        // Many small scripts press worse than few: what every page needs is one, what
        // reads sound another, and what the practice page needs a third.
        codeSplitting: {
          groups: [
            { name: 'app', test: /src\/(lib\/(i18n\/later|theme|toast|names|leave|recent|explain|layers|session|faults|format|scope|onesound|api|router|routes|load|placing)(\.svelte)?\.ts|ui\/(question\.svelte\.ts|(Coming|Lazy|Button|Skeleton|ErrorState|Icon|Menu)\.svelte))/ },
            { name: 'sound', test: /src\/sound\/(wav|level|peaks|pitch)\.ts/ },
            // Takes that wait are sent from any page.
            { name: 'uploads', test: /src\/practice\/(session\/model|outbox\/(database|waitingtakes|queue|uploads))\.ts/ },
            { name: 'practising', test: /src\/(lib\/lastepisode\.ts|sound\/(resample|takewav)\.ts|practice\/(session\/(model|gap|settings|place)|comparison\/(text|comparison|said|say)|ui\/(choices|keys|input|parts|words\.svelte)|recording\/(drafts|drafting|mic|recorder\.svelte)|playback\/(timing|player|clips|clipelement)|outbox\/(takes\.svelte|valuesender|unsentvalues|settingsender|rows))\.ts)/ },
          ],
        },
      },
    },
  },
})
