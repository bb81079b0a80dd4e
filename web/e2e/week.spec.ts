// Weeks of a learner's life, with a moved clock: the first day, stars, cards, a drill, an
// undo, a backlog, a break, and what Progress says of it in the end.
import { randomUUID } from 'node:crypto'
import { type Browser, type Page } from '@playwright/test'
import { Days, importPieces, inPage, zone } from './clock'
import { faultless, sideways } from './faultless'
import { launchFirefox } from './firefox'
import { desk, expect, Gendu, launch, open, phone, test } from './gendu'
import { enter, startServer, type Server } from './server'
import { type Hand, holding, keysOf, Learning, mouse } from './learning'
import { giveTake, settingsSaved, shortSentences, speaker } from './stage'

/** Sentences that are rated elsewhere: with the others more than the 20 of a day. */
const PIECES = 24

/** What each case copies. */
let made: Gendu
let server: Server
let pieces: { episode: string; cues: string[] }
let browser: Browser

test.beforeAll(async ({ playwright }) => {
  made = await Gendu.make()
  const request = await playwright.request.newContext()
  server = await startServer(made, request)
  await shortSentences(server, request)
  await importPieces(server, made, request, PIECES)
  await enter(made, request, 'learner')
  const of = async (path: string) => (await (await request.get(`${made.local}/api/v1${path}`)).json()) as { episodes: { id: string }[]; cues: { id: string }[] }
  for (const { id } of (await of(`/shows/${server.show}`)).episodes) {
    const { cues } = await of(`/episodes/${id}`)
    if (cues.length === PIECES) pieces = { episode: id, cues: cues.map((c) => c.id) }
  }
  expect(pieces, 'the episode of pieces').toBeDefined()
  await request.dispose()
  await made.kill()
  browser = await launch(speaker(made))
})
test.afterAll(async () => {
  await browser?.close()
  await made?.dispose()
})

interface Today {
  due: unknown[]
  fresh: unknown[]
  waiting: boolean
  daysPractised: number
  settings: { newPerDay: number }
}

interface Case {
  name: string
  size: typeof desk
  locale: 'en-GB' | 'zh-TW'
  hand: (page: Page) => Hand
  firefox?: boolean
}

const cases: readonly Case[] = [
  { name: 'phone', size: phone, locale: 'en-GB', hand: () => mouse },
  { name: 'desk', size: desk, locale: 'en-GB', hand: () => mouse },
  { name: 'phone, Chinese', size: phone, locale: 'zh-TW', hand: () => mouse },
  { name: 'desk, Chinese', size: desk, locale: 'zh-TW', hand: () => mouse },
  { name: 'desk, keys alone', size: desk, locale: 'en-GB', hand: keysOf },
  { name: 'desk, Firefox', size: desk, locale: 'en-GB', hand: () => mouse, firefox: true },
]

/** Every state before axe, and photographed: it takes a minute, which `make test` does not have. */
const whole = process.env['JOURNEYS'] === 'all'

for (const [i, c] of cases.entries())
  test(`weeks of a learner: ${c.name}`, { tag: i === 0 ? [] : ['@long'] }, async ({ gendu, troubles }) => {
    gendu.copy(made)
    const clock = await gendu.startMovable()
    const fox = c.firefox ? await launchFirefox(speaker(made)) : undefined
    const page = await open(fox?.browser ?? browser, gendu, c.size, troubles, { locale: c.locale, timezoneId: zone, ...(fox && { permissions: [] }) })
    const days = new Days(clock, inPage(page))
    const life = new Life(gendu, page, days, new Learning(page, c.hand(page), c.locale === 'en-GB' ? 'en' : 'zh-Hant'), `week ${c.name}`)
    try {
      await days.go(0)
      await enter(gendu, page.request, 'learner')
      await life.firstDay()
      await life.drill()
      await life.secondDay()
      await life.elsewhere()
      await life.backlog()
      await life.afterABreak()
      await life.progress()
    } finally {
      await page.context().close()
      await fox?.close()
    }
  })

class Life {
  readonly #api: string
  constructor(
    readonly gendu: Gendu,
    readonly page: Page,
    readonly days: Days,
    readonly it: Learning,
    /** What its pictures are called. */
    readonly name: string,
  ) {
    this.#api = `${gendu.url}/api/v1`
  }

  /** Looks at a state that lasts. */
  async state(what: string): Promise<void> {
    if (whole) await faultless(this.page, `${this.name} ${what}`)
    else expect(await sideways(this.page), `${what} scrolls sideways`).toEqual([])
  }

