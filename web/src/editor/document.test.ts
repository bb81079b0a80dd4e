import { describe, expect, it } from 'vitest'
import { confirm, correction, differences, find, linesOf, merge, moveTo, moveTranslation, remove, replaceAll, sameLines, seamAt, sentenceEnd, setEdges, setText, setTranslation, setUnspoken, shiftEdges, shiftFrom, SHORTEST, split, timeAt, wordAt, type Line, type Lines } from './document'
import { History } from './history'
import type { Around, Text } from './around'
import { stepsOf } from './keptsteps'

const line = (id: string, text: string, startMs: number, endMs: number, more: Partial<Line> = {}): Line => ({
  id, text, startMs, endMs, position: Number(id.slice(1)), paragraph: 0, translation: '', confidence: 1, spoken: endMs > 0, ...more,
})

const lines: Lines = linesOf([
  line('c2', 'Three stayed.', 2500, 3400, { translation: '三個留下。' }),
  line('c0', 'One came, two left.', 0, 1200, {
    translation: '一個來,兩個走。',
    words: [{ text: 'One', startMs: 0, endMs: 300 }, { text: 'came', startMs: 300, endMs: 600 }, { text: 'two', startMs: 700, endMs: 900 }, { text: 'left', startMs: 900, endMs: 1200 }],
  }),
  line('c1', 'Nobody saw it.', 1400, 2300),
])
const DURATION = 5000
const around: Around = { titles: { number: '', title: '', titleTranslation: '' }, highlights: [], keywords: [] }

