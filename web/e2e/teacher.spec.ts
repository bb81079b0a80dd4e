// A teacher answers with remarks at a moment; an admin finds people among many and
// gives a role away only after a question.
import { devices, type Browser, type Page } from '@playwright/test'
import { desk, expect, Gendu, launch, open, password, phone, test } from './gendu'
import { faultless } from './faultless'
import { enter, startServer, send, type Server } from './server'

let gendu: Gendu
let server: Server
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  gendu = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(gendu, request)
  await send(server, request, 3)
  await request.dispose()
  browser = await launch()
})
test.afterAll(async () => {
  await browser?.close()
  await gendu?.dispose()
})

async function review(page: Page): Promise<void> {
  await enter(gendu, page.request, 'teacher')
  await page.goto('/review')
  await expect(page.getByText('How was it?')).toBeVisible()
}

test('a remark holds what is typed, and an empty one is none', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await review(page)
  const add = page.getByRole('button', { name: 'Remark at this moment' })
  const draft = page.getByLabel(/^Remark at \d/)
  await add.click()
  await expect(draft).toBeFocused()
  await faultless(page, 'a remark begins')
  await page.keyboard.type('link these two')
  await expect(draft).toHaveValue('link these two')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Remove the remark' })).toHaveCount(1)
  await expect(page.getByText('What Mei will see')).toHaveCount(0) // Enter in a remark has not saved the answer
  // By its key; what is not filled in is none, however it ends.
  for (const end of ['Enter', 'Escape', 'Tab']) {
    await page.keyboard.press('t')
    await expect(draft.last()).toBeFocused()
    await expect(draft.last()).toHaveValue('')
    await page.keyboard.press(end)
    await expect(draft).toHaveCount(1)
  }
  // Space and Enter on the button itself: the focus is in the field, so that they make one draft.
  await add.focus()
  await page.keyboard.press('Enter')
  await expect(draft.last()).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(draft).toHaveCount(1)
  // What is typed survives the focus that goes elsewhere.
  await page.keyboard.press('t')
  await page.keyboard.type('the end')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Remove the remark' })).toHaveCount(2)
  await page.keyboard.press('w')
  await expect(page.getByLabel('To the learner')).toBeFocused()
  await page.keyboard.type('Well done')
  await page.keyboard.press('Escape')
  await page.keyboard.press('1')
  await faultless(page, 'two remarks')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Mei can read your answer')).toBeVisible()
  const { items: queue } = (await (await page.request.get(`${gendu.url}/api/v1/review-queue?reviewed=true`)).json()) as { items: { review?: { comments: { text: string }[] } }[] }
  expect(queue.flatMap((item) => item.review?.comments.map((c) => c.text) ?? [])).toEqual(expect.arrayContaining(['link these two', 'the end']))
  expect(queue.flatMap((item) => item.review?.comments ?? [])).toHaveLength(2)
})

test('the teacher reads what was heard, not advice', async ({ troubles }) => {
  const page = await open(browser, gendu, desk, troubles)
  await review(page)
  const compared = page.getByRole('region', { name: 'Comparison' })
  await expect(compared).toBeVisible()
  await expect(compared).toContainText('Close to the original.')
  await expect(compared).not.toContainText(/next sentence|Listen|Say /)
})

