import { describe, expect, it } from 'vitest'
import { someCues } from './fixtures'
import { begin, step, type Effect, type Event, type State } from './machine'
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

  it('plays a paragraph through, pauses and all, in rounds', () => {
    const r = run({ mode: 'listen', scope: 'paragraph', repeats: 2 }, [play, clip, clip, clip])
    expect(r.state).toMatchObject({ cue: 0, repeat: 1 })
    expect(r.effects.find((e) => e.do === 'clip')).toMatchObject({ through: true })
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
