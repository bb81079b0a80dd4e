// Two hosts share a show, hand it over and part.
import type { Browser, Page } from '@playwright/test'
import { faultless } from './faultless'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await request.dispose()
  gendu.addUser('ben', 'Ben', 'host')
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

async function studio(login: string, size: typeof desk, troubles: string[]): Promise<Page> {
  const page = await open(browser, gendu, size, troubles)
  await enter(gendu, page.request, login)
  await page.goto('/studio')
  await expect(page.getByRole('heading', { name: 'Studio' })).toBeVisible()
  return page
}

test('a show has an editor, changes its owner and loses the former one', async ({ troubles }) => {
  const hana = await studio('host', desk, troubles)
  const ben = await studio('ben', phone, troubles)
  const show = `/studio/shows/${server.show}`
  const hosts = (page: Page) => page.getByRole('region', { name: 'Hosts' })
  await hana.goto(show)
  const login = hosts(hana).getByRole('textbox', { name: 'User name of another host' })
  const said = async (name: string, words: string) => {
    await login.fill(name)
    await login.press('Enter')
    await expect(hosts(hana).getByText(words)).toBeVisible()
  }
  await said('learner', 'There is no host with this user name.')
  await said('host', 'This host edits the show already.')
  await faultless(hana, 'a name that is refused')
  await login.fill('Ben')
  await login.press('Enter')
  await expect(hosts(hana).getByRole('listitem')).toHaveText([/Hana.*Owner/, /Ben.*Editor/])
  await faultless(hana, 'hosts of an own show')

  // The editor finds the show, edits, and is offered nothing that is the owner's.
  await ben.reload()
  await expect(ben.getByRole('link', { name: /You are an editor/ })).toBeVisible()
  await faultless(ben, 'a shared show in the studio')
  await ben.goto(show)
  await expect(hosts(ben).getByRole('listitem')).toHaveText([/Hana/, /Ben/])
  await expect(ben.getByRole('button', { name: 'More', exact: true })).toHaveCount(0)
  await expect(login.page().getByRole('button', { name: /^Remove/ })).toHaveCount(1)
  await expect(hosts(ben).getByRole('button')).toHaveText(['Leave the show'])
  await faultless(ben, 'a show that one edits')
  await ben.goto(`/studio/episodes/${server.episode}`)
  const title = ben.getByRole('textbox', { name: 'Title', exact: true })
  await title.fill('By Ben')
  await ben.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(ben.getByRole('heading', { level: 1, name: /By Ben/ })).toBeVisible()

  // Handed over by keys, and the former owner stays as an editor.
  await hana.getByRole('button', { name: 'More', exact: true }).press('Enter')
  await hana.getByRole('menuitem', { name: 'Hand over' }).press('Enter')
  const dialog = hana.getByRole('dialog')
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await expect(dialog.getByRole('checkbox', { name: 'I stay an editor' })).toBeChecked()
  await faultless(hana, 'handing a show over')
  await hana.keyboard.type('ben')
  await hana.keyboard.press('Enter')
  await expect(hosts(hana).getByRole('listitem')).toHaveText([/Ben.*Owner/, /Hana.*Editor/])
  await expect(hosts(hana).getByRole('button')).toHaveText(['Leave the show'])

  // The new owner removes her, and it holds at her next step.
  await ben.goto(show)
  await hosts(ben).getByRole('button', { name: 'Remove Hana' }).click()
  await ben.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(hosts(ben).getByRole('listitem')).toHaveText([/Ben/])
  await hana.goto(`/studio/episodes/${server.episode}`)
  await expect(hana.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  expect((await hana.request.patch(`${gendu.url}/api/v1/episodes/${server.episode}`, { data: { title: 'By Hana' } })).status()).toBe(404)
})

test('an admin hands over the show of an account that is disabled', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'host')
  await page.request.post(`${gendu.url}/api/v1/shows`, { data: { title: 'Left behind', language: 'en' } })
  await enter(gendu, page.request, 'admin')
  const { users } = (await (await page.request.get(`${gendu.url}/api/v1/users`)).json()) as { users: { id: string; login: string }[] }
  const host = users.find((user) => user.login === 'host')
  expect((await page.request.patch(`${gendu.url}/api/v1/users/${host?.id}`, { data: { disabled: true } })).ok()).toBe(true)
  await page.goto('/admin/access')
  const row = page.getByRole('listitem').filter({ hasText: 'Left behind' })
  await expect(row.getByText('disabled or no longer a host')).toBeVisible()
  await row.getByRole('button', { name: 'More for Left behind' }).click()
  await page.getByRole('menuitem', { name: 'Hand over' }).click()
  await faultless(page, 'an admin hands a show over')
  await page.getByRole('dialog').getByRole('textbox').fill('ben')
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
  await expect(row.getByText('Made by Ben')).toBeVisible()
  expect((await page.request.patch(`${gendu.url}/api/v1/users/${host?.id}`, { data: { disabled: false } })).ok()).toBe(true)
})
