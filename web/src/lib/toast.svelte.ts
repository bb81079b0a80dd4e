// Short words about what just happened, shown and read aloud, then gone.

import { app } from './scope'

export interface Toast {
  readonly id: number
  readonly text: string
  /** `good` for saved, `bad` for what did not work: that one stays until it is closed. */
  readonly kind: 'note' | 'good' | 'bad'
}

let next = 1
let shown = $state.raw<readonly Toast[]>([])
let spoken = $state('')

export function toasts(): readonly Toast[] {
  return shown
}

export function announcement(): string {
  return spoken
}

export function toast(text: string, kind: Toast['kind'] = 'note'): void {
  const id = next++
  shown = [...shown.filter((other) => other.text !== text), { id, text, kind }].slice(-3)
  if (kind !== 'bad') app.timeout(() => dismiss(id), 5000)
}

export function dismiss(id: number): void {
  shown = shown.filter((toast) => toast.id !== id)
}

/** announce is for the ear only: what a screen reader should say now. */
export function announce(text: string): void {
  spoken = spoken === text ? `${text}\u00a0` : text // the same words twice are said twice
}
