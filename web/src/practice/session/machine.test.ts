import { describe, expect, it } from 'vitest'
import { someCues } from '../fixtures'
import { begin, speedOf, step, type Effect, type Event, type State } from './machine'
import { defaults, type Settings } from './settings'

type Spec = { type: Event['type'] } & Record<string, unknown>

/** Runs events; a late event without a generation carries the present one. */
function run(settings: Partial<Settings>, events: Spec[], cue = 0): { state: State; effects: Effect[]; path: string[] } {
  let state = begin(someCues(6), { ...defaults, ...settings }, cue)
  let effects: Effect[] = []
  const path: string[] = []
  let at = 0
  for (const e of events) {
    at = (e.at as number | undefined) ?? at + 100
    const lateTypes = ['clipEnded', 'clipFailed', 'micReady', 'micFailed', 'timer', 'streamEnded', 'streamStopped', 'streamFailed', 'autoStop', 'streamAt']
    const gen = lateTypes.includes(e.type) ? { gen: (e.gen as number | undefined) ?? state.gen } : {}
    const ended = e.type === 'clipEnded' ? { cueEndedAt: at } : {}
    ;[state, effects] = step(state, { ...ended, ...e, ...gen, at } as Event)
    path.push(state.phase.name)
  }
  return { state, effects, path }
}

const clip = { type: 'clipEnded' } as const
const play = { type: 'play' } as const

describe('repeat mode', () => {
  it('plays, leaves a gap, and plays again', () => {
    const r = run({}, [play, clip, { type: 'timer' }])
    expect(r.path).toEqual(['listening', 'gap', 'listening'])
    expect(r.state.repeat).toBe(1)
  })

  it('goes on to the next cue after its repeats', () => {
    const r = run({ repeats: 2 }, [play, clip, { type: 'timer' }, clip, { type: 'timer' }])
    expect(r.state).toMatchObject({ cue: 1, repeat: 0, phase: { name: 'listening' } })
  })

  it('waits after its repeats without auto-advance', () => {
    const r = run({ repeats: 1, autoAdvance: false }, [play, clip, { type: 'timer' }])
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'done' })
  })

  it('repeats without end at 0', () => {
    const rounds = Array.from({ length: 50 }, () => [clip, { type: 'timer' }] as Spec[]).flat()
    expect(run({ repeats: 0 }, [play, ...rounds]).state).toMatchObject({ cue: 0, repeat: 50 })
  })

  it('stops at the end of a scope', () => {
    const r = run({ repeats: 1, scope: 'paragraph' }, [play, clip, { type: 'timer' }], 2)
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'done' })
  })

  it('climbs a ladder', () => {
    const r = run({ ladder: [0.8, 1, 1.2] }, [play, clip, { type: 'timer' }, clip, { type: 'timer' }])
    expect(r.effects.find((e) => e.do === 'clip')).toMatchObject({ speed: 1.2 })
  })

  it('counts the gap from the end of the cue, not from the event', () => {
    const r = run({ gap: 'fixed', gapMs: 2000 }, [play, { ...clip, at: 5000, cueEndedAt: 4850 }])
    expect(r.effects).toContainEqual({ do: 'timer', gen: r.state.gen, ms: 1850 })
  })

  it('records by itself, and only after samples arrived', () => {
    const r = run({ autoRecord: true }, [play, clip, { type: 'micReady' }, { type: 'autoStop', heard: true }])
    expect(r.path).toEqual(['listening', 'prompting', 'recording', 'listening'])
  })

  it('stops when nobody speaks', () => {
    const r = run({ autoRecord: true }, [play, clip, { type: 'micReady' }, { type: 'autoStop', heard: false }])
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'unheard' })
    expect(r.effects).toContainEqual({ do: 'finishTake' })
  })

  it('keeps what was left of a paused gap', () => {
    const r = run({ gap: 'fixed', gapMs: 4000 }, [play, { ...clip, at: 1000, cueEndedAt: 1000 }, { type: 'pause', at: 2500 }, { type: 'play', at: 9000 }])
    expect(r.effects).toEqual([{ do: 'timer', gen: r.state.gen, ms: 2500 }])
  })

  it('skips a gap', () => {
    expect(run({}, [play, clip, { type: 'skip' }]).path).toEqual(['listening', 'gap', 'listening'])
  })
})

