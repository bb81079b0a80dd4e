import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const src = fileURLToPath(new URL('./src', import.meta.url))

// Where `gendu serve` listens while the app is developed with `npm run dev`.
const server = process.env.GENDU_DEV_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [svelte()],
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
  },
})
