import type { Like } from '../../../lib/i18n'
import type en from './en'

const hans: Like<typeof en> = {
  hintSilent: '这段录音里没有听到声音。',
  hintOther: '这段录音里没有认出这一句。',
  hintPoor: '录音质量太差，无法比较。',
  hintWell: '和原音很接近。',
  hintEnd: '从“{word}”开始的结尾没有听到。',
  hintMany: '有 {n} 个词没有听到。',
  hintWords: '没有听到：{words}。',
  hintUnclear: '说得不清楚：{words}。',
  hintSounds: '有些音不够清楚，词尾也是。',
  hintFewerPauses: '相连的词之间有停顿。',
  hintPace: '比多数人预期的慢。',
  hintNoPause: '在“{word}”后面停顿，原音没有停。',
  hintPause: '在“{word}”后面没有停顿，原音有停。',
  hintLonger: '“{word}”比原音短。',
  hintShorter: '“{word}”比原音长。',
  hintUneven: '节奏与原音不同：有的词较长，有的词较短。',
  hintFaster: '比原音慢 {n}%。',
  hintSlower: '比原音快 {n}%。',
  hintMonotone: '声音几乎一直在同一个高度。',
  hintRise: '句尾没有像原音那样上扬。',
  hintFall: '句尾没有像原音那样下降。',
  hintMelody: '高低起伏与原音不同。',
  hintMelodyNear: '高低起伏与原音相近。',
  hintStress: '重音不如原音明显。',
  hintStressNear: '重音与原音相近。',
  hintMeasure: '与原音差距最大的是：{name}。',
  hintTone: '这些字的声调听起来不同：{words}。',
  hintBehind: '越到后面越落后。',
  hintAhead: '越到后面越抢先。',
  whyBleed: '录音里听得到原音，可能没有戴耳机',
  todoListen: '与原音不同。',
  overruled: '以你的评语为准。以下是机器的比较：',
}

export default hans