describe('what the user does', () => {
  it.each<[string, Spec, number]>([
    ['next', { type: 'next' }, 3],
    ['prev', { type: 'prev' }, 1],
    ['a cue', { type: 'go', cue: 5, play: true }, 5],
  ])('%s stops the present clip and plays', (_, event, cue) => {
    const r = run({}, [play, event], 2)
    expect(r.state).toMatchObject({ cue, repeat: 0, phase: { name: 'listening' } })
    expect(r.effects.slice(0, 2).map((e) => e.do)).toEqual(['stopClip', 'clip'])
  })

  it('pauses what plays and gives the microphone back', () => {
    const r = run({}, [play, { type: 'toggle' }])
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'paused' })
    expect(r.effects).toEqual([{ do: 'stopClip' }, { do: 'mic', hold: 'release' }])
  })

  it('a recording of one’s own never goes on by itself', () => {
    const r = run({ autoRecord: true }, [play, { type: 'record' }, { type: 'micReady' }, { type: 'autoStop', heard: true }])
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'recorded' })
  })

  it('stops the clip before it opens the microphone', () => {
    expect(run({}, [play, { type: 'record' }]).effects.map((e) => e.do)).toEqual(['stopClip', 'openMic'])
  })

  it.each(['pause', 'next', 'replay', 'hide', 'stop'] as const)('%s finishes a running take', (type) => {
    const r = run({}, [{ type: 'record' }, { type: 'micReady' }, { type }])
    expect(r.effects).toContainEqual({ do: 'finishTake' })
  })

  it('plays both in turn', () => {
    const r = run({}, [{ type: 'review', what: 'turns', take: 'x' }, clip])
    expect(r.effects).toContainEqual(expect.objectContaining({ do: 'review', what: 'mine' }))
    expect(run({}, [{ type: 'review', what: 'turns', take: 'x' }, clip, clip]).state.phase).toEqual({ name: 'waiting', why: 'reviewed' })
  })

  it('changes the speed of what plays', () => {
    const r = run({}, [play, { type: 'settings', settings: { ...defaults, speed: 0.8 } }])
    expect(r.effects).toEqual([{ do: 'rate', speed: 0.8 }])
    expect(r.state.phase.name).toBe('listening')
  })

  it('another mode stops the run', () => {
    const r = run({}, [play, { type: 'settings', settings: { ...defaults, mode: 'shadow' } }])
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'paused' })
  })
})

describe('shadow mode', () => {
  const along: Partial<Settings> = { mode: 'shadow', autoRecord: true }

  it.each<[string, Spec[]]>([
    ['to the next', [{ type: 'next' }]],
    ['to the one before', [{ type: 'go', cue: 2, play: true }, { type: 'prev' }]],
    ['to one of the text', [{ type: 'go', cue: 1, play: true }]],
    ['while it records', [play, { type: 'micReady' }, { type: 'next' }]],
  ])('a move %s waits where a play would record at once', (_, events) => {
    const r = run(along, events)
    expect(r.state).toMatchObject({ cue: 1, phase: { name: 'waiting', why: 'moved' } })
    expect(r.effects.map((e) => e.do)).not.toContain('openMic')
    expect(run(along, [...events, play]).state.phase.name).toBe('prompting')
  })

  it('a move plays where nothing is recorded by itself', () => {
    expect(run({ mode: 'shadow' }, [{ type: 'next' }]).state.phase.name).toBe('listening')
    expect(run({ autoRecord: true }, [{ type: 'next' }]).state.phase.name).toBe('listening')
  })

  it('records over the clip and a little longer', () => {
    const r = run({ mode: 'shadow', autoRecord: true }, [play, { type: 'micReady' }, clip, { type: 'timer' }])
    expect(r.path).toEqual(['prompting', 'recording', 'recording', 'gap'])
    expect(r.effects).toContainEqual({ do: 'finishTake' })
  })

  it('starts take and clip together', () => {
    const r = run({ mode: 'shadow', autoRecord: true }, [play, { type: 'micReady' }])
    expect(r.effects.slice(0, 2).map((e) => e.do)).toEqual(['startTake', 'clip'])
  })
})