  async today(more = 0): Promise<Today> {
    return (await (await this.page.request.get(`${this.#api}/me/today?zone=${encodeURIComponent(zone)}${more ? `&more=${more}` : ''}`)).json()) as Today
  }

  /** The first sentence is said as it should be. */
  async say(): Promise<void> {
    const id = await giveTake(this.gendu, this.page.request, server, 0, 'said', this.days.now)
    const verdict = async () => ((await (await this.page.request.get(`${this.#api}/takes/${id}`)).json()) as { judged?: { verdict?: string } }).judged?.verdict
    await expect.poll(verdict, { message: 'it is compared before the next day comes' }).toBe('ok')
  }

  /** The number of cards that the sitting has. */
  async sittingOf(n: number): Promise<void> {
    await expect(this.page.getByText(this.it.say('cards', 'place', { at: 1, n }), { exact: true })).toBeVisible()
  }

  async finished(n: number): Promise<void> {
    await expect(this.page.getByText(this.it.say('cards', 'finished', { n }), { exact: true })).toBeVisible()
  }

  async firstDay(): Promise<void> {
    const { page, it } = this
    const { hand } = it
    await page.goto('/')
    await expect(it.heading('cards', 'firstTitle')).toBeVisible()
    await expect(page.getByRole('heading', { name: it.say('cards', 'evening', { name: 'Mei' }) })).toBeVisible()
    await this.state('1 a new learner')
    await hand.use(page.getByRole('link', { name: holding(it.say('main', 'episodes', { n: 3 })) }))
    await hand.use(page.locator(`main a[href="/episodes/${server.episode}"]`).first())
    await hand.use(page.getByRole('link', { name: it.say('main', 'practise'), exact: true }))

    // Two stars; from here on new sentences come from this episode.
    const star = it.button('practice', 'card')
    for (const cue of [1, 2]) {
      await expect(page.getByText(`${cue} / ${server.cues.length}`, { exact: true })).toBeVisible()
      await expect(star).toHaveAttribute('aria-pressed', 'false')
      await page.keyboard.press('s')
      await expect(star).toHaveAttribute('aria-pressed', 'true')
      if (cue === 1) await page.keyboard.press('ArrowRight')
    }
    await settingsSaved(page)
    await this.state('2 a starred sentence')

    await page.goto('/me?tab=settings')
    const perDay = page.getByLabel(it.say('cards', 'newPerDay'))
    await expect(perDay).toHaveValue('5')
    await hand.choose(perDay, '3')
    await expect.poll(async () => (await this.today()).settings.newPerDay).toBe(3)
    await perDay.scrollIntoViewIfNeeded()
    await this.state('3 settings')

    await page.goto('/')
    await expect(it.start).toContainText(it.say('cards', 'toLearn', { n: 3, episode: 'G001' }))
    await this.state('4 the first sitting is offered')
    await hand.use(it.start)
    await this.sittingOf(3)
    await expect(page.locator('main').getByText(it.say('cards', 'speak'), { exact: true })).toBeVisible()
    await expect(it.button('cards', 'playMine')).toBeVisible() // the recording ended by itself
    await this.state('5 a sentence that was said')

    // Again, and taken back while the next one plays.
    await hand.use(it.rating('again'))
    await hand.use(it.button('cards', 'undo'))
    await expect(it.rating('hard')).toBeVisible()
    await expect(it.button('cards', 'playMine'), 'what was said is still there').toBeVisible()
    await this.state('6 a rating was taken back')
    await it.rate('hard')
    await it.rate('good')
    await it.rate('again') // it comes back within the sitting
    await it.rate('good')
    await this.finished(3)
    await this.state('7 the sitting is over')
    await hand.use(page.getByRole('link', { name: it.say('cards', 'toToday') }))
    await expect(it.heading('cards', 'doneTitle')).toBeVisible()
    await expect(page.getByText(it.say('cards', 'goal', { n: 1, of: 5 }), { exact: true })).toBeVisible()
    await this.state('8 done for today')
    await this.say()
  }

  async drill(): Promise<void> {
    const { page, it } = this
    await page.goto(`/episodes/${server.episode}`)
    await it.hand.use(page.getByRole('button', { name: it.say('main', 'drillOf', { term: 'Emissions' }), exact: true }))
    const drill = page.getByRole('dialog', { name: 'Emissions' })
    await expect(drill.getByRole('list', { name: it.say('drill', 'steps') })).toBeVisible()
    await page.keyboard.press('r') // to the whole word, whose recording ends with the voice
    await expect(drill.getByText(it.say('drill', 'saved'))).toBeVisible()
    const star = drill.getByRole('button', { name: it.say('drill', 'card') })
    await it.hand.use(star)
    await expect(star).toHaveAttribute('aria-pressed', 'true')
    await this.state('9 a drill')
    await page.keyboard.press('Escape')
    await expect(drill).toBeHidden()
  }

