import { describe, expect, it, vi } from 'vitest'
import { Scope } from './scope'

describe('Scope', () => {
  it('ends everything once, last first', () => {
    const scope = new Scope()
    const said: string[] = []
    scope.add(() => said.push('a'))
    scope.add(() => said.push('b'))
    scope.dispose()
    scope.dispose()
    expect(said).toEqual(['b', 'a'])
    expect(scope.disposed).toBe(true)
    expect(scope.signal.aborted).toBe(true)
  })

  it('ends at once what comes too late', () => {
    const scope = new Scope()
    scope.dispose()
    const end = vi.fn()
    scope.add(end)
    expect(end).toHaveBeenCalledOnce()
  })

  it('takes listeners off', () => {
    const scope = new Scope()
    const target = new EventTarget()
    const heard = vi.fn()
    scope.listen(target, 'x', heard)
    const off = scope.listen(target, 'x', heard, { capture: true })
    off()
    target.dispatchEvent(new Event('x'))
    scope.dispose()
    target.dispatchEvent(new Event('x'))
    expect(heard).toHaveBeenCalledOnce()
  })

  it('stops timers', () => {
    vi.useFakeTimers()
    const scope = new Scope()
    const run = vi.fn()
    scope.timeout(run, 10)
    scope.interval(run, 10)
    vi.advanceTimersByTime(25)
    expect(run).toHaveBeenCalledTimes(3)
    scope.timeout(run, 10)
    scope.dispose()
    vi.advanceTimersByTime(100)
    expect(run).toHaveBeenCalledTimes(3)
    vi.useRealTimers()
  })

  it('ends its children, and a child alone', () => {
    const scope = new Scope()
    const said: string[] = []
    const first = scope.child()
    first.add(() => said.push('first'))
    scope.child().add(() => said.push('second'))
    first.dispose()
    scope.dispose()
    expect(said).toEqual(['first', 'second'])
  })

  it('revokes object URLs', () => {
    const scope = new Scope()
    const revoke = vi.spyOn(URL, 'revokeObjectURL')
    const url = scope.objectURL(new Blob(['x']))
    scope.dispose()
    expect(revoke).toHaveBeenCalledWith(url)
    revoke.mockRestore()
  })
})
