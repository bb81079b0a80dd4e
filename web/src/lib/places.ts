// Which entry of the navigation a path belongs to. Pure: the frame of the pages and its test share it.

/** The entries, and the beginnings of paths that belong to each. */
const within: readonly (readonly [place: string, starts: readonly string[]])[] = [
  ['/', ['/recall']],
  ['/library', ['/library', '/shows', '/episodes']],
  ['/studio', ['/studio']],
  ['/review', ['/review']],
  ['/classes', ['/classes', '/join']],
  ['/me', ['/me', '/progress']],
]

/** placeOf is the address of the entry under which a path is found; undefined where there is none. */
export function placeOf(path: string): string | undefined {
  if (path === '/') return '/'
  return within.find(([, starts]) => starts.some((start) => path === start || path.startsWith(`${start}/`)))?.[0]
}
