import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $lib: `${src}/lib`, $ui: `${src}/ui` } },
  test: { include: ['src/**/*.test.ts'], environment: 'node', pool: 'threads', testTimeout: 60_000 }, // no test asserts how long something took
})
