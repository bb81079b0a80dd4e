/** What a learner sets once and finds again on the next device. */
import { readOwn } from '../../lib/keys'

export type Mode = 'listen' | 'repeat' | 'shadow'
export type LoopScope = 'cue' | 'range' | 'paragraph' | 'all'
export type GapKind = 'smart' | 'fixed' | 'times'
export type Order = 'original' | 'translation' | 'audio'
export type Place = 'under' | 'beside' | 'hidden'

export interface Settings {
  mode: Mode
  scope: LoopScope
  /** How often a cue is said before going on; 0 is endless, at most 10. */
  repeats: number
  gap: GapKind
  /** Milliseconds of a fixed gap. */
  gapMs: number
  /** A gap as a multiple of the cue. */
  gapTimes: number
  /** 0.5 to 2 in steps of 0.05; used where no ladder is set. */
  speed: number
  /** Speed of the first, second … repeat; empty: always `speed`. */
  ladder: number[]
  padBefore: number
  padAfter: number
  /** What is shown first: the text, the translation, or nothing but the sound. */
  order: Order
  place: Place
  blurText: boolean
  blurTranslation: boolean
  /** The reading of a sentence is shown below it, where the page gives one. */
  reading: boolean
  autoAdvance: boolean
  autoRecord: boolean
  skipSilence: boolean
  /** Shadowing with headphones: echo cancellation off. */
  headphones: boolean
  /** Scores and colours of comparisons. */
  scores: boolean
  /** The microphone's deviceId; empty: the browser's choice. */
  mic: string
  /** Rebound keys: action to chords. */
  keys: Record<string, string[]>
  /** Hints that were read: each is shown until then, and never again. */
  seen: string[]
}

/**
 * What belongs to an episode: a fast dialogue in Shadow says nothing of how the next
 * episode is begun, and no microphone opens in it unasked. All else is the learner's
 * (docs/adr/0018).
 */
export type OfEpisode = Pick<Settings, 'mode' | 'speed' | 'ladder' | 'autoRecord'>

export function ofEpisode({ mode, speed, ladder, autoRecord }: Settings): OfEpisode {
  return { mode, speed, ladder, autoRecord }
}

export function ofLearner(settings: Settings): Omit<Settings, keyof OfEpisode> {
  const { mode: _, speed: __, ladder: ___, autoRecord: ____, ...rest } = settings
  return rest
}

/** The settings of a visit: the learner's own, with those of the episode or, in a new one, the defaults. */
export function settingsFor(learners: Readonly<Record<string, unknown>>, episode: unknown): Settings {
  return readSettings({ ...learners, ...ofEpisode(readSettings(episode)) })
}

export const defaults: Readonly<Settings> = Object.freeze({
  mode: 'repeat',
  scope: 'all',
  repeats: 3,
  gap: 'smart',
  gapMs: 4000,
  gapTimes: 1.5,
  speed: 1,
  ladder: [],
  padBefore: 0,
  padAfter: 0,
  order: 'original',
  place: 'under',
  blurText: false,
  blurTranslation: false,
  reading: false,
  autoAdvance: true,
  autoRecord: false,
  skipSilence: false,
  headphones: true,
  scores: true,
  mic: '',
  keys: {},
  seen: [],
})

/** The ladders that one chooses from: the speed of the first, second … repeat. */
export const LADDERS: readonly (readonly number[])[] = [[0.8, 1], [0.8, 1, 1.2], [0.7, 0.85, 1], [1, 1.15, 1.3]]

/** Chooses a ladder: there are as many repeats as it has rungs, so that all of it is heard. */
export function climb({ repeats }: Pick<Settings, 'repeats'>, ladder: readonly number[]): Pick<Settings, 'ladder' | 'repeats'> {
  return { ladder: [...ladder], repeats: repeats === 0 ? 0 : Math.max(repeats, ladder.length) }
}

export const MIN_SPEED = 0.5
export const MAX_SPEED = 2
export const SPEED_STEP = 0.05
/** Ms. A shorter gap could not be kept: the silence behind a clip has to end within it, at any speed. */
export const MIN_GAP = 500
export const MAX_PAD = 1000
export const MAX_REPEATS = 10

/** Brings a speed into 0.5 … 2 on the grid of 0.05, free of binary dust. */
export function snapSpeed(speed: number): number {
  if (!Number.isFinite(speed)) return 1
  const bounded = Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed))
  return Math.round(Math.round(bounded / SPEED_STEP) * SPEED_STEP * 100) / 100
}

function number(v: unknown, low: number, high: number, fallback: number): number {
  return typeof v === 'number' && Number.isFinite(v) ? Math.min(high, Math.max(low, v)) : fallback
}

function choice<T extends string>(v: unknown, all: readonly T[], fallback: T): T {
  return all.includes(v as T) ? (v as T) : fallback
}

function flag(v: unknown, fallback: boolean): boolean {
  return typeof v === 'boolean' ? v : fallback
}

function speeds(v: unknown): number[] {
  if (!Array.isArray(v)) return []
  return v.filter((x): x is number => typeof x === 'number' && Number.isFinite(x)).slice(0, MAX_REPEATS).map(snapSpeed)
}

/**
 * Reads settings of any age: what is missing, misspelt or out of bounds becomes the
 * default or the nearest bound, so that an older or newer page never breaks on them.
 */
export function readSettings(raw: unknown): Settings {
  const r = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  const d = defaults
  return {
    mode: choice(r.mode, ['listen', 'repeat', 'shadow'], d.mode),
    scope: choice(r.scope, ['cue', 'range', 'paragraph', 'all'], d.scope),
    repeats: Math.round(number(r.repeats, 0, MAX_REPEATS, d.repeats)),
    gap: choice(r.gap, ['smart', 'fixed', 'times'], d.gap),
    gapMs: Math.round(number(r.gapMs, MIN_GAP, 30000, d.gapMs)),
    gapTimes: number(r.gapTimes, 0.5, 5, d.gapTimes),
    speed: snapSpeed(number(r.speed, MIN_SPEED, MAX_SPEED, d.speed)),
    ladder: speeds(r.ladder),
    padBefore: Math.round(number(r.padBefore, 0, MAX_PAD, d.padBefore)),
    padAfter: Math.round(number(r.padAfter, 0, MAX_PAD, d.padAfter)),
    order: choice(r.order, ['original', 'translation', 'audio'], d.order),
    place: choice(r.place, ['under', 'beside', 'hidden'], d.place),
    blurText: flag(r.blurText, d.blurText),
    blurTranslation: flag(r.blurTranslation, d.blurTranslation),
    reading: flag(r.reading, d.reading),
    autoAdvance: flag(r.autoAdvance, d.autoAdvance),
    autoRecord: flag(r.autoRecord, d.autoRecord),
    skipSilence: flag(r.skipSilence, d.skipSilence),
    headphones: flag(r.headphones, d.headphones),
    scores: flag(r.scores, d.scores),
    mic: typeof r.mic === 'string' ? r.mic.slice(0, 200) : d.mic,
    keys: readOwn(r.keys),
    seen: Array.isArray(r.seen) ? r.seen.filter((x): x is string => typeof x === 'string' && x.length <= 32).slice(0, 32) : d.seen,
  }
}
