/** Where a voice begins and ends, from the peaks of the audio: what edges snap to. */
import type { Peaks } from '../sound/peaks'

/** Louder than this share of the loudest in the stretch is voice. */
const VOICE = 0.08
/** A pause is at least so long, ms. */
const PAUSE = 120

/** Onsets and ends of the voice within a stretch, in ms, in order. */
export function speechEdges(peaks: Peaks, fromMs: number, toMs: number): number[] {
  const level = peaks.levels[0]
  if (!level) return []
  const total = level.points.length / 2
  const first = Math.max(0, Math.floor((fromMs / 1000) * level.perSecond))
  const last = Math.min(total, Math.ceil((toMs / 1000) * level.perSecond))
  const height = (i: number) => Math.max(level.points[2 * i + 1]!, -level.points[2 * i]!)
  let loudest = 0
  for (let i = first; i < last; i++) loudest = Math.max(loudest, height(i))
  const least = loudest * VOICE
  const pause = (PAUSE / 1000) * level.perSecond
  const ms = (i: number) => Math.round((i / level.perSecond) * 1000)
  const out: number[] = []
  let quietSince = first - pause // what lies before is not known: a voice may begin at once
  let voiced = false
  for (let i = first; i < last; i++) {
    if (height(i) > least) {
      if (!voiced && i - quietSince >= pause) out.push(ms(i))
      else if (!voiced) out.pop() // too short to be a pause
      voiced = true
    } else if (voiced) {
      voiced = false
      quietSince = i
      out.push(ms(i))
    }
  }
  return out
}

/** The edge nearest to a moment, within reach. */
function nearest(ms: number, edges: readonly number[], reachMs: number): number | undefined {
  let best: number | undefined
  let distance = reachMs
  for (const edge of edges) {
    const d = Math.abs(edge - ms)
    if (d <= distance) {
      best = edge
      distance = d
    }
  }
  return best
}

/** The edge nearest to a moment, if it is within reach; else the moment. */
export function snapped(ms: number, edges: readonly number[], reachMs: number): number {
  return nearest(ms, edges, reachMs) ?? ms
}

/** Where a whole line starts that is moved to a moment: the edge of it that is nearer to the voice snaps there. */
export function snappedBody(startMs: number, lengthMs: number, edges: readonly number[], reachMs: number): number {
  const moves = [startMs, startMs + lengthMs].flatMap((ms) => {
    const edge = nearest(ms, edges, reachMs)
    return edge === undefined ? [] : [edge - ms]
  })
  return startMs + moves.reduce((best, move) => (Math.abs(move) < Math.abs(best) ? move : best), moves[0] ?? 0)
}
