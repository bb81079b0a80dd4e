/** What the machine found, in the reader's language. */
import { translator } from '../../lib/i18n'
import type { Comparison, Hint, Measure, Reason, WordVerdict } from '../comparison'
import en from './en'
import hans from './zh-Hans'
import hant from './zh-Hant'

export const tc = translator({ en, 'zh-Hant': hant, 'zh-Hans': hans })

/** A sign of its own for each verdict: never colour alone. */
export const signs: Record<WordVerdict, string> = { good: '', weak: '~', missing: '∅', rushed: '»', drawn_out: '…' }

export function sayVerdict(verdict: WordVerdict): string {
  return { good: tc('wordGood'), weak: tc('wordWeak'), missing: tc('wordMissing'), rushed: tc('wordRushed'), drawn_out: tc('wordDrawnOut') }[verdict]
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

/** A word without the punctuation that the text has at it. */
const bare = (word: string) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')

function sayHint(h: Hint): string {
  const word = bare(h.words[0] ?? '')
  const n = h.count
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
      return tc('hintWords', { words: h.words.map(bare).join(tc('joint')) })
    case 'unclear':
      return tc('hintUnclear', { words: h.words.map(bare).join(tc('joint')) })
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
  }
}

/** The one sentence: the hint, or what can be said without one. */
export function sayAdvice(c: Comparison): string {
  if (c.verdict !== 'ok') return sayHint({ code: c.verdict, words: [], count: 0 })
  if (c.hint) return sayHint(c.hint)
  const missing = c.words.filter((w) => w.verdict === 'missing')
  if (missing.length > 0) return tc('hintWords', { words: missing.map((w) => bare(w.text)).join(tc('joint')) })
  const low = [...c.measures].sort((a, b) => a.score - b.score)[0]
  return low && low.score < 80 ? tc('hintMeasure', { name: sayMeasure(low.name) }) : tc('hintWell')
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
  }[r]
}

/** Below this the page says that the figures are to be taken lightly. */
const SURE = 0.8

/** Why the figures are doubtful; empty where they are not. */
export function sayDoubt(c: Comparison): string {
  if (c.confidence >= SURE) return ''
  const why = c.reasons.map(sayReason).join(tc('joint'))
  return why ? tc('unsure', { why }) : tc('unsurePlain')
}
