import { describe, expect, it } from 'vitest'
import { RecordingDraft, recovered, type DraftHead, type DraftStore } from './drafts'
import { TAKE_RATE } from '../../sound/takewav'
import { decodeWav } from '../../sound/wav'

const head: DraftHead = {
  id: '1', userId: 'ann', episodeId: 'e', cueId: 'c', revision: 1, cueText: 'One.', mode: 'repeat', speed: 1, echoCancelled: false, recordedAt: '2026-11-29T00:00:00Z', manual: true,
}

/** A store that keeps what it is given; `full` from so many blocks on. */
function store(full = Infinity) {
  const blocks: [number, Int16Array][] = []
  const made: DraftStore = {
    begin: () => Promise.resolve(),
    block: (_, n, samples) => (n >= full ? Promise.reject(new Error('full')) : (blocks.push([n, samples]), Promise.resolve())),
    drop: () => Promise.resolve(),
    of: () => Promise.resolve([]),
    samples: () => Promise.resolve([]),
  }
  return { made, blocks }
}

const settle = () => new Promise<void>((done) => setTimeout(done))
const tone = (ms: number, gain = 0.3) => Float32Array.from({ length: (ms * TAKE_RATE) / 1000 }, (_, i) => (i % 16000 < 200 ? 0 : gain * Math.sin(i / 7)))

describe('a draft', () => {
  it('is written a quarter of a second at a time, in order', async () => {
    const { made, blocks } = store()
    const draft = new RecordingDraft(made, head)
    for (let i = 0; i < 10; i++) draft.write(tone(100))
    await settle()
    expect(blocks.map(([n, s]) => [n, s.length])).toEqual([[0, 4800], [1, 4800], [2, 4800]])
  })

  it('keeps what it has where the browser has no more room', async () => {
    const { made, blocks } = store(1)
    const draft = new RecordingDraft(made, head)
    for (let i = 0; i < 9; i++) draft.write(tone(100))
    await settle()
    for (let i = 0; i < 9; i++) draft.write(tone(100))
    await settle()
    expect(blocks).toHaveLength(1)
  })

  it('writes nothing behind its end', async () => {
    const { made, blocks } = store()
    const draft = new RecordingDraft(made, head)
    draft.write(tone(300))
    draft.end()
    draft.write(tone(300))
    await settle()
    expect(blocks).toHaveLength(0) // the whole take is kept elsewhere by now
  })
})

describe('a draft that was left', () => {
  const blocks = (ms: number, gain?: number) => [Int16Array.from(tone(ms, gain), (v) => Math.round(v * 32767))]

  it('becomes a take that is marked as cut', () => {
    const take = recovered(head, [...blocks(1000), ...blocks(500)])
    expect(take).toMatchObject({ id: '1', cueId: 'c', cut: true, durationMs: 1500, state: 'waiting', type: 'audio/wav' })
    expect(take).not.toHaveProperty('manual')
    expect(take).not.toHaveProperty('subject') // a draft of before keywords were recorded: a cue
    expect(decodeWav(take!.body)).toMatchObject({ rate: TAKE_RATE })
  })

  it('stays a take of a keyword', () => expect(recovered({ ...head, subject: 'keyword' }, blocks(1000))).toMatchObject({ subject: 'keyword', cueId: 'c' }))

  it('is nothing where it is a slip of the finger', () => expect(recovered(head, blocks(100))).toBeNull())
  it('is nothing where the loop heard nobody', () => expect(recovered({ ...head, manual: false }, blocks(2000, 0))).toBeNull())
  it('is a failed take where the learner began it and said nothing', () => expect(recovered(head, blocks(2000, 0))).toMatchObject({ heard: false }))
})
