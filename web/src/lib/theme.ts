// Light or dark: as the system says, until the person chooses in this browser.

export type Theme = 'auto' | 'light' | 'dark'

const key = 'gendu:theme'

export function theme(): Theme {
  try {
    const kept = localStorage.getItem(key)
    return kept === 'light' || kept === 'dark' ? kept : 'auto'
  } catch {
    return 'auto' // storage is switched off: follow the system
  }
}

export function setTheme(to: Theme): void {
  try {
    if (to === 'auto') localStorage.removeItem(key)
    else localStorage.setItem(key, to)
  } catch {
    // It holds for this visit only.
  }
  applyTheme(to)
}

export function applyTheme(to: Theme = theme()): void {
  if (to === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = to
}
