import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope } from '../../lib/scope'
import { someCues } from '../fixtures'
import type { Audio } from '../session/model'
import { defaults } from '../session/settings'
import { Playback } from './playback'

const played = vi.hoisted(() => [] as number[])

vi.mock('./player', () => ({
  ClipPlayer: class {
    setRate = () => undefined
    stop = () => undefined
    play = (_: string, rate: number) => (played.push(rate), new Promise(() => undefined))
  },
}))
vi.mock('./stream', () => ({ StreamPlayer: class { setRate = () => undefined } }))

beforeEach(() => void (played.length = 0))
afterEach(() => vi.unstubAllGlobals())

describe('a clip that is still on its way', () => {
  it('sounds at the speed that was chosen meanwhile', async () => {
    let arrive: (answer: Response) => void = () => undefined
    vi.stubGlobal('fetch', () => new Promise((resolve) => (arrive = resolve)))
    const audio = { clip: '/clip/{from}-{to}', durationMs: 60_000, listening: '', practice: '' } as Audio
    const playback = new Playback(new Scope(), someCues(3), audio, () => defaults, () => Promise.reject(new Error('no take')))
    void playback.playCue(0, 1)
    playback.setRate(0.7)
    arrive(new Response('RIFF'))
    await vi.waitFor(() => expect(played).toEqual([0.7]))
  })
})
