/** That the microphone was opened on this device before: its one sentence was read. */
const KEY = 'gendu:microphone'

export function opened(): boolean {
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return false // storage is switched off: it is read once in each visit
  }
}

export function keepOpened(): void {
  try {
    localStorage.setItem(KEY, 'opened')
  } catch {
    // It holds for this visit only.
  }
}
