// English: the shape of the dictionaries of what the machine says of a take.
const en = {
  // Words
  wordGood: 'Good',
  wordWeak: 'Unclear',
  wordMissing: 'Not heard',
  wordRushed: 'Rushed',
  wordDrawnOut: 'Drawn out',
  wordIs: '{text}: {verdict}',
  hearWord: 'Hear it in the original, then in the take',
  marks: 'Marks of the words',

  // Measures
  measures: 'Measures, 0 to 100',
  measureCompleteness: 'Complete',
  measureRhythm: 'Rhythm',
  measureTempo: 'Tempo',
  measureIntonation: 'Intonation',
  measureLoudness: 'Stress',
  measureOverall: 'Overall',
  unknown: 'too little to tell',
  trendUp: '{n} more than the take before',
  trendDown: '{n} less than the take before',
  lag: '{ms} ms behind the original.',
  ahead: '{ms} ms ahead of the original.',

  // Advice
  hintSilent: 'No speech was heard. Check the microphone, then speak again.',
  hintOther: 'This does not sound like the sentence. Listen once more, then say this one.',
  hintPoor: 'The recording is too poor to compare. Come closer to the microphone, or find a quieter place.',
  hintWell: 'Close to the original. Go on to the next sentence.',
  hintEnd: 'The end is missing, from “{word}” on. Say the sentence to its end.',
  hintMany: '{n} words are missing. Listen again, then say all of the sentence.',
  hintWords: 'Not heard: {words}. Say these words too.',
  hintNoPause: 'Do not pause after “{word}”: say it in one go.',
  hintPause: 'Make a short pause after “{word}”.',
  hintLonger: 'Take more time for “{word}”.',
  hintShorter: 'Make “{word}” shorter.',
  hintFaster: '{n} % slower than the original: try a little faster.',
  hintSlower: '{n} % faster than the original: slow down a little.',
  hintMonotone: 'The voice stays on one tone. Let it rise and fall as in the original.',
  hintRise: 'Let the voice rise at the end.',
  hintFall: 'Let the voice fall at the end.',
  hintMelody: 'Follow the melody: listen where the voice of the original goes up.',
  hintStress: 'Let the stressed words stand out as in the original.',
  hintMeasure: 'Listen once more for this: {name}.',

  // Confidence
  unsure: 'Hard to judge: {why}. Take the figures lightly.',
  unsurePlain: 'Hard to judge. Take the figures lightly.',
  joint: ', ',
  whyQuiet: 'the recording is quiet',
  whyClipped: 'the recording is too loud',
  whyNoisy: 'there is noise',
  whyBleed: 'the original is heard in the recording; wear headphones',
  whyNarrow: 'the recording is of telephone quality',
  whyTimes: 'the word times of this sentence are not known',
  whyShort: 'the sentence is short',
  whyUnlike: 'the take is unlike the original',

  // Around it
  pending: 'Comparing…',
  failed: 'This take could not be compared.',
  overruled: 'The teacher’s word counts. What the machine measured:',
  pitch: 'Pitch',
  pitchOriginal: 'Original',
  pitchTake: 'Take',
  compared: 'Comparison',
} as const

export default en
