/** What the machine found, in the reader's language. */
import { translator } from '../../lib/i18n'
import { foundIn, levelOf, pace, rateOf, wrongTones, type Comparison, type Found, type Hint, type Measure, type Reason, type Tone, type WordVerdict } from '../comparison'
import en from './en'
import hans from './zh-Hans'
import hant from './zh-Hant'

export const tc = translator({ en, 'zh-Hant': hant, 'zh-Hans': hans })

/** A sign of its own for each verdict: never colour alone. */
export const signs: Partial<Record<string, string>> & Record<WordVerdict, string> = { good: '', unclear: '~', missing: '∅', rushed: '»', drawn_out: '…' }

/** For a syllable of another tone, and for pauses that only one of the two makes. */
export const TONE_SIGN = '♪'
export const PAUSE_SIGN = { extra: '‖', left_out: '⌣' } as const

export function sayVerdict(verdict: WordVerdict): string {
  return { good: tc('wordGood'), unclear: tc('wordUnclear'), missing: tc('wordMissing'), rushed: tc('wordRushed'), drawn_out: tc('wordDrawnOut') }[verdict] ?? ''
}

export function sayMeasure(m: Measure): string {
  return {
    completeness: tc('measureCompleteness'),
    rhythm: tc('measureRhythm'),
    tempo: tc('measureTempo'),
    intonation: tc('measureIntonation'),
    loudness: tc('measureLoudness'),
  }[m]
}

/** A word without the punctuation that the text has at it; an abbreviation keeps its last dot. */
const bare = (word: string) => /^(\p{L}\.)+$/u.exec(word)?.[0] ?? word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')

/** An abbreviation at the end of a sentence has its stop already. */
const oneStop = (said: string) => said.replace(/\.\.(?=\s|$)/g, '.')

function sayHint(h: Hint): string {
  return oneStop(hintText(h))
}

function hintText(h: Hint): string {
  const words = h.words ?? []
  const word = bare(words[0] ?? '')
  const n = h.count ?? 0
  switch (h.code) {
    case 'silent':
      return tc('hintSilent')
    case 'other':
      return tc('hintOther')
    case 'poor_audio':
      return tc('hintPoor')
    case 'well':
      return tc('hintWell')
    case 'end':
      return tc('hintEnd', { word })
    case 'many_words':
      return tc('hintMany', { n })
    case 'words':
      return tc('hintWords', { words: words.map(bare).join(tc('joint')) })
    case 'unclear':
      return tc('hintUnclear', { words: words.map(bare).join(tc('joint')) })
    case 'sounds':
      return tc('hintSounds')
    case 'fewer_pauses':
      return tc('hintFewerPauses')
    case 'pace':
      return tc('hintPace')
    case 'no_pause':
      return tc('hintNoPause', { word })
    case 'pause':
      return tc('hintPause', { word })
    case 'longer':
      return tc('hintLonger', { word })
    case 'shorter':
      return tc('hintShorter', { word })
    case 'uneven':
      return tc('hintUneven')
    case 'faster':
      return tc('hintFaster', { n })
    case 'slower':
      return tc('hintSlower', { n })
    case 'monotone':
      return tc('hintMonotone')
    case 'final_rise':
      return tc('hintRise')
    case 'final_fall':
      return tc('hintFall')
    case 'melody':
      return tc('hintMelody')
    case 'melody_near':
      return tc('hintMelodyNear')
    case 'stress':
      return tc('hintStress')
    case 'stress_near':
      return tc('hintStressNear')
    default:
      return '' // of a later version
  }
}

/** How late a learner shadows, and whether it grows. */
export function sayLag(c: Comparison): string {
  const lagMs = c.shadow?.lagMs
  if (lagMs === undefined) return ''
  const lag = lagMs < 0 ? tc('ahead', { ms: Math.round(-lagMs) }) : tc('lag', { ms: Math.round(lagMs) })
  return [lag, sayDrift(c)].filter(Boolean).join(' ')
}

/** From so many ms more a second on, a learner falls behind or runs ahead. */
const DRIFTS = 40

function sayDrift(c: Comparison): string {
  const drift = c.shadow?.drift ?? 0
  if (Math.abs(drift) < DRIFTS) return ''
  return drift > 0 ? tc('hintBehind') : tc('hintAhead')
}

/** A wrong tone in words: which one is heard, and which one it should be. */
export function sayTone(t: Tone): string {
  if (!t.resembles) return tc('toneOther')
  return t.tone ? tc('toneLikeNot', { n: t.resembles, ref: t.tone }) : tc('toneLike', { n: t.resembles })
}

