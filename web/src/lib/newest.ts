// Which of several answers about one thing is the newer one.

interface Dated {
  readonly id: string
  readonly updatedAt: string
}

/** outdated says that news of a thing were under way while the one that is shown was changed. */
export function outdated(news: Dated, shown: Dated | undefined): boolean {
  return shown?.id === news.id && Date.parse(news.updatedAt) < Date.parse(shown.updatedAt)
}
