import { defineConfig } from '@playwright/test'

// Debian's Chromium, with a microphone that plays a file (see e2e/gendu.ts). A journey
// has one try. It waits for conditions, and long enough for a machine that is busy with
// other things: a limit is reached only where something is wrong.
export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/templates.ts',
  // Those that play for minutes run with `make journeys`.
  ...(process.env['JOURNEYS'] === 'all' ? {} : { grepInvert: /@long/ }),
  outputDir: 'test-results',
  workers: 2,
  retries: 0,
  timeout: 600_000,
  expect: { timeout: 45_000 },
  use: { locale: 'en-GB', actionTimeout: 45_000 },
})