describe('listen mode', () => {
  it('streams the whole episode and follows it', () => {
    const r = run({ mode: 'listen' }, [play, { type: 'streamAt', cue: 3 }])
    expect(r.state).toMatchObject({ cue: 3, phase: { name: 'stream' } })
  })

  it('seeks on a click', () => {
    const r = run({ mode: 'listen' }, [play, { type: 'go', cue: 4, play: true }])
    expect(r.effects.map((e) => e.do)).toEqual(['stopStream', 'stream'])
  })

  it('streams a part up to its last cue, in rounds, then is back at its beginning', () => {
    const part = { mode: 'listen', scope: 'paragraph', repeats: 2 } as const
    const first = run(part, [play])
    expect(first.effects).toContainEqual({ do: 'stream', gen: first.state.gen, fromMs: first.state.cues[0]!.startMs, speed: 1, last: 2 })
    const again = run(part, [play, { type: 'streamAt', cue: 2 }, { type: 'streamEnded' }])
    expect(again.state).toMatchObject({ cue: 0, repeat: 1, phase: { name: 'stream' } })
    const over = run(part, [play, { type: 'streamEnded' }, { type: 'streamAt', cue: 2 }, { type: 'streamEnded' }])
    expect(over.state).toMatchObject({ cue: 0, repeat: 0, phase: { name: 'waiting', why: 'done' } })
  })

  it('never follows the stream out of its part', () => {
    expect(run({ mode: 'listen', scope: 'paragraph' }, [play, { type: 'streamAt', cue: 3 }]).state.cue).toBe(2)
  })

  it('says when the browser wants a tap first', () => {
    expect(run({ mode: 'listen' }, [play, { type: 'streamFailed', blocked: true }]).state.phase).toEqual({ name: 'waiting', why: 'blocked' })
  })

  it('a sentence alone is a clip with a breath behind it', () => {
    expect(run({ mode: 'listen', scope: 'cue' }, [play, clip]).path).toEqual(['listening', 'gap'])
  })
})

describe('the scope', () => {
  const range = { type: 'range', range: { first: 1, last: 3 } } as const

  it('of a range is left with the range', () => {
    const r = run({ scope: 'paragraph' }, [range, { type: 'go', cue: 5, play: true }])
    expect([r.state.range, r.state.settings.scope]).toEqual([null, 'paragraph'])
  })

  it('goes to the beginning of a range that was chosen elsewhere, and plays nothing by itself', () => {
    const r = run({}, [play, range], 5)
    expect(r.state).toMatchObject({ cue: 1, settings: { scope: 'range' }, phase: { name: 'waiting', why: 'moved' } })
    expect(r.effects[0]).toEqual({ do: 'stopClip' })
  })

  it('is the old one when the range is given up', () => {
    expect(run({ scope: 'cue' }, [range, { type: 'range', range: null }]).state.settings.scope).toBe('cue')
  })

  it('of a range is not taken without one, and goes to its beginning from elsewhere', () => {
    const to = { type: 'settings', settings: { ...defaults, scope: 'range' } } as const
    expect(run({ scope: 'cue' }, [to]).state.settings.scope).toBe('cue')
    const all = { type: 'settings', settings: { ...defaults, repeats: 1 } } as const
    const away = [{ type: 'timer' }, clip, { type: 'timer' }, clip, { type: 'timer' }] as Spec[]
    const r = run({ repeats: 1 }, [range, all, play, clip, ...away, to], 2)
    expect(r.state).toMatchObject({ cue: 1, settings: { scope: 'range' } })
  })

  it('of a range that was not kept is everything', () => {
    const settings: Settings = { ...defaults, scope: 'range' }
    expect(begin(someCues(6), settings, 2).settings.scope).toBe('all')
    expect(begin(someCues(6), settings, 2, { first: 1, last: 3 }).settings.scope).toBe('range')
  })
})

