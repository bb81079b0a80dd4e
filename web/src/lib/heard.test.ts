import { expect, test } from 'vitest'
import { Hearing } from './heard'

function sound() {
  const s = { currentTime: 0, playbackRate: 1, paused: false }
  let heard = 0
  const hearing = new Hearing(s, (ms) => (heard += ms))
  return { s, hearing, to: (seconds: number) => ((s.currentTime = seconds), hearing.look()), heard: () => Math.round(heard) }
}

test('what plays counts by real time, at any speed', () => {
  const a = sound()
  a.to(0.25)
  a.to(0.5)
  expect(a.heard()).toBe(500)
  a.s.playbackRate = 2
  a.to(1.5)
  expect(a.heard()).toBe(1000)
})

test('standing still, jumping and beginning again count for nothing', () => {
  const a = sound()
  a.to(1)
  a.to(1) // it waits for the network
  a.s.currentTime = 3
  a.hearing.moved() // a jump
  a.to(3.5)
  a.s.currentTime = 0
  a.hearing.moved()
  a.to(0.5)
  expect(a.heard()).toBe(2000)
})

test('a jump that nobody told of does not count', () => {
  const a = sound()
  a.to(60)
  a.to(2)
  a.to(3)
  expect(a.heard()).toBe(1000)
})
