import { describe, expect, it } from 'vitest'
import { peaksOf } from '../sound/peaks'
import { snapped, snappedBody, speechEdges } from './speech'

/** Two seconds at 1 kHz: voice from 300 to 800 ms and from 1200 to 1700 ms, with a hole of 50 ms. */
const sound = Float32Array.from({ length: 2000 }, (_, ms) => ((ms >= 300 && ms < 800 && !(ms >= 500 && ms < 550)) || (ms >= 1200 && ms < 1700) ? (ms % 2 ? 0.5 : -0.5) : 0.001))

describe('edges of speech', () => {
  it('lie at the pauses, not at short holes', () => expect(speechEdges(peaksOf(sound, 1000), 0, 2000)).toEqual([300, 800, 1200, 1700]))
  it('attract a moment within reach only', () => {
    expect(snapped(330, [300, 800], 40)).toBe(300)
    expect(snapped(360, [300, 800], 40)).toBe(360)
    expect(snapped(550, [500, 600], 60)).toBe(600)
  })
  it.each([
    [290, 500, 300], // its start is nearer
    [295, 502, 298], // its end is nearer
    [300, 495, 300], // its start is there already
    [350, 490, 350], // neither is in reach
    [260, 535, 265], // its end alone is in reach
  ])('attract a line from %i of %i ms to %i', (start, length, to) => expect(snappedBody(start, length, [300, 800], 30)).toBe(to))
})