describe('play behind "done"', () => {
  it.each<[string, Partial<Settings>, Spec[], number, number]>([
    ['of everything begins with the first sentence', { repeats: 1 }, [play, clip, { type: 'timer' }, play], 5, 0],
    ['of a paragraph begins with its first', { repeats: 1, scope: 'paragraph' }, [play, clip, { type: 'timer' }, play], 5, 3],
    ['without going on stays with the sentence', { repeats: 1, autoAdvance: false }, [play, clip, { type: 'timer' }, play], 2, 2],
    ['of the stream begins with the first', { mode: 'listen' }, [play, { type: 'streamAt', cue: 5 }, { type: 'streamEnded' }, play], 3, 0],
  ])('%s', (_, settings, events, from, to) => {
    const r = run(settings, events, from)
    expect(r.state).toMatchObject({ cue: to, repeat: 0 })
    expect(['listening', 'stream']).toContain(r.state.phase.name)
  })
})

describe('settings that change meanwhile', () => {
  const set = (change: Partial<Settings>): Spec => ({ type: 'settings', settings: { ...defaults, ...change } })
  const done = [play, clip, { type: 'timer' }] as Spec[]

  it.each<[string, Partial<Settings>, Spec]>([
    ['another scope', { repeats: 1, scope: 'cue' }, set({ repeats: 1 })],
    ['another mode', { repeats: 1, scope: 'cue' }, set({ repeats: 1, scope: 'cue', mode: 'shadow' })],
    ['going on', { repeats: 1, autoAdvance: false }, set({ repeats: 1 })],
  ])('behind "done": %s begins with the present sentence', (_, settings, change) => {
    expect(run(settings, [...done, change], 4).state.phase).toEqual({ name: 'waiting', why: 'moved' })
    expect(run(settings, [...done, change, play], 4).state).toMatchObject({ cue: 4, phase: { name: 'listening' } })
  })

  it('behind "done" anything else leaves it done', () => {
    expect(run({ repeats: 1, scope: 'cue' }, [...done, set({ repeats: 1, scope: 'cue', speed: 0.8 })], 4).state.phase).toEqual({ name: 'waiting', why: 'done' })
  })

  const long = { gap: 'fixed', gapMs: 30_000 } as const
  const paused = [play, { ...clip, at: 1000 }, { type: 'pause', at: 3000 }] as Spec[]

  it.each([
    [set({ ...long, gapMs: 10_000 }), 8000],
    [set({ ...long, gapMs: 1000 }), 0],
    [set({ ...long, speed: 0.5 }), 28_000],
  ])('a paused gap is as long as they say, less what went by', (change, left) => {
    const r = run(long, [...paused, change, play])
    expect(r.effects).toEqual([{ do: 'timer', gen: r.state.gen, ms: left }])
  })

  it('a paused gap becomes a recording, or ends with its mode', () => {
    expect(run(long, [...paused, set({ ...long, autoRecord: true }), play]).path.at(-1)).toBe('prompting')
    expect(run(long, [...paused, set({ ...long, mode: 'listen' })]).state.phase).toEqual({ name: 'waiting', why: 'paused' })
  })
})