test('a class that is to hear all recordings asks each member, who can say no and end it again', async ({ troubles }) => {
  const teacher = await open(browser, gendu, desk, troubles)
  await enter(gendu, teacher.request, 'teacher')
  await teacher.goto('/classes')
  await teacher.getByRole('link', { name: /English 3B/ }).click()
  await teacher.getByLabel('Hear all recordings of members').check()
  const member = teacher.getByRole('listitem').filter({ hasText: 'Mei' })
  await expect(member).toContainText('has not agreed to “all recordings”')
  await faultless(teacher, 'a class that asks for all recordings')

  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'learner')
  await page.goto('/classes')
  await expect(page.getByText('Your answer is needed')).toBeVisible()
  await page.getByRole('link', { name: /English 3B/ }).click()
  const hears = page.getByRole('region', { name: 'What the teacher hears' })
  await expect(hears).toContainText('Only the recordings that you send.')
  await expect(hears).toContainText('May Teacher Chen hear all your recordings?')
  await faultless(page, 'the question for consent')
  await hears.getByRole('button', { name: 'No, only what I send' }).click()
  await expect(hears).toContainText('You have not agreed to “all recordings”.')
  await teacher.reload()
  await expect(member).toContainText('has not agreed to “all recordings”')
  await hears.getByRole('button', { name: 'I agree' }).click()
  await expect(hears).toContainText('All recordings that you have made since')
  await teacher.reload()
  await expect(member).toBeVisible()
  await expect(member).not.toContainText('has not agreed')
  await hears.getByRole('button', { name: 'Stop this' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop this' }).click()
  await expect(hears).toContainText('Only the recordings that you send.')
})

test('a phone shows no keys', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await page.context().close()
  const context = await browser.newContext({ ...devices['Pixel 7'], viewport: phone, baseURL: gendu.url, locale: 'en-GB' })
  const touch = await context.newPage()
  await review(touch)
  await touch.getByRole('button', { name: 'Remark at this moment' }).tap()
  await expect(touch.getByLabel(/^Remark at \d/)).toBeFocused()
  await expect(touch.locator('kbd:visible')).toHaveCount(0)
  await expect(touch.getByText(/Enter|Escape/)).toHaveCount(0)
  await faultless(touch, 'a remark begins')
  await context.close()
})

test('an admin finds somebody among many, and is asked before making an admin', async ({ troubles }) => {
  for (const i of [41, 42]) gendu.addUser(`pupil-${i}`, `Pupil ${i}`, 'learner')
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'admin')
  // Small parts, so that a few people fill more than one.
  await page.route(/\/api\/v1\/users(\?|$)/, (route) => {
    const url = new URL(route.request().url())
    url.searchParams.set('limit', '5')
    return route.continue({ url: url.href })
  })
  await page.goto('/admin')
  const rows = page.getByRole('main').getByRole('listitem')
  await expect(page.getByText('6 users')).toBeVisible()
  await expect(rows).toHaveCount(5)
  await faultless(page, 'users')
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(rows).toHaveCount(6)
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0)
  const search = page.getByLabel('Find by name or user name')
  await search.fill('nobody at all')
  await expect(page.getByText('0 users found')).toBeVisible()
  await faultless(page, 'no user found')
  await search.fill('PUPIL-4')
  await expect(page.getByText('2 users found')).toBeVisible()
  await search.fill('Pupil 42')
  await expect(rows).toHaveCount(1)

  const admin = rows.getByRole('button', { name: 'Administrator' })
  await admin.click()
  const question = page.getByRole('dialog', { name: 'Make Pupil 42 an administrator?' })
  await expect(question).toContainText('manage all accounts')
  await faultless(page, 'granting administration')
  await page.keyboard.press('Escape')
  await expect(admin).toHaveAttribute('aria-pressed', 'false')
  await admin.click()
  await question.getByRole('button', { name: 'Make administrator' }).click()
  await expect(admin).toHaveAttribute('aria-pressed', 'true')
  await rows.getByRole('button', { name: 'Teacher' }).click() // an everyday role asks nothing
  await expect(rows.getByRole('button', { name: 'Teacher' })).toHaveAttribute('aria-pressed', 'true')

  await expect(page.getByText('Saved. It holds for Pupil 42 at once, without signing in again.')).toBeVisible()

  await page.getByRole('button', { name: 'Invite' }).first().click()
  await page.getByRole('dialog').getByLabel('Administrator').check()
  await page.getByRole('button', { name: 'Make the link' }).click()
  await expect(page.getByRole('dialog', { name: 'Make a link that gives administration?' })).toBeVisible()
})

test('a disabled account says so to who knows its password', async ({ troubles }) => {
  gendu.addUser('gone', 'Gone', 'learner')
  gendu.tool(['user', 'disable', 'gone'])
  const page = await open(browser, gendu, phone, troubles)
  await page.goto('/signin')
  await page.getByLabel('User name').fill('gone')
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByText('not right')).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page.getByText('This account is disabled')).toBeVisible()
  await faultless(page, 'a disabled account')
})

