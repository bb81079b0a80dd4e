import type { Like } from '../../lib/i18n'
import type en from './en'

const hant: Like<typeof en> = {
  // Words
  wordGood: '很好',
  wordWeak: '不清楚',
  wordMissing: '沒聽到',
  wordRushed: '太急',
  wordDrawnOut: '拖長',
  wordIs: '：{verdict}',
  hearWord: '先聽原音，再聽錄音',
  marks: '字詞的記號',

  // Measures
  measures: '各項分數，0 到 100',
  measureCompleteness: '完整',
  measureRhythm: '節奏',
  measureTempo: '速度',
  measureIntonation: '語調',
  measureLoudness: '輕重',
  measureOverall: '總分',
  lag: '比原音慢 {ms} 毫秒。',
  ahead: '比原音早 {ms} 毫秒。',

  // Advice
  hintSilent: '沒有聽到聲音。請檢查麥克風，再說一次。',
  hintOther: '聽起來不是這一句。再聽一次，然後說這一句。',
  hintPoor: '錄音品質太差，無法比較。請靠近麥克風，或找安靜一點的地方。',
  hintWell: '和原音很接近，可以練下一句了。',
  hintEnd: '從「{word}」開始的結尾沒有說到，請把整句說完。',
  hintMany: '少了 {n} 個詞。再聽一次，然後說出整句。',
  hintWords: '沒有聽到：{words}。請把這些詞也說出來。',
  hintUnclear: '把這些詞說得更清楚：{words}。',
  hintNoPause: '「{word}」後面不要停頓，一口氣說完。',
  hintPause: '「{word}」後面稍微停一下。',
  hintLonger: '「{word}」可以說慢一點、長一點。',
  hintShorter: '「{word}」說短一點。',
  hintUneven: '跟著原音的節奏：有的詞太長，有的詞太短。',
  hintFaster: '比原音慢 {n}%，試著快一點。',
  hintSlower: '比原音快 {n}%，請慢一點。',
  hintMonotone: '聲音一直在同一個高度。請像原音那樣有高有低。',
  hintRise: '句尾要往上揚。',
  hintFall: '句尾要往下降。',
  hintMelody: '跟著原音的高低起伏，注意哪裡往上揚。',
  hintMelodyNear: '高低起伏差不多了，再多像原音一點。',
  hintStress: '像原音那樣，把重音的詞說得更明顯。',
  hintStressNear: '重音差不多了，把重音的詞再說明顯一點。',
  hintMeasure: '再聽一次，注意：{name}。',

  // Confidence
  unsure: '這段不容易判斷：{why}。分數僅供參考。',
  unsurePlain: '這段不容易判斷，分數僅供參考。',
  joint: '、',
  whyQuiet: '錄音太小聲',
  whyClipped: '錄音太大聲',
  whyNoisy: '有雜音',
  whyBleed: '錄音裡聽得到原音，請戴耳機',
  whyNarrow: '錄音只有電話音質',
  whyTimes: '這句沒有逐字時間',
  whyShort: '句子太短',
  whyUnlike: '和原音差很多',

  // Around it
  pending: '比較中…',
  failed: '這段錄音無法比較。',
  overruled: '以老師的評語為準。以下是機器的比較：',
  pitch: '音高',
  compared: '比較結果',

  // Pauses, tones, figures
  pauseExtra: '多了停頓',
  pauseLeftOut: '原音在這裡有停頓',
  toneOther: '聽起來像別的聲調',
  hintTone: '這些字的聲調聽起來不同：{words}。請再聽一次。',
  hintBehind: '越到後面越跟不上。請緊跟原音。',
  hintAhead: '越到後面越搶先。請與原音同步。',
  figureWords: '{n}／{of} 個詞',
  figureRhythm: '字詞長短相差 {n}%',
  figureWpm: '每分鐘 {n} 個詞；原音 {ref}',
  figureSpm: '每分鐘 {n} 個音節；原音 {ref}',
  figureRange: '音域 {n} 個半音；原音 {ref}',
  figureLike: '與原音相似 {n}%',
  todoNothing: '與原音一致。',
  todoListen: '請就這一點再聽一次。',
  trend: '這一句的歷次成績：{sums}',
  trendBetter: '比之前好',
  trendWorse: '比之前低',
  trendSame: '與之前相近',
}

export default hant
