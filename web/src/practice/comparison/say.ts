/** What the machine found, in the reader's language. */
import { foundIn, levelOf, pace, rateOf, wrongTones, type Comparison, type Found, type Hint, type Measure, type Reason, type Tone, type WordVerdict } from './comparison'
import { tc } from './said'

export { tc }

/** Who speaks: the words to the learner, or those to the teacher (desk/words.ts). */
export type Say = typeof tc

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

function sayHint(h: Hint, say: Say): string {
  return oneStop(hintText(h, say))
}

function hintText(h: Hint, say: Say): string {
  const words = h.words ?? []
  const word = bare(words[0] ?? '')
  const n = h.count ?? 0
  switch (h.code) {
    case 'silent':
      return say('hintSilent')
    case 'other':
      return say('hintOther')
    case 'poor_audio':
      return say('hintPoor')
    case 'well':
      return say('hintWell')
    case 'end':
      return say('hintEnd', { word })
    case 'many_words':
      return say('hintMany', { n })
    case 'words':
      return say('hintWords', { words: words.map(bare).join(say('joint')) })
    case 'unclear':
      return say('hintUnclear', { words: words.map(bare).join(say('joint')) })
    case 'sounds':
      return say('hintSounds')
    case 'fewer_pauses':
      return say('hintFewerPauses')
    case 'pace':
      return say('hintPace')
    case 'no_pause':
      return say('hintNoPause', { word })
    case 'pause':
      return say('hintPause', { word })
    case 'longer':
      return say('hintLonger', { word })
    case 'shorter':
      return say('hintShorter', { word })
    case 'uneven':
      return say('hintUneven')
    case 'faster':
      return say('hintFaster', { n })
    case 'slower':
      return say('hintSlower', { n })
    case 'monotone':
      return say('hintMonotone')
    case 'final_rise':
      return say('hintRise')
    case 'final_fall':
      return say('hintFall')
    case 'melody':
      return say('hintMelody')
    case 'melody_near':
      return say('hintMelodyNear')
    case 'stress':
      return say('hintStress')
    case 'stress_near':
      return say('hintStressNear')
    default:
      return '' // of a later version
  }
}

/** How late a learner shadows, and whether it grows. */
export function sayLag(c: Comparison, say: Say = tc): string {
  const lagMs = c.shadow?.lagMs
  if (lagMs === undefined) return ''
  const lag = lagMs < 0 ? say('ahead', { ms: Math.round(-lagMs) }) : say('lag', { ms: Math.round(lagMs) })
  return [lag, sayDrift(c, say)].filter(Boolean).join(' ')
}

/** From so many ms more a second on, a learner falls behind or runs ahead. */
const DRIFTS = 40

function sayDrift(c: Comparison, say: Say): string {
  const drift = c.shadow?.drift ?? 0
  if (Math.abs(drift) < DRIFTS) return ''
  return drift > 0 ? say('hintBehind') : say('hintAhead')
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

function sayTones(c: Comparison, say: Say): string {
  const wrong = [...new Set(wrongTones(c).map((t) => t.text).filter(Boolean))]
  return wrong.length > 0 ? say('hintTone', { words: wrong.slice(0, 4).join(say('joint')) }) : ''
}

/** What is said before these: they matter more than a tone or a drift. */
const FIRST: readonly Hint['code'][] = ['end', 'many_words', 'words', 'unclear']

/** The one sentence: the hint, or what can be said without one. */
export function sayAdvice(c: Comparison, say: Say = tc): string {
  if (c.verdict === 'hard_to_follow') return [say('hardToFollow'), sayHint(c.hint, say)].filter(Boolean).join(' ')
  if (c.verdict !== 'ok') return sayHint({ code: c.verdict }, say) || sayHint(c.hint, say)
  if (FIRST.includes(c.hint.code)) return sayHint(c.hint, say)
  const finer = sayTones(c, say) || sayDrift(c, say)
  if (finer) return finer
  const hint = sayHint(c.hint, say)
  if (hint) return hint
  const missing = c.words.filter((w) => w.verdict === 'missing')
  if (missing.length > 0) return sayHint({ code: 'words', words: missing.map((w) => w.text) }, say)
  const low = foundIn(c).sort((a, b) => a.score - b.score)[0]
  return low && low.score < 80 ? say('hintMeasure', { name: sayMeasure(low.name) }) : say('hintWell')
}

/** What the score means, in one sentence; empty without one. */
export function sayLevel(c: Comparison): string {
  const level = levelOf(c)
  return level ? { easy: tc('levelEasy'), mostly: tc('levelMostly'), effort: tc('levelEffort'), hard: tc('levelHard') }[level] : ''
}

/** How sure the score is, on whom it was checked, and what was left out for a child's voice. */
export function sayScoreError(c: Comparison): string {
  if (c.score === undefined) return ''
  const sure = tc('scoreError', { n: Math.round(c.scoreEqual ?? c.scoreError ?? 0) })
  return [sure, c.child ? tc('childVoice') : '', tc('scoreScope')].filter(Boolean).join(' ')
}

function sayReason(r: Reason, say: Say): string {
  return {
    quiet: say('whyQuiet'),
    clipped: say('whyClipped'),
    noisy: say('whyNoisy'),
    bleed: say('whyBleed'),
    narrowband: say('whyNarrow'),
    no_word_times: say('whyTimes'),
    short: say('whyShort'),
    unlike: say('whyUnlike'),
  }[r] ?? ''
}

/** Below this the page says that the figures are to be taken lightly. */
const SURE = 0.8

/** Why the figures are doubtful; empty where they are not. */
export function sayDoubt(c: Comparison, say: Say = tc): string {
  if (c.confidence >= SURE) return ''
  const why = c.reasons.map((r) => sayReason(r, say)).filter(Boolean).join(say('joint'))
  return why ? say('unsure', { why }) : say('unsurePlain')
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
      return [rate, said].filter(Boolean).join(tc('comma'))
    }
    case 'intonation':
      if (c.range) return tc('figureRange', { n: c.range.take.toFixed(1), ref: c.range.ref.toFixed(1) })
      return value === null ? '' : tc('figureLike', { n: Math.round(100 * Math.max(0, value)) })
    case 'loudness':
      return value === null ? '' : tc('figureLike', { n: Math.round(100 * Math.max(0, value)) })
  }
}

/** Below this a measure without a hint still asks for another look. */
const WELL = 80

/** What a measure asks for. */
export function sayTodo(m: Found, say: Say = tc): string {
  const hint = m.hint ? sayHint(m.hint, say) : ''
  if (hint) return hint
  return m.score >= WELL ? say('todoNothing') : say('todoListen')
}