/** Its sign: the note, and the number of the tone that is heard. */
export function toneSign(t: Tone): string {
  return TONE_SIGN + (t.resembles || '')
}

function sayTones(c: Comparison): string {
  const wrong = [...new Set(wrongTones(c).map((t) => t.text).filter(Boolean))]
  return wrong.length > 0 ? tc('hintTone', { words: wrong.slice(0, 4).join(tc('joint')) }) : ''
}

/** What is said before these: they matter more than a tone or a drift. */
const FIRST: readonly Hint['code'][] = ['end', 'many_words', 'words', 'unclear']

/** The one sentence: the hint, or what can be said without one. */
export function sayAdvice(c: Comparison): string {
  if (c.verdict === 'hard_to_follow') return [tc('hardToFollow'), sayHint(c.hint)].filter(Boolean).join(' ')
  if (c.verdict !== 'ok') return sayHint({ code: c.verdict }) || sayHint(c.hint)
  if (FIRST.includes(c.hint.code)) return sayHint(c.hint)
  const finer = sayTones(c) || sayDrift(c)
  if (finer) return finer
  const hint = sayHint(c.hint)
  if (hint) return hint
  const missing = c.words.filter((w) => w.verdict === 'missing')
  if (missing.length > 0) return sayHint({ code: 'words', words: missing.map((w) => w.text) })
  const low = foundIn(c).sort((a, b) => a.score - b.score)[0]
  return low && low.score < 80 ? tc('hintMeasure', { name: sayMeasure(low.name) }) : tc('hintWell')
}

/** What the score means, in one sentence; empty without one. */
export function sayLevel(c: Comparison): string {
  const level = levelOf(c)
  return level ? { easy: tc('levelEasy'), mostly: tc('levelMostly'), effort: tc('levelEffort'), hard: tc('levelHard') }[level] : ''
}

/** How sure the score is, and what is missing where there is none. */
export function sayScoreError(c: Comparison): string {
  return c.score === undefined ? '' : tc('scoreError', { n: Math.round(c.scoreEqual ?? c.scoreError ?? 0) })
}

function sayReason(r: Reason): string {
  return {
    quiet: tc('whyQuiet'),
    clipped: tc('whyClipped'),
    noisy: tc('whyNoisy'),
    bleed: tc('whyBleed'),
    narrowband: tc('whyNarrow'),
    no_word_times: tc('whyTimes'),
    short: tc('whyShort'),
    unlike: tc('whyUnlike'),
  }[r] ?? ''
}

/** Below this the page says that the figures are to be taken lightly. */
const SURE = 0.8

/** Why the figures are doubtful; empty where they are not. */
export function sayDoubt(c: Comparison): string {
  if (c.confidence >= SURE) return ''
  const why = c.reasons.map(sayReason).filter(Boolean).join(tc('joint'))
  return why ? tc('unsure', { why }) : tc('unsurePlain')
}

/** The raw figure of a measure. */
export function sayFigure(m: Found, c: Comparison): string {
  const value = m.value
  switch (m.name) {
    case 'completeness':
      return c.words.length > 0 ? tc('figureWords', { n: c.words.filter((w) => w.verdict !== 'missing').length, of: c.words.length }) : ''
    case 'rhythm':
      return value === null ? '' : tc('figureRhythm', { n: Math.round(value) })
    case 'tempo': {
      const a = pace(c)
      const known = rateOf(c)
      const rate = known === null ? '' : `${known.toFixed(2)}×`
      if (!a) return rate
      const said = a.unit === 'words' ? tc('figureWpm', { n: a.take, ref: a.ref }) : tc('figureSpm', { n: a.take, ref: a.ref })
      return [rate, said].filter(Boolean).join(', ')
    }
    case 'intonation':
      if (c.range) return tc('figureRange', { n: c.range.take.toFixed(1), ref: c.range.ref.toFixed(1) })
      return value === null ? '' : tc('figureLike', { n: value.toFixed(2) })
    case 'loudness':
      return value === null ? '' : tc('figureLike', { n: value.toFixed(2) })
  }
}

/** Below this a measure without a hint still asks for another look. */
const WELL = 80

/** What a measure asks for. */
export function sayTodo(m: Found): string {
  const hint = m.hint ? sayHint(m.hint) : ''
  if (hint) return hint
  return m.score >= WELL ? tc('todoNothing') : tc('todoListen')
}
