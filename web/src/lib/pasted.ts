// What is known of a text in the editor.

/**
 * stillOf says whether a text that was edited is still that of a file: at least half
 * of its lines are the file's.
 */
export function stillOf(file: string, text: string): boolean {
  const lines = (s: string) => s.split(/\r\n|\r|\n/u).map((line) => line.trim()).filter(Boolean)
  const known = new Set(lines(file))
  const now = lines(text)
  return now.length > 0 && now.filter((line) => known.has(line)).length * 2 >= now.length
}

/**
 * standing says how a saved revision of the page stands. `inUse` is the revision that
 * learners practise, 0 without one.
 */
export function standing(text: { revision: number; state: string }, inUse: number, audio: unknown): 'pageNoAudio' | 'pageUntimed' | 'pageOffered' | 'pageRevision' {
  if (!audio) return 'pageNoAudio'
  if (text.revision === inUse) return 'pageRevision'
  return text.state === 'ready' && inUse > 0 ? 'pageOffered' : 'pageUntimed'
}
