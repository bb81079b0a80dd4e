// A recording as samples, to draw it: fetched once, kept for a while.

import { send } from '../lib/api'
import { decodeWav } from './wav'
import { voicedFrom } from './level'
import { peaksOf, type Peaks } from './peaks'

export interface Sound {
  readonly peaks: Peaks
  readonly durationMs: number
  /** Where the voice begins, ms. */
  readonly voiceMs: number
}

const kept = new Map<string, Promise<Sound>>()
const most = 16

/** sound fetches and reads a recording; asking again is free while it is kept. */
export function sound(url: string): Promise<Sound> {
  const known = kept.get(url)
  if (known) return known
  const made = read(url)
  kept.set(url, made)
  made.catch(() => kept.delete(url))
  for (const old of kept.keys()) {
    if (kept.size <= most) break
    kept.delete(old)
  }
  return made
}

async function read(url: string): Promise<Sound> {
  const bytes = await (await send(url)).arrayBuffer()
  const { samples, rate } = await decode(bytes)
  return { peaks: peaksOf(samples, rate), durationMs: (samples.length / rate) * 1000, voiceMs: voicedFrom(samples, rate) * 1000 }
}

async function decode(bytes: ArrayBuffer): Promise<{ samples: Float32Array; rate: number }> {
  try {
    const pcm = decodeWav(bytes)
    const first = pcm.channels[0]
    if (first) return { samples: first, rate: pcm.rate }
  } catch {
    // Not a WAV file: the browser's recorder made it, so the browser reads it.
  }
  const context = new OfflineAudioContext(1, 1, 48000)
  const decoded = await context.decodeAudioData(bytes)
  return { samples: decoded.getChannelData(0), rate: decoded.sampleRate }
}
