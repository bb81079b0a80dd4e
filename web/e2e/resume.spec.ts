// An upload of a few megabytes, closed early, goes on from where it was.
import { writeFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'
import { desk, expect, Gendu, launch, open, test } from './gendu'
import { enter, startServer, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

/** Three megabytes that say they are a WAV file. */
function small(path: string): void {
  const wav = Buffer.alloc(3_000_000)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(24000, 24)
  wav.writeUInt32LE(48000, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(wav.length - 44, 40)
  writeFileSync(path, wav)
}

test('a small upload that was closed early goes on from where it was', async ({ troubles }, info) => {
  const file = info.outputPath('small.wav')
  small(file)
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'host')
  await page.goto(`/studio/shows/${server.show}/new`)
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 150_000 })
  const input = page.locator('input[type=file][accept*=audio]')
  await input.setInputFiles(file)
  const progress = page.getByRole('progressbar', { name: 'small.wav' })
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(16)
  const url = page.url()
  // Leaving ends the request while the line is still slow. A page that is closed at once
  // ends the slow line first, and the rest arrives in a burst.
  await page.goto('about:blank')
  await page.close()

  const again = await page.context().newPage()
  const offsets: number[] = []
  again.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
  })
  await again.goto(url)
  const stopped = again.getByText(/The upload of small\.wav stopped at/)
  await expect(stopped).toBeVisible()
  // What the window has sent last may be lost with it; what had arrived is not.
  const percent = Number(/at (\d+)%/.exec((await stopped.textContent()) ?? '')?.[1])
  test.info().annotations.push({ type: 'measured', description: `closed at 16%, stopped at ${percent}%` })
  expect(percent).toBeGreaterThanOrEqual(8)
  await again.locator('input[type=file][accept*=audio]').setInputFiles(file)
  // Its length stands there once the server has read all of it.
  await expect(again.getByText('1:02'), 'all of it is there').toBeVisible()
  expect(Math.min(...offsets), 'what had arrived is not sent again').toBeGreaterThanOrEqual(0.08 * 3_000_000)
  expect(Math.min(...offsets), 'something was left to send').toBeLessThan(3_000_000)
  await again.context().close()
})