describe('gestures', () => {
  it('keep the order of the server', () => expect(lines.map((l) => l.id)).toEqual(['c0', 'c1', 'c2']))

  it('split both languages at the word, and the first part keeps the id', () => {
    const now = split(lines, 0, 'One came, '.length, 'new')
    expect(now.map((l) => [l.id, l.text, l.translation, l.startMs, l.endMs])).toEqual([
      ['c0', 'One came,', '一個來,', 0, 600],
      ['new', 'two left.', '兩個走。', 700, 1200],
      ['c1', 'Nobody saw it.', '', 1400, 2300],
      ['c2', 'Three stayed.', '三個留下。', 2500, 3400],
    ])
    expect(now[1]!.words?.map((w) => w.text)).toEqual(['two', 'left'])
  })

  it.each([0, 99])('split nothing at the end of a line (%i)', (at) => expect(split(lines, 1, at, 'new')).toBe(lines))

  it.each([
    ['One came. Two left.', 'One came. '],
    ['“Who came?” Nobody knew. Not one.', '“Who came?” '],
    ['Dr. Lin and Mr. T. Chen came. They left.', 'Dr. Lin and Mr. T. Chen came. '],
    ['一個來。兩個走。', '一個來。'],
    ['「誰來？」沒人知道。', '「誰來？」'],
    ['It cost 3.5 dollars, e.g. here.', ''],
    ['One came.', ''],
    ['', ''],
  ])('know where the first sentence of %s ends', (text, first) => expect(text.slice(0, Math.max(0, sentenceEnd(text)))).toBe(first))

  it('guess where a character is heard when no words are known', () => expect(timeAt(lines[1]!, 7)).toBe(1850))

  it.each([
    [1, 4],
    [290, 4], [440, 4], [640, 10], [660, 10], [770, 10], [790, 14], [1150, 14],
  ])('know between which words a moment is (%i)', (ms, seam) => expect(seamAt(lines[0]!, ms)).toBe(seam))

  it('split at a moment as at the word there, in both languages', () => {
    expect(split(lines, 0, seamAt(lines[0]!, 660), 'new')).toEqual(split(lines, 0, 'One came, '.length, 'new'))
  })

  it('guess the seam by the share of the text when no words are known', () => {
    expect(seamAt(lines[1]!, 1850)).toBe('Nobody '.length)
    expect(seamAt({ ...lines[1]!, text: '沒人看到他們' }, 1850)).toBe(3)
    expect(seamAt({ ...lines[1]!, text: 'Nobody' }, 1850)).toBe(-1)
  })

  it.each([1400, 2300, 5])('have no seam outside of a line (%i)', (ms) => expect(seamAt(lines[1]!, ms)).toBe(-1))
  it('have none where nothing is heard', () => expect(seamAt(setUnspoken(lines, 1)[1]!, 1850)).toBe(-1))

  it.each([[0, 0], [299, 0], [300, 4], [650, 4], [700, 10], [1199, 14]])('know the word that is said at %i', (ms, from) => expect(wordAt(lines[0]!, ms)).toBe(from))
  it.each([[1400, 0], [1900, 7], [2290, 11]])('guess the word at %i when none is known', (ms, from) => expect(wordAt(lines[1]!, ms)).toBe(from))

  it('merge keeps the first id and says what was taken in', () => {
    const now = merge(merge(lines, 1), 0)
    expect(now).toHaveLength(1)
    expect(now[0]).toMatchObject({ id: 'c0', text: 'One came, two left. Nobody saw it. Three stayed.', translation: '一個來,兩個走。三個留下。', startMs: 0, endMs: 3400, absorbed: ['c1', 'c2'] })
    expect(correction(lines, now)).toMatchObject([{ id: 'c0', merged: ['c1', 'c2'] }])
  })

  it('move an edge no further than the neighbour', () => {
    expect(setEdges(lines, 1, { startMs: 900 }, DURATION)[1]).toMatchObject({ startMs: 1200, endMs: 2300 })
    expect(setEdges(lines, 1, { endMs: 9000 }, DURATION)[1]).toMatchObject({ endMs: 2500 })
    expect(setEdges(lines, 1, { startMs: 2290 }, DURATION)[1]).toMatchObject({ startMs: 2300 - SHORTEST })
    expect(setEdges(lines, 2, { endMs: 9000 }, DURATION)[2]).toMatchObject({ endMs: DURATION })
  })

  it('give a line that was not heard a place between its neighbours', () => {
    const silent = setUnspoken(lines, 1)
    expect(silent[1]).toMatchObject({ spoken: false, startMs: 0, endMs: 0 })
    expect(setEdges(silent, 1, { startMs: 1500, endMs: 2000 }, DURATION)[1]).toMatchObject({ spoken: true, startMs: 1500, endMs: 2000 })
  })

  it('shift all that follows, as far as the line before allows', () => {
    expect(shiftFrom(lines, 1, 300, DURATION).map((l) => l.startMs)).toEqual([0, 1700, 2800])
    expect(shiftFrom(lines, 1, -900, DURATION).map((l) => l.startMs)).toEqual([0, 1200, 2300])
    expect(shiftFrom(lines, 0, 9000, DURATION)[2]!.endMs).toBe(DURATION)
  })

  it('shift starts, ends or both of some lines, as far as there is room', () => {
    const times = (now: Lines) => now.map((l) => [l.startMs, l.endMs])
    expect(times(shiftEdges(lines, 0, 2, 'start', -150, DURATION))).toEqual([[0, 1200], [1250, 2300], [2350, 3400]])
    expect(times(shiftEdges(lines, 0, 2, 'end', 150, DURATION))).toEqual([[0, 1350], [1400, 2450], [2500, 3550]])
    expect(times(shiftEdges(lines, 0, 1, 'end', 400, DURATION))).toEqual([[0, 1400], [1400, 2500], [2500, 3400]])
    expect(times(shiftEdges(lines, 1, 2, 'both', 5000, DURATION))).toEqual([[0, 1200], [3000, 3900], [4100, 5000]]) // the distance stays
    expect(times(shiftEdges(lines, 0, 1, 'both', 150, DURATION))).toEqual([[150, 1350], [1550, 2450], [2500, 3400]])
    expect(times(shiftEdges(lines, 2, 2, 'start', 5000, DURATION))[2]).toEqual([3400 - SHORTEST, 3400])
    expect(shiftEdges(lines, 0, 2, 'both', -10, DURATION)).toBe(lines) // the first one is at the beginning
    expect(shiftEdges(setUnspoken(lines, 1), 1, 1, 'both', 100, DURATION)[1]).toMatchObject({ spoken: false, startMs: 0 })
    expect(shiftEdges(lines, 0, 0, 'start', 350, DURATION)[0]!.words?.map((w) => [w.text, w.startMs])).toEqual([['came', 350], ['two', 700], ['left', 900]])
  })

  it('move a whole line no further than its neighbours, with its words', () => {
    const times = (now: Lines) => now.map((l) => [l.startMs, l.endMs])
    expect(times(moveTo(lines, 1, 1500, DURATION))).toEqual([[0, 1200], [1500, 2400], [2500, 3400]])
    expect(times(moveTo(lines, 1, 0, DURATION))[1]).toEqual([1200, 2100])
    expect(times(moveTo(lines, 1, 9000, DURATION))[1]).toEqual([1600, 2500])
    expect(times(moveTo(lines, 2, 9000, DURATION))[2]).toEqual([DURATION - 900, DURATION])
    expect(moveTo(lines, 0, 200, DURATION)[0]).toMatchObject({ confidence: 1, words: [{ startMs: 200 }, { startMs: 500 }, { startMs: 900 }, { startMs: 1100, endMs: 1400 }] })
    expect(moveTo(lines, 0, -50, DURATION)).toBe(lines)
    expect(moveTo(setUnspoken(lines, 1), 1, 1300, DURATION)[1]).toMatchObject({ spoken: false })
    // Lines that overlapped before overlap no more than they did.
    const over = lines.with(1, { ...lines[1]!, startMs: 1000 })
    expect(times(moveTo(over, 1, 0, DURATION))[1]).toEqual([1000, 2300])
  })

  it('move a translation to where it belongs', () => {
    expect(moveTranslation(lines, 2, -1).map((l) => l.translation)).toEqual(['一個來,兩個走。', '三個留下。', ''])
    expect(moveTranslation(lines, 1, -1)).toBe(lines)
  })

  it('find a wording in both languages, and replace it in all places or in one', () => {
    expect(find(lines, 'ONE')).toEqual([{ at: 0, field: 'text', from: 0 }])
    expect(find(lines, '個')).toEqual([{ at: 0, field: 'translation', from: 1 }, { at: 0, field: 'translation', from: 5 }, { at: 2, field: 'translation', from: 1 }])
    expect(find(lines, '')).toEqual([])
    const now = replaceAll(lines, find(lines, '個'), 1, '個人')
    expect(now.map((l) => l.translation)).toEqual(['一個人來,兩個人走。', '', '三個人留下。'])
    expect(now[0]!.words).toHaveLength(4) // a translation has no times to lose
    expect(replaceAll(lines, find(lines, 'saw').slice(0, 1), 3, 'sees')[1]).toMatchObject({ text: 'Nobody sees it.', words: [] })
    expect(replaceAll(lines, find(lines, 'Three stayed.'), 13, '')).toBe(lines) // no line without a text
    expect(find(linesOf([line('c0', 'İstanbul is big.', 0, 900)]), 'big')).toEqual([])
  })

  it('send only what changed', () => {
    const now = setTranslation(setText(lines, 1, 'Nobody saw them.'), 2, '三個人。')
    expect(correction(lines, now)).toEqual([
      { id: 'c0' },
      { id: 'c1', now: { text: 'Nobody saw them.', translation: '', paragraph: 0, spoken: true, startMs: 1400, endMs: 2300, words: [] } },
      { id: 'c2', now: { text: 'Three stayed.', translation: '三個人。', paragraph: 0, spoken: true, startMs: 2500, endMs: 3400 } },
    ])
  })

  it('send a line that a person found right', () => {
    const doubtful = lines.with(1, { ...lines[1]!, confidence: 0.4 })
    expect(correction(doubtful, confirm(doubtful, 1))[1]).toMatchObject({ id: 'c1', now: { startMs: 1400 } })
    expect(confirm(lines, 1)).toBe(lines)
  })

  it('say what differs from another revision', () => {
    const now = remove(setText(lines, 0, 'One.'), 2)
    expect(differences(lines, now).map((d) => [d.id, d.before?.text, d.after?.text])).toEqual([
      ['c0', 'One came, two left.', 'One.'],
      ['c2', 'Three stayed.', undefined],
    ])
  })
})

