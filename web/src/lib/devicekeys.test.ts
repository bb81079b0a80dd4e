import { expect, it } from 'vitest'
import { clearKeys, keysOf, unsavedOf } from './devicekeys'

class Shelf {
  readonly kept: string[]
  constructor(...kept: string[]) {
    this.kept = kept
  }
  get length() {
    return this.kept.length
  }
  key(i: number) {
    return this.kept[i] ?? null
  }
  removeItem(key: string) {
    this.kept.splice(this.kept.indexOf(key), 1)
  }
}

const [mei, bo] = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002']
const meis = [`gendu:note:${mei}:take`, `gendu:editor:${mei}:episode`, `gendu-rating:${mei}:rating`, `gendu:form:${mei}:show new`, `gendu:unsent:${mei}:practice`, `gendu:later:${mei}`, 'gendu:upload:episode']
const others = ['gendu:theme', 'gendu:microphone', `gendu:note:${bo}:take`, `gendu:unsent:${bo}:${mei.slice(1)}`, `another:${mei}:x`]

it('what a person keeps goes, all of it, and nothing else', () => {
  const shelf = new Shelf(...others.slice(0, 2), ...meis, ...others.slice(2))
  expect(keysOf(shelf, mei)).toEqual(meis)
  expect(unsavedOf(shelf, mei)).toBe(4)
  clearKeys(shelf, mei)
  expect(shelf.kept).toEqual(others)
})

it('nobody is nobody', () => {
  expect(unsavedOf(new Shelf(...others), mei)).toBe(0)
})
