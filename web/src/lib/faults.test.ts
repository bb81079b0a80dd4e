import { describe, expect, it } from 'vitest'
import { faultOf } from './faults'

function thrown(name: string, message: string, stack: string): Error {
  const err = new Error(message)
  err.name = name
  err.stack = stack
  return err
}

describe('faultOf', () => {
  it('tells Svelte’s code and the places, without addresses', () => {
    const err = thrown('Error', 'https://svelte.dev/e/each_key_duplicate', 'Error: x\n    at a (https://me.example/assets/StudioEpisode-Ab1.js:2:345)\n    at https://me.example/assets/app-x.js?secret=1:1:2')
    expect(faultOf(err, 'StudioEpisode')).toEqual({ page: 'StudioEpisode', name: 'each_key_duplicate', at: ['StudioEpisode-Ab1.js:2:345', 'app-x.js:1:2'] })
  })

  it('tells nothing of what somebody wrote', () => {
    const fault = faultOf(thrown('TypeError', 'my diary is not a function', 'TypeError: my diary is not a function\n    at app-x.js:1:2'), 'Me')
    expect(fault).toEqual({ page: 'Me', name: 'TypeError', at: ['app-x.js:1:2'] })
  })

  it.each([
    ['text', 'string'],
    [undefined, 'undefined'],
    [{}, 'object'],
  ])('names what is no error: %o', (what, name) => expect(faultOf(what, 'Me')).toEqual({ page: 'Me', name, at: [] }))

  it('tells five places at most', () => {
    const stack = Array.from({ length: 9 }, (_, i) => `at app.js:${i}:1`).join('\n')
    expect(faultOf(thrown('Error', '', stack), 'Me').at).toHaveLength(5)
  })
})