describe('what was heard', () => {
  it.each<[string, Partial<Settings>, Spec[], number]>([
    ['a clip to its end', {}, [play, clip], 0],
    ['before a recording that begins by itself', { autoRecord: true }, [play, clip, { type: 'micReady' }], 0],
    ['while shadowing', { mode: 'shadow', autoRecord: true }, [play, { type: 'micReady' }, clip], 0],
    ['a sentence of the stream', { mode: 'listen' }, [play, { type: 'streamAt', cue: 2, past: false }, { type: 'streamAt', cue: 2, past: true }], 2],
    ['the last sentence of the stream', { mode: 'listen' }, [play, { type: 'streamAt', cue: 5, past: false }, { type: 'streamEnded' }], 5],
    ['not a clip that was stopped', {}, [play, { type: 'pause' }], -1],
    ['not a clip that failed', {}, [play, { type: 'clipFailed', blocked: false }], -1],
    ['not a sentence of the stream that goes on', { mode: 'listen' }, [play, { type: 'streamAt', cue: 2, past: false }, { type: 'pause' }], -1],
    ['not what lies before the scope', { mode: 'listen', scope: 'paragraph' }, [{ type: 'go', cue: 3, play: true }, { type: 'streamAt', cue: 2, past: true }], -1],
    ['not a take', {}, [{ type: 'review', what: 'mine', take: 'x' }, clip], -1],
  ])('is %s', (_, settings, events, want) => {
    expect(run(settings, events).state.heard).toBe(want)
  })

  const ladder = { ladder: [0.8, 1, 1.2], autoAdvance: false }
  const rounds = Array.from({ length: 3 }, () => [clip, { type: 'timer' }] as Spec[]).flat()

  it.each<[string, Partial<Settings>, Spec[], number]>([
    ['the last rung behind "done"', ladder, [play, ...rounds, { type: 'record' }, { type: 'micReady' }], 1.2],
    ['that of the round of another sentence', ladder, [play, ...rounds, { type: 'go', cue: 2, play: false }], 0.8],
    ['the one of the stream, which has no ladder', { ...ladder, mode: 'listen' }, [play, { type: 'streamAt', cue: 2 }], 1],
    ['as changed while it sounds', {}, [play, { type: 'settings', settings: { ...defaults, speed: 0.7 } }], 0.7],
    ['not as changed afterwards', {}, [play, clip, { type: 'pause' }, { type: 'settings', settings: { ...defaults, speed: 0.7 } }], 1],
    ['shadowing on one’s own', { ...ladder, mode: 'shadow' }, [{ type: 'record' }, { type: 'micReady' }], 0.8],
  ])('has a speed: %s', (_, settings, events, want) => {
    expect(speedOf(run(settings, events).state)).toBe(want)
  })
})

describe('a word', () => {
  const part = { fromMs: 1100, toMs: 1400 }
  const word = (mine: boolean) => ({ type: 'word' as const, word: { original: part, mine: mine ? { take: 'x', part } : null } })

  it('of the original is played alone', () => {
    const r = run({}, [play, word(false)])
    expect(r.effects).toEqual([{ do: 'stopClip' }, { do: 'review', gen: r.state.gen, what: 'original', take: '', cue: 0, part }])
    expect(run({}, [word(false), clip]).state.phase).toEqual({ name: 'waiting', why: 'reviewed' })
  })

  it('is followed by mine where it is known', () => {
    const r = run({}, [word(true), clip])
    expect(r.effects).toContainEqual({ do: 'review', gen: r.state.gen, what: 'mine', take: 'x', cue: 0, part })
  })

  it('is stopped before the microphone opens', () => {
    expect(run({}, [word(false), { type: 'record' }]).effects.map((e) => e.do)).toEqual(['stopClip', 'openMic'])
  })
})