/** Numbers from 0 to 1, the same for each seed (mulberry32). */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What is wrong with lines after a gesture; '' for nothing. */
function faultOf(now: Lines): string {
  const heard = now.filter((l) => l.spoken)
  for (const [k, l] of heard.entries()) {
    if (l.endMs <= l.startMs || l.endMs > DURATION) return `${l.id} is from ${l.startMs} to ${l.endMs}`
    if (k > 0 && l.startMs < heard[k - 1]!.endMs) return `${l.id} overlaps the line before`
  }
  if (new Set(now.map((l) => l.id)).size !== now.length) return 'an id is there twice'
  // What the server is sent holds the whole state: kept lines, changed ones, and where the others went.
  const sent = correction(lines, now)
  const before = new Map(lines.map((l) => [l.id, l]))
  if (!sameLines(sent.map(({ id, now: n }) => ({ ...before.get(id), ...n, id, words: n?.words ?? before.get(id)?.words, confidence: now.find((l) => l.id === id)!.confidence }) as Line), now)) return 'what is sent is not what is there'
  const merged = sent.flatMap((s) => s.merged ?? [])
  if (new Set(merged).size !== merged.length || merged.some((id) => now.some((l) => l.id === id))) return `merged ${merged.join()}`
  return ''
}

describe('random gestures', () => {
  it('never overlap, lose no id without saying so, and are undone one by one', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const roll = dice(seed)
      const pick = (n: number) => Math.floor(roll() * n)
      const history = new History<Text>()
      const states: Lines[] = []
      let now = lines
      let made = 0
      const gestures: ((at: number) => Lines)[] = [
        (at) => setText(now, at, `${now[at]!.text} more`),
        (at) => setTranslation(now, at, `t${pick(9)}`),
        (at) => setEdges(now, at, { startMs: pick(DURATION) }, DURATION),
        (at) => setEdges(now, at, { endMs: pick(DURATION) }, DURATION),
        (at) => shiftFrom(now, at, pick(800) - 400, DURATION),
        (at) => shiftEdges(now, at, at + pick(3), (['start', 'end', 'both'] as const)[pick(3)]!, pick(800) - 400, DURATION),
        (at) => moveTo(now, at, pick(DURATION), DURATION),
        (at) => split(now, at, 1 + pick(now[at]!.text.length), `n${made++}`),
        (at) => merge(now, at),
        (at) => setUnspoken(now, at),
        (at) => remove(now, at),
        (at) => moveTranslation(now, at, roll() < 0.5 ? -1 : 1),
        () => replaceAll(now, find(now, 'more'), 4, 'less'),
      ]
      for (let i = 0; i < 40; i++) {
        const next = gestures[pick(gestures.length)]!(pick(now.length))
        if (next === now) continue
        history.keep({ value: { lines: now, around }, at: 0 })
        states.push(now)
        now = next
        const fault = faultOf(now)
        if (fault) expect.fail(`seed ${seed}, gesture ${i}: ${fault}`)
      }
      // A reload: what is kept leads back through the same states.
      const kept = new Map<string, string>()
      const steps = () => stepsOf('u', 'e', () => ({ length: 0, key: () => null, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) }))
      steps().keep({ value: { lines: now, around }, at: 0 }, history.past, history.future)
      const again = steps().read(JSON.parse(JSON.stringify({ lines: now, around })) as Text)
      if (JSON.stringify(again?.past) !== JSON.stringify(history.past)) expect.fail(`seed ${seed}: a reload changed the steps`)
      while (states.length > 0) {
        const step = history.undo({ value: { lines: now, around }, at: 0 })
        if (step?.value.lines !== states.pop()) expect.fail(`seed ${seed}: undo led elsewhere`)
        now = step!.value.lines
      }
      if (now !== lines || history.canUndo) expect.fail(`seed ${seed}: undo ended elsewhere`)
    }
  })
})
