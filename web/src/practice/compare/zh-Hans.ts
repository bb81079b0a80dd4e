import type { Like } from '../../lib/i18n'
import type en from './en'

const hans: Like<typeof en> = {
  // Words
  wordGood: '很好',
  wordWeak: '不清楚',
  wordMissing: '没听到',
  wordRushed: '太急',
  wordDrawnOut: '拖长',
  wordIs: '：{verdict}',
  hearWord: '先听原音，再听录音',
  marks: '词的记号',

  // Measures
  measures: '各项分数，0 到 100',
  measureCompleteness: '完整',
  measureRhythm: '节奏',
  measureTempo: '速度',
  measureIntonation: '语调',
  measureLoudness: '轻重',
  measureOverall: '总分',
  lag: '比原音慢 {ms} 毫秒。',
  ahead: '比原音早 {ms} 毫秒。',

  // Advice
  hintSilent: '没有听到声音。请检查麦克风，再说一次。',
  hintOther: '听起来不是这一句。再听一次，然后说这一句。',
  hintPoor: '录音质量太差，无法比较。请靠近麦克风，或找安静一点的地方。',
  hintWell: '和原音很接近，可以练下一句了。',
  hintEnd: '从“{word}”开始的结尾没有说到，请把整句说完。',
  hintMany: '少了 {n} 个词。再听一次，然后说出整句。',
  hintWords: '没有听到：{words}。请把这些词也说出来。',
  hintUnclear: '把这些词说得更清楚：{words}。',
  hintNoPause: '“{word}”后面不要停顿，一口气说完。',
  hintPause: '“{word}”后面稍微停一下。',
  hintLonger: '“{word}”可以说慢一点、长一点。',
  hintShorter: '“{word}”说短一点。',
  hintUneven: '跟着原音的节奏：有的词太长，有的词太短。',
  hintFaster: '比原音慢 {n}%，试着快一点。',
  hintSlower: '比原音快 {n}%，请慢一点。',
  hintMonotone: '声音一直在同一个高度。请像原音那样有高有低。',
  hintRise: '句尾要往上扬。',
  hintFall: '句尾要往下降。',
  hintMelody: '跟着原音的高低起伏，注意哪里往上扬。',
  hintMelodyNear: '高低起伏差不多了，再多像原音一点。',
  hintStress: '像原音那样，把重音的词说得更明显。',
  hintStressNear: '重音差不多了，把重音的词再说明显一点。',
  hintMeasure: '再听一次，注意：{name}。',

  // Confidence
  unsure: '这段不容易判断：{why}。分数仅供参考。',
  unsurePlain: '这段不容易判断，分数仅供参考。',
  joint: '、',
  whyQuiet: '录音声音太小',
  whyClipped: '录音声音太大',
  whyNoisy: '有杂音',
  whyBleed: '录音里听得到原音，请戴耳机',
  whyNarrow: '录音只有电话音质',
  whyTimes: '这句没有逐词时间',
  whyShort: '句子太短',
  whyUnlike: '和原音差很多',

  // Around it
  pending: '比较中…',
  failed: '这段录音无法比较。',
  overruled: '以老师的评语为准。以下是机器的比较：',
  pitch: '音高',
  compared: '比较结果',

  // Pauses, tones, figures
  pauseExtra: '多了停顿',
  pauseLeftOut: '原音在这里有停顿',
  toneOther: '听起来像别的声调',
  hintTone: '这些字的声调听起来不同：{words}。请再听一次。',
  hintBehind: '越到后面越跟不上。请紧跟原音。',
  hintAhead: '越到后面越抢先。请与原音同步。',
  figureWords: '{n}／{of} 个词',
  figureRhythm: '字词长短相差 {n}%',
  figureWpm: '每分钟 {n} 个词；原音 {ref}',
  figureSpm: '每分钟 {n} 个音节；原音 {ref}',
  figureRange: '音域 {n} 个半音；原音 {ref}',
  figureLike: '与原音相似 {n}%',
  todoNothing: '与原音一致。',
  todoListen: '请就这一点再听一次。',
  trend: '这一句的历次成绩：{sums}',
  trendBetter: '比之前好',
  trendWorse: '比之前低',
  trendSame: '与之前相近',
}

export default hans
