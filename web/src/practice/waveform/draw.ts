/** Draws a strip on a canvas. All places come from `view`; nothing is remembered here. */
import type { Cue } from '../session/model'
import { columns, type Peaks } from '../../sound/peaks'
import { contour, type Pitch } from '../../sound/pitch'
import { pitchY, tick, visible, xOf, type View } from './view'

export interface Ink {
  wave: string
  current: string
  pitch: string
  mine: string
  edge: string
  soft: string
  text: string
}

/** One contour: on its own timeline, moved by `shiftMs` onto the strip's. */
export interface Line {
  pitch: Pitch
  median: number
  shiftMs: number
  colour: string
  dashed: boolean
}

export interface Picture {
  view: View
  height: number
  peaks: Peaks | null
  /** Moves the peaks' own timeline onto the strip's. */
  shiftMs: number
  /** Height of the loudest that should fill the strip, 0 … 1. */
  loudest: number
  cues: readonly Cue[]
  current: number
  range: { first: number; last: number } | null
  lines: readonly Line[]
  ruler: boolean
}

const BAR = 3
const RULER = 16

/** Draws everything but the playhead. */
export function draw(c: CanvasRenderingContext2D, p: Picture, ink: Ink): void {
  const height = p.height - (p.ruler ? RULER : 0)
  c.clearRect(0, 0, p.view.width, p.height)
  shade(c, p, height, ink)
  wave(c, p, height, ink)
  edges(c, p, height, ink)
  for (const line of p.lines) pitchLine(c, p.view, height, line)
  if (p.ruler) ruler(c, p.view, height, ink)
}

function shade(c: CanvasRenderingContext2D, p: Picture, height: number, ink: Ink): void {
  const range = p.range ?? { first: p.current, last: p.current }
  const first = p.cues[range.first]
  const last = p.cues[range.last]
  if (!first || !last) return
  const x0 = xOf(p.view, first.startMs)
  c.fillStyle = ink.soft
  c.fillRect(x0, 0, xOf(p.view, last.endMs) - x0, height)
}

function wave(c: CanvasRenderingContext2D, p: Picture, height: number, ink: Ink): void {
  if (!p.peaks) return
  const count = Math.max(1, Math.floor(p.view.width / BAR))
  const gain = (height / 2 - 3) / Math.max(0.05, p.loudest)
  const here = p.cues[p.current]
  const all = columns(p.peaks, p.view.fromMs - p.shiftMs, p.view.toMs - p.shiftMs, count)
  const step = (p.view.toMs - p.view.fromMs) / count
  const inside = (i: number) => {
    const ms = p.view.fromMs + (i + 0.5) * step
    return here !== undefined && ms >= here.startMs && ms < here.endMs
  }
  // One path for each colour: a fill for each bar would be hundreds.
  for (const current of [false, true]) {
    c.beginPath()
    all.forEach((column, i) => {
      if (inside(i) !== current) return
      const half = Math.max(0.5, Math.max(column.high, -column.low) * gain)
      c.rect(i * BAR, height / 2 - half, BAR - 1, 2 * half)
    })
    c.fillStyle = current ? ink.current : ink.wave
    c.fill()
  }
}

function edges(c: CanvasRenderingContext2D, p: Picture, height: number, ink: Ink): void {
  const seen = visible(p.view, p.cues)
  // Edges closer than the bars are a grey wall.
  if (seen.length > p.view.width / (2 * BAR)) return
  c.beginPath()
  for (const { x0, x1 } of seen) {
    c.rect(Math.round(x0), 0, 1, height)
    c.rect(Math.round(x1) - 1, 0, 1, height)
  }
  c.fillStyle = ink.edge
  c.fill()
}

function pitchLine(c: CanvasRenderingContext2D, v: View, height: number, line: Line): void {
  c.save()
  c.strokeStyle = line.colour
  c.lineWidth = 2
  c.lineJoin = 'round'
  c.lineCap = 'round'
  c.setLineDash(line.dashed ? [3, 4] : [])
  for (const piece of contour(line.pitch, v.fromMs - line.shiftMs, v.toMs - line.shiftMs, line.median)) {
    c.beginPath()
    for (const point of piece) c.lineTo(xOf(v, point.ms + line.shiftMs), pitchY(point.semitones, height))
    c.stroke()
  }
  c.restore()
}

function ruler(c: CanvasRenderingContext2D, v: View, y: number, ink: Ink): void {
  const apart = tick(v)
  c.fillStyle = ink.text
  c.font = '11px system-ui, sans-serif'
  c.textBaseline = 'top'
  for (let ms = Math.ceil(v.fromMs / apart) * apart; ms < v.toMs; ms += apart) {
    const x = xOf(v, ms)
    c.fillRect(Math.round(x), y, 1, 4)
    const label = stamp(ms, apart)
    if (x + 4 + c.measureText(label).width < v.width) c.fillText(label, x + 4, y + 3)
  }
}

/** m:ss, with a tenth where the marks stand closer than a second. */
export function stamp(ms: number, apart: number): string {
  const s = Math.floor(ms / 1000)
  const tenth = apart < 1000 ? `.${Math.floor((ms % 1000) / 100)}` : ''
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}${tenth}`
}

/** The token of each colour. */
export const inks = {
  wave: '--wave-far', current: '--wave', pitch: '--ink', mine: '--accent', edge: '--line-2', soft: '--accent-soft', text: '--ink-2',
} as const satisfies Record<keyof Ink, string>

/** The colours of the present theme, as children of an element have them in the order of inks. */
export function inkOf(probes: HTMLElement): Ink {
  const of = Object.keys(inks).map((name, i) => [name, getComputedStyle(probes.children[i]!).color])
  return Object.fromEntries(of) as unknown as Ink
}

/** Draws a picture on a canvas at the screen's own resolution. */
export function paint(canvas: HTMLCanvasElement, picture: Picture, colours: Ink) {
  const ratio = devicePixelRatio || 1
  const [width, height] = [Math.round(picture.view.width * ratio), Math.round(picture.height * ratio)]
  // A canvas whose size is set is made once more, even where the size is the same.
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  draw(context, picture, colours)
}
