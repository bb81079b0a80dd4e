import { describe, expect, it } from 'vitest'
import { Layers } from './layers'

/** A browser's history: one entry of a page before, the page, and what layers add. */
function browser() {
  const entries = ['before', 'page']
  let at = 1
  let left = false
  const layers = new Layers({
    push: () => {
      entries.splice(at + 1, Infinity, 'layer')
      at++
    },
    back: () => go(-1),
  })
  function go(by: number): void {
    at += by
    const same = entries[at] !== 'before'
    if (!layers.moved(entries[at] === 'layer', same) && !same) left = true
  }
  return { layers, go, entries, left: () => left }
}

/** A layer that closes as components do: its owner says so a moment later. */
function layer(layers: Layers, closed: string[], name: string): () => void {
  const gone = layers.add(() => {
    closed.push(name)
    gone()
  })
  return gone
}

describe('layers', () => {
  it('close one by one with Back, the one on top first, and then the page is left', () => {
    const { layers, go, left } = browser()
    const closed: string[] = []
    layer(layers, closed, 'dialog')
    layer(layers, closed, 'menu')
    go(-1)
    expect(closed).toEqual(['menu'])
    go(-1)
    expect(closed).toEqual(['menu', 'dialog'])
    expect(layers.open).toBe(false)
    expect(left()).toBe(false)
    go(-1)
    expect(left()).toBe(true)
  })

  it('may leave the keys to the page, and close with Back all the same', () => {
    const { layers, go, left } = browser()
    const closed: string[] = []
    const gone = layers.add(() => (closed.push('recording'), gone()), false)
    expect([layers.open, layers.silent]).toEqual([true, false])
    layer(layers, closed, 'dialog')
    expect(layers.silent).toBe(true)
    go(-1)
    go(-1)
    expect(closed).toEqual(['dialog', 'recording'])
    expect(left()).toBe(false)
  })

  it('leave an entry behind that Back passes by at once', () => {
    const { layers, go, left } = browser()
    const gone = layer(layers, [], 'dialog')
    gone()
    expect(left()).toBe(false)
    go(-1)
    expect(left()).toBe(true)
  })

  it('use one entry, however often they open', () => {
    const { layers, entries } = browser()
    for (let i = 0; i < 3; i++) layer(layers, [], 'menu')()
    expect(entries).toEqual(['before', 'page', 'layer'])
  })

  it('close on Escape, the one on top first', () => {
    const { layers } = browser()
    const closed: string[] = []
    layer(layers, closed, 'panel')
    layer(layers, closed, 'form')
    expect(layers.closeTop()).toBe(true)
    expect(closed).toEqual(['form'])
    layers.closeTop()
    expect(layers.closeTop()).toBe(false)
  })

  it('stay open when the browser goes forward onto the entry of an earlier one', () => {
    const { layers, go, left } = browser()
    layer(layers, [], 'dialog')()
    expect(layers.moved(false, true)).toBe(true) // Back passes by, towards the page before
    expect(layers.moved(true, true)).toBe(true)
    expect(layers.marked).toBe(true)
    go(-1)
    expect(left()).toBe(true)
  })
})
