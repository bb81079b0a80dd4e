import type { Like } from '../../../lib/i18n'
import type en from './en'

const hant: Like<typeof en> = {
  hintSilent: '這段錄音裡沒有聽到聲音。',
  hintOther: '這段錄音裡沒有認出這一句。',
  hintPoor: '錄音品質太差，無法比較。',
  hintWell: '和原音很接近。',
  hintEnd: '從「{word}」開始的結尾沒有聽到。',
  hintMany: '有 {n} 個詞沒有聽到。',
  hintWords: '沒有聽到：{words}。',
  hintUnclear: '說得不清楚：{words}。',
  hintSounds: '有些音不夠清楚，字尾也是。',
  hintFewerPauses: '相連的字之間有停頓。',
  hintPace: '比多數人預期的慢。',
  hintNoPause: '在「{word}」後面停頓，原音沒有停。',
  hintPause: '在「{word}」後面沒有停頓，原音有停。',
  hintLonger: '「{word}」比原音短。',
  hintShorter: '「{word}」比原音長。',
  hintUneven: '節奏與原音不同：有的詞較長，有的詞較短。',
  hintFaster: '比原音慢 {n}%。',
  hintSlower: '比原音快 {n}%。',
  hintMonotone: '聲音幾乎一直在同一個高度。',
  hintRise: '句尾沒有像原音那樣上揚。',
  hintFall: '句尾沒有像原音那樣下降。',
  hintMelody: '高低起伏與原音不同。',
  hintMelodyNear: '高低起伏與原音相近。',
  hintStress: '重音不如原音明顯。',
  hintStressNear: '重音與原音相近。',
  hintMeasure: '與原音差距最大的是：{name}。',
  hintTone: '這些字的聲調聽起來不同：{words}。',
  hintBehind: '越到後面越落後。',
  hintAhead: '越到後面越搶先。',
  whyBleed: '錄音裡聽得到原音，可能沒有戴耳機',
  todoListen: '與原音不同。',
  overruled: '以你的評語為準。以下是機器的比較：',
}

export default hant
