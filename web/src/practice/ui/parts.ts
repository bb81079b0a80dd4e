/** The parts of the page that are not needed before the first sentence sounds: each is fetched when it is shown. */
export const parts = {
  take: () => import('./TakeCard.svelte'),
  banners: () => import('./Banners.svelte'),
  settings: () => import('./SettingsDialog.svelte'),
  keys: () => import('./KeysDialog.svelte'),
  mic: () => import('./MicDialog.svelte'),
  drill: () => import('../drill/DrillDialog.svelte'),
  flag: () => import('./FlagButton.svelte'),
  flagNews: () => import('./FlagNews.svelte'),
  flagDialog: () => import('./FlagDialog.svelte'),
  unsent: () => import('./UnsentDialog.svelte'),
  transcript: () => import('./Transcript.svelte'),
  offer: () => import('./CardOffer.svelte'),
  compared: () => import('../comparison/Compared.svelte'),
} as const

/** Fetches all of them, one after the other: they must be there when the network is not. */
export async function fetchParts(signal: AbortSignal): Promise<void> {
  for (const load of Object.values(parts)) {
    if (signal.aborted) return
    await load().catch(() => undefined) // it is tried again when it is shown
  }
}