test('a server without an administrator says how to make one, and lets others in', async ({ troubles }) => {
  const fresh = await Gendu.make()
  try {
    fresh.addUser('mei', 'Mei', 'learner')
    await fresh.start()
    const page = await open(browser, fresh, phone, troubles)
    await page.goto('/signin')
    await expect(page.getByText('no administrator yet')).toBeVisible()
    await faultless(page, 'no administrator')
    await page.getByLabel('User name').fill('mei')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await expect(page).not.toHaveURL(/signin/)
  } finally {
    await fresh.dispose()
  }
})

test('a new role holds in an open page, which says so and asks for no password', async ({ troubles }) => {
  gendu.addUser('kim', 'Kim', 'learner')
  const page = await open(browser, gendu, desk, troubles)
  await enter(gendu, page.request, 'kim')
  await page.goto('/')
  const studio = page.getByRole('link', { name: 'Studio' })
  await expect(page.getByRole('heading', { name: /^Good / })).toBeVisible()
  await expect(studio).toHaveCount(0)
  gendu.tool(['user', 'roles', 'kim', 'host'])
  await page.evaluate(() => dispatchEvent(new Event('focus'))) // the person comes back to the window
  await expect(page.getByText('An administrator has changed your roles. You are now: Learner and Host')).toBeVisible()
  await studio.click()
  await expect(page.getByRole('heading', { name: 'Studio' })).toBeVisible()
  // And a role that is taken away is noticed when something is denied.
  gendu.tool(['user', 'roles', 'kim', 'learner'])
  await page.getByRole('button', { name: 'New show' }).first().click()
  await page.getByLabel('Title of the show').fill('Too late')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText('You are now: Learner', { exact: false }).last()).toBeVisible()
  await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toHaveCount(0)
  await page.context().close()
})

test('a one-time link that was used says so, and is no class code', async ({ troubles }) => {
  const page = await open(browser, gendu, phone, troubles)
  await enter(gendu, page.request, 'admin')
  const api = `${gendu.url}/api/v1`
  const invitation = ((await (await page.request.post(`${api}/invitations`, { data: { roles: ['learner'], days: 7 } })).json()) as { url: string }).url
  gendu.addUser('lost', 'Lost', 'learner')
  const { users } = (await (await page.request.get(`${api}/users?search=lost`)).json()) as { users: { id: string }[] }
  const reset = ((await (await page.request.post(`${api}/users/${users[0]?.id}/reset-link`)).json()) as { url: string }).url
  await page.context().clearCookies()

  // Typed as a class code by somebody who is signed in, it says what to do and leads back.
  await enter(gendu, page.request, 'learner')
  await page.goto('/classes')
  const code = page.getByLabel('Join with a class code')
  await code.fill(invitation.split('#')[1] ?? '')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByText('You are signed in as Mei. Sign out first to make another account.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(code).toBeVisible()
  await page.context().clearCookies()

  const fill = async (login: string) => {
    await page.getByLabel('Name', { exact: true }).fill(login)
    await page.getByLabel('User name').fill(login)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign up' }).click()
  }
  // Two people open it; the second learns it when it is too late.
  await page.goto(invitation)
  await expect(page.getByText('You are invited as')).toBeVisible()
  const other = await open(browser, gendu, phone, troubles)
  await other.request.post(`${api}/signup`, { data: { login: 'first', name: 'First', password, code: invitation.split('#')[1] } })
  await other.context().close()
  await fill('second')
  await expect(page.getByText('This invitation is not complete, was used, or has expired.')).toBeVisible()
  await faultless(page, 'an invitation that was used meanwhile')
  // And who comes later, before they type anything.
  await page.goto('/signin')
  await page.goto(invitation)
  await expect(page.getByRole('alert')).toContainText('This invitation is not complete, was used, or has expired. Ask an administrator for a new one.')
  await expect(page.getByLabel('Class code'), 'a secret is not put where a class code is typed').toHaveValue('')
  await expect(page.getByText('This code is not known')).toHaveCount(0)
  await faultless(page, 'a used invitation')

  for (const used of [false, true]) {
    await page.goto('/signin')
    await page.goto(reset)
    await page.getByLabel('New password').fill(used ? 'another fine password' : 'a fine new password')
    await page.getByRole('button', { name: 'Set the password' }).click()
    await expect(page.getByText(used ? 'This link is not complete, was used, or has expired. Ask an administrator for a new one.' : 'The password is set.')).toBeVisible()
  }
  await page.context().close()
})
