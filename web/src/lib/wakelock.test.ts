import { describe, expect, it } from 'vitest'
import { Scope } from './scope'
import { stayAwake, type Screen } from './wakelock'

/** A screen whose locks are given when the test says so. */
function world() {
  const w = {
    held: 0,
    seen: true,
    refuses: false,
    slow: [] as (() => void)[],
    late: false,
    change: () => undefined as void,
  }
  const lock = () => {
    w.held++
    let mine = true
    return {
      release: () => {
        if (mine) w.held--
        mine = false
        return Promise.resolve()
      },
    }
  }
  const screen: Screen = {
    hold: () => {
      if (w.refuses) return Promise.reject(new DOMException('low battery', 'NotAllowedError'))
      return w.late ? new Promise((done) => w.slow.push(() => done(lock()))) : Promise.resolve(lock())
    },
    seen: () => w.seen,
    changes: (scope, run) => {
      w.change = run
      scope.add(() => (w.change = () => undefined))
    },
  }
  return { w, screen }
}

const settled = () => new Promise((done) => setTimeout(done, 0))

describe('the screen', () => {
  it('stays on until it is let go', async () => {
    const { w, screen } = world()
    const end = stayAwake(new Scope(), screen)
    await settled()
    expect(w.held).toBe(1)
    end()
    await settled()
    expect(w.held).toBe(0)
    w.change()
    await settled()
    expect(w.held).toBe(0)
  })

  it('is let go with the scope', async () => {
    const { w, screen } = world()
    const scope = new Scope()
    stayAwake(scope, screen)
    await settled()
    scope.dispose()
    await settled()
    expect(w.held).toBe(0)
  })

  it('is let go while the page is hidden, and kept on again when it is seen', async () => {
    const { w, screen } = world()
    stayAwake(new Scope(), screen)
    await settled()
    w.seen = false
    w.change()
    await settled()
    expect(w.held).toBe(0)
    w.seen = true
    w.change()
    await settled()
    w.change()
    await settled()
    expect(w.held).toBe(1)
  })

  it('is let go by a lock that comes after the end', async () => {
    const { w, screen } = world()
    w.late = true
    const end = stayAwake(new Scope(), screen)
    end()
    w.slow.forEach((give) => give())
    await settled()
    expect(w.held).toBe(0)
  })

  it('goes dark as always where no lock is given', async () => {
    const { w, screen } = world()
    w.refuses = true
    const end = stayAwake(new Scope(), screen)
    await settled()
    end()
    stayAwake(new Scope(), null)()
    expect(w.held).toBe(0)
  })
})
