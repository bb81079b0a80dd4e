import { describe, expect, it } from 'vitest'
import { clipPath, Clips, type ClipPorts } from './clips'

class Shop implements ClipPorts {
  asked: string[] = []
  alive = new Set<string>()
  fail = false
  #n = 0
  fetch = async (url: string, signal: AbortSignal): Promise<Blob> => {
    this.asked.push(url)
    await Promise.resolve()
    if (this.fail || signal.aborted) throw new Error('no')
    return new Blob(['x'])
  }
  makeUrl = () => {
    const url = `blob:${++this.#n}`
    this.alive.add(url)
    return url
  }
  dropUrl = (url: string) => void this.alive.delete(url)
}

const span = (i: number) => ({ fromMs: i * 1000, toMs: i * 1000 + 900 })

describe('Clips', () => {
  it('fills in the path', () => expect(clipPath('/media/a/clips/{from}-{to}.wav', span(2))).toBe('/media/a/clips/2000-2900.wav'))

  it('fetches a clip once, however often and early it is asked for', async () => {
    const shop = new Shop()
    const clips = new Clips('/{from}-{to}', shop)
    const [a, b] = await Promise.all([clips.get(span(1)), clips.get(span(1))])
    expect(a).toBe(b)
    expect(clips.ready(span(1))).toBe(a)
    expect(shop.asked).toEqual(['/1000-1900'])
  })

  it('asks again after a failure', async () => {
    const shop = new Shop()
    const clips = new Clips('/{from}-{to}', shop)
    shop.fail = true
    await expect(clips.get(span(1))).rejects.toThrow()
    shop.fail = false
    expect((await clips.get(span(1))).url).toBe('blob:1')
  })

  it('gives the oldest back, but never what is in the player', async () => {
    const shop = new Shop()
    const clips = new Clips('/{from}-{to}', shop, 3)
    clips.pin(await clips.get(span(0)))
    for (let i = 1; i < 8; i++) await clips.get(span(i))
    expect(clips.size).toBe(3)
    expect(clips.ready(span(0))).toBeDefined()
    expect(clips.ready(span(1))).toBeUndefined()
    expect(shop.alive.size).toBe(3)
  })

  it('keeps what was used lately', async () => {
    const shop = new Shop()
    const clips = new Clips('/{from}-{to}', shop, 2)
    await clips.get(span(0))
    await clips.get(span(1))
    clips.ready(span(0))
    await clips.get(span(2))
    expect([clips.ready(span(0)), clips.ready(span(1))].map(Boolean)).toEqual([true, false])
  })

  it('leaves nothing behind', async () => {
    const shop = new Shop()
    const clips = new Clips('/{from}-{to}', shop)
    await clips.get(span(0))
    const late = clips.get(span(1))
    clips.dispose()
    await expect(late).rejects.toThrow()
    expect(shop.alive.size).toBe(0)
  })
})
