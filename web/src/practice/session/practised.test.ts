import { describe, expect, test } from 'vitest'
import { begin, step, type State, type UserEvent } from './machine'
import { PractisedCounts } from './practised'
import { defaults, type Settings } from './settings'
import { someCues } from '../fixtures'

/** A session that is driven by hand, and what is counted of it. */
function world(settings: Partial<Settings> = {}) {
  const cues = someCues(5)
  let state: State = begin(cues, { ...defaults, autoRecord: false, ...settings })
  let now = 0
  const counts = new PractisedCounts(now, cues.map((c) => c.id))
  const go = (event: Parameters<typeof step>[1]) => {
    const from = state
    state = step(state, event)[0]
    if (state !== from) counts.changed(from, state, now)
  }
  return {
    user: (e: UserEvent) => go({ ...e, at: now }),
    ended: () => go({ type: 'clipEnded', gen: state.gen, cueEndedAt: now, at: now }),
    timer: () => go({ type: 'timer', gen: state.gen, at: now }),
    streamAt: (cue: number, past: boolean) => go({ type: 'streamAt', gen: state.gen, cue, past, at: now }),
    wait: (ms: number) => (now += ms),
    counted: () => counts.all().map((one) => `${cues.findIndex((c) => c.id === one.cueId)}: ${one.plays} plays, ${one.skips} skips, ${one.ms} ms`),
  }
}

describe('PractisedCounts', () => {
  test('each repeat of a sentence is a play, and its gap is practice', () => {
    const w = world({ repeats: 2, autoAdvance: true })
    w.user({ type: 'play' })
    w.wait(1000)
    w.ended()
    w.wait(2000)
    w.timer() // again
    w.wait(1000)
    w.ended()
    w.wait(2000)
    w.timer() // on to the next
    expect(w.counted()).toEqual(['0: 2 plays, 0 skips, 6000 ms', '1: 1 plays, 0 skips, 0 ms'])
    expect(w.counted()).toHaveLength(2)
  })

  test('who goes on before the end skips the sentence; who has heard it does not', () => {
    const w = world()
    w.user({ type: 'play' })
    w.user({ type: 'next' })
    w.ended()
    w.user({ type: 'next' })
    w.user({ type: 'prev' })
    w.user({ type: 'go', cue: 4, play: false }) // a jump is no skip
    expect(w.counted()).toEqual(['0: 1 plays, 1 skips, 0 ms', '2: 1 plays, 0 skips, 0 ms', '1: 2 plays, 0 skips, 0 ms'])
  })

  test('the sentence after which a round goes on by itself is not skipped', () => {
    const w = world({ mode: 'listen', scope: 'all' })
    w.user({ type: 'play' })
    w.streamAt(0, false)
    w.streamAt(1, false)
    w.streamAt(1, true)
    w.streamAt(2, false)
    expect(w.counted()).toEqual(['0: 1 plays, 0 skips, 0 ms', '1: 1 plays, 0 skips, 0 ms', '2: 1 plays, 0 skips, 0 ms'])
  })

  test('another speed is no other play, and a pause is no practice', () => {
    const w = world()
    w.user({ type: 'play' })
    w.wait(500)
    w.user({ type: 'settings', settings: { ...defaults, autoRecord: false, speed: 0.8 } })
    w.wait(500)
    w.user({ type: 'pause' })
    w.wait(60_000)
    w.user({ type: 'play' })
    expect(w.counted()).toEqual(['0: 2 plays, 0 skips, 1000 ms'])
  })

  test('a computer that slept has not practised', () => {
    const w = world()
    w.user({ type: 'play' })
    w.wait(8 * 3_600_000)
    w.ended()
    expect(w.counted()).toEqual(['0: 1 plays, 0 skips, 120000 ms'])
  })

  test('what an earlier page could not send is counted on', () => {
    const cues = someCues(3)
    const before = [{ cueId: cues[1]!.id, plays: 4, skips: 1, ms: 900 }, { cueId: 'gone', plays: 9, skips: 0, ms: 0 }]
    const counts = new PractisedCounts(0, cues.map((c) => c.id), before)
    expect(counts.all()).toEqual([before[0]])
    const from = begin(cues, { ...defaults, autoRecord: false })
    const [to] = step(from, { type: 'play', at: 0 })
    counts.changed(from, to, 0)
    expect(counts.all().map((one) => [one.cueId, one.plays])).toEqual([[cues[1]!.id, 4], [cues[0]!.id, 1]])
  })
})