describe('the microphone', () => {
  const recording = [{ type: 'record' }, { type: 'micReady' }] as Spec[]

  it.each<[string, Spec]>([
    ['next', { type: 'next' }],
    ['replay', { type: 'replay' }],
    ['a click', { type: 'go', cue: 3, play: true }],
    ['a review', { type: 'review', what: 'mine', take: 'x' }],
  ])('is not held through %s after a recording', (_, e) => {
    expect(run({}, [...recording, e]).effects).toContainEqual({ do: 'mic', hold: 'idle' })
    expect(run({}, [{ type: 'record' }, e]).effects).toContainEqual({ do: 'mic', hold: 'idle' })
  })

  it.each<[string, Partial<Settings>, Spec[]]>([
    ['a recording', {}, recording],
    ['its opening', {}, [{ type: 'record' }]],
  ])('that goes away ends %s, and it is said why', (_, settings, events) => {
    const r = run(settings, [...events, { type: 'micLost' }])
    expect(r.state.phase).toEqual({ name: 'waiting', why: 'mic' })
    expect(r.effects.some((e) => e.do === 'finishTake')).toBe(events === recording)
  })

  it('that goes away stops nothing that only plays', () => {
    expect(run({}, [play, { type: 'micLost' }]).path).toEqual(['listening', 'listening'])
    expect(run({ mode: 'listen', autoRecord: true }, [play, { type: 'micLost' }]).path).toEqual(['stream', 'stream'])
  })

  it('that does not open leaves a loop that records by itself silent gaps, and it tries no more', () => {
    const r = run({ autoRecord: true }, [play, clip, { type: 'micFailed' }, { type: 'timer' }, clip, { type: 'timer' }])
    expect(r.path).toEqual(['listening', 'prompting', 'gap', 'listening', 'gap', 'listening'])
    expect(r.state).toMatchObject({ deaf: true, repeat: 2 })
  })

  it('that does not open leaves Shadow the sound', () => {
    const r = run({ mode: 'shadow', autoRecord: true }, [play, { type: 'micFailed' }, clip, { type: 'timer' }])
    expect(r.path).toEqual(['prompting', 'listening', 'gap', 'listening'])
  })

  it('that goes away stops no loop that records by itself, and what was spoken is kept', () => {
    const spoken = run({ autoRecord: true }, [play, clip, { type: 'micReady' }, { type: 'micLost' }])
    expect(spoken.state.phase.name).toBe('gap')
    expect(spoken.effects.map((e) => e.do)).toEqual(['clearTimer', 'finishTake', 'timer', 'mic'])
    expect(run({ autoRecord: true }, [play, { type: 'micLost' }, clip]).path).toEqual(['listening', 'listening', 'gap'])
  })

  it.each<[string, Spec[]]>([
    ['play', [{ type: 'pause' }, { type: 'go', cue: 1, play: false }, play]],
    ['the wish to record', [{ type: 'record' }]],
    ['another microphone', [{ type: 'settings', settings: { ...defaults, autoRecord: true, mic: 'other' } }]],
  ])('is tried again after %s', (_, events) => {
    expect(run({ autoRecord: true }, [play, clip, { type: 'micFailed' }, ...events]).state.deaf).toBe(false)
  })

  it('is held through a loop that records by itself', () => {
    const r = run({ autoRecord: true }, [play, clip, { type: 'micReady' }, { type: 'autoStop', heard: true }])
    expect(r.state.phase.name).toBe('listening')
    expect(r.effects.some((e) => e.do === 'mic')).toBe(false)
  })
})

describe('late events', () => {
  it.each(['clipEnded', 'micReady', 'timer', 'autoStop', 'streamEnded', 'clipFailed'] as const)('%s of an old generation does nothing', (type) => {
    const before = run({}, [play, { type: 'next' }])
    const [after, effects] = step(before.state, { type, gen: before.state.gen - 1, at: 0, cueEndedAt: 0, heard: true, blocked: false } as Event)
    expect(after).toBe(before.state)
    expect(effects).toEqual([])
  })
})
