import { defineConfig } from '@playwright/test'

// `make bench-browser`, or from web/: npx playwright test -c bench/bench.config.ts seek
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results/bench',
  workers: 1,
  retries: 0,
  reporter: 'list',
  ...(process.env['BENCH_PUBLISH'] ? { globalTeardown: './publish.ts' } : {}),
  timeout: 3_600_000,
})