  /** What was hard is due after a day; the starred word is new; there is no microphone today. */
  async secondDay(): Promise<void> {
    const { page, it } = this
    await this.days.go(1)
    await page.goto('/')
    const offered = await this.today()
    expect(offered.fresh, 'three new ones a day').toHaveLength(3)
    expect(offered.due.length, 'what was hard is due').toBeGreaterThanOrEqual(1)
    await expect(it.start).toContainText(it.say('cards', 'toRepeat', { n: offered.due.length }))
    await this.state('10 the second day')
    await page.evaluate(() => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotFoundError'))))
    await it.hand.use(it.start)
    await expect(page.getByText(it.say('cards', 'noMic'))).toBeVisible()
    await this.state('11 without a microphone')
    let words = 0
    for (let i = 0; i < offered.due.length + offered.fresh.length; i++) {
      await it.shown()
      if (await it.button('cards', 'drill').isVisible()) {
        words++
        await this.state('12 the card of a word')
      }
      await it.rate('good')
    }
    expect(words, 'cards of words').toBe(1)
    await this.finished(offered.due.length + offered.fresh.length)
  }

  /** On the fourth day another device rates all pieces. */
  async elsewhere(): Promise<void> {
    await this.days.go(3)
    for (const cueId of pieces.cues) {
      const data = { cueId, episodeId: pieces.episode, rating: 'good', at: this.days.now.toISOString() }
      expect((await this.page.request.put(`${this.#api}/me/ratings/${randomUUID()}`, { data })).status()).toBe(200)
    }
  }

  /** Above 20 due, 15 are offered; the rest waits without a number, and nothing is new. */
  async backlog(): Promise<void> {
    const { page, it } = this
    await this.days.go(5, 20)
    await page.goto('/')
    const all = (await this.today(300)).due.length
    expect(all).toBeGreaterThan(20)
    await expect(it.start).toContainText(it.say('cards', 'toRepeat', { n: 15 }))
    expect(await this.today()).toMatchObject({ fresh: [], waiting: true })
    await expect(it.start).not.toContainText(String(all))
    await this.state('13 a backlog')
    await it.hand.use(it.start)
    await this.sittingOf(15)
    for (let i = 0; i < 15; i++) await it.rate('good', 'key')
    await this.finished(15)
    await page.keyboard.press('Escape')
    await expect(it.heading('cards', 'doneTitle')).toBeVisible()
    await this.state('14 more on request')
    await it.hand.use(page.getByRole('link', { name: it.say('cards', 'more'), exact: true }))
    await this.sittingOf(all - 15)
    await page.keyboard.press('Escape')
    await expect(it.heading('cards', 'doneTitle')).toBeVisible()
  }

  /** After two weeks, what is due is spread over seven days. */
  async afterABreak(): Promise<void> {
    const { page, it } = this
    await this.days.go(20, 9)
    await page.goto('/')
    const all = (await this.today(300)).due.length
    const part = Math.ceil(all / 7)
    expect(all).toBeGreaterThan(7)
    await expect(it.start).toContainText(it.say('cards', 'toRepeat', { n: part }))
    expect(await this.today()).toMatchObject({ fresh: [], waiting: true, daysPractised: 0 })
    await this.state('15 after a break')
    await it.hand.use(it.start)
    await this.sittingOf(part)
    for (let i = 0; i < part; i++) await it.rate('good', 'key')
    await this.finished(part)
    await this.say() // once more, so that there is a then and a now

    await this.days.go(21, 9)
    await page.goto('/')
    const left = (await this.today(300)).due.length
    await expect(it.start).toContainText(it.say('cards', 'toRepeat', { n: Math.ceil(left / 6) }))
  }

  async progress(): Promise<void> {
    const { page, it } = this
    await it.hand.use(page.getByRole('link', { name: it.say('main', 'navProgress'), exact: true }))
    for (const key of ['daysTitle', 'weeksTitle', 'stagesTitle', 'thenTitle']) await expect(it.heading('cards', key)).toBeVisible()
    await this.state('16 progress')
    const date = new Date(this.days.now.getTime() - 21 * 86_400_000).toLocaleDateString(it.locale === 'en' ? 'en-GB' : it.locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone })
    const first = page.getByRole('button', { name: holding(date) })
    await it.hand.use(first)
    await expect(first).toHaveAttribute('aria-pressed', 'true')
    await expect(page.getByRole('heading', { level: 2, name: /The Quiet Return/ })).toBeVisible()
    await this.state('17 a day of progress')
  }
}
