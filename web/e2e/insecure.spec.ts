// Over plain http from another machine a browser gives no microphone: the page
// says so, and everything else works.
import { violations } from './faultless'
import { desk, elsewhere, expect, Gendu, launch, open, phone, signIn, test } from './gendu'
import { startServer } from './server'

test('over plain http recording is off, the page says why, and the rest works', async ({ troubles, playwright }) => {
  const gendu = await Gendu.make(elsewhere)
  const browser = await launch()
  try {
    const request = await playwright.request.newContext()
    const server = await startServer(gendu, request)
    await request.dispose()
    for (const size of [phone, desk]) {
      const page = await open(browser, gendu, size, troubles)
      await signIn(page, 'learner')
      await page.goto(`/episodes/${server.episode}/practice`)
      const notice = page.getByText('Recording is off here.').locator('..')
      await expect(notice).toContainText('Browsers give the microphone to pages over https or from localhost only.')
      await expect(notice).toContainText('switch on https')
      expect(await page.evaluate(() => window.isSecureContext)).toBe(false)
      const record = page.getByRole('button', { name: 'Record', exact: true })
      await expect(record).toBeDisabled()
      await page.keyboard.press('r')
      await expect(page.getByRole('button', { name: 'Stop recording' })).toHaveCount(0)
      await expect(page.getByRole('dialog')).toHaveCount(0)
      expect(await violations(page)).toEqual([])

      await page.getByRole('button', { name: 'Play', exact: true }).click()
      await expect(page.getByRole('main').getByText('Your turn', { exact: true }), 'a sentence sounds to its end').toBeVisible()
      await expect(notice).toBeVisible()
    }
  } finally {
    await browser.close()
    await gendu.dispose()
  }
})
