import { defineConfig } from '@playwright/test'

// Debian's Chromium, with a microphone that plays a file (see e2e/gendu.ts). A
// journey has two more tries, since sound in real time suffers on a loaded machine;
// the closing summary names those that needed it.
export default defineConfig({
  testDir: 'e2e',
  // Those that play for minutes run with `make journeys`.
  ...(process.env['JOURNEYS'] === 'all' ? {} : { grepInvert: /@long/ }),
  outputDir: 'test-results',
  workers: 2,
  retries: 2,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: { locale: 'en-GB', actionTimeout: 15_000 },
})
