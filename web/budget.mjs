// How much JavaScript a page needs before a person can use it, from the import graph
// of the build: what its entries import statically, each script pressed by gzip -9.
// Dialogs, the comparison and the like load on use and do not count.
import { gzipSync } from 'node:zlib'

/**
 * What each page loads by itself, as the ends of source paths. Of a list in a list
 * the heaviest counts: a person has one language, and comes to one first page.
 */
const pages = [
  { page: 'first page', most: 60_000, needs: ['index.html', ['src/pages/Today.svelte', 'src/pages/Library.svelte', 'src/pages/SignIn.svelte'], ['src/lib/i18n/en.ts', 'src/lib/i18n/zh-Hant.ts', 'src/lib/i18n/zh-Hans.ts'], ['src/cards/i18n/en.ts', 'src/cards/i18n/zh-Hant.ts', 'src/cards/i18n/zh-Hans.ts']] },
  {
    page: 'recall page',
    most: 115_000,
    needs: [
      'index.html',
      'src/pages/Recall.svelte',
      ['src/lib/i18n/en.ts', 'src/lib/i18n/zh-Hant.ts', 'src/lib/i18n/zh-Hans.ts'],
      ['src/cards/i18n/en.ts', 'src/cards/i18n/zh-Hant.ts', 'src/cards/i18n/zh-Hans.ts'],
    ],
  },
  {
    page: 'editor page',
    most: 150_000,
    needs: [
      'index.html',
      'src/pages/Editor.svelte',
      ['src/lib/i18n/en.ts', 'src/lib/i18n/zh-Hant.ts', 'src/lib/i18n/zh-Hans.ts'],
      ['src/editor/i18n/en.ts', 'src/editor/i18n/zh-Hant.ts', 'src/editor/i18n/zh-Hans.ts'],
    ],
  },
  {
    page: 'practice page',
    most: 110_000,
    needs: [
      'index.html',
      'src/pages/Practice.svelte',
      'src/practice/open.ts',
      ['src/lib/i18n/en.ts', 'src/lib/i18n/zh-Hant.ts', 'src/lib/i18n/zh-Hans.ts'],
      ['src/practice/i18n/en.ts', 'src/practice/i18n/zh-Hant.ts', 'src/practice/i18n/zh-Hans.ts'],
    ],
  },
]

/** The chunk that holds the module: its own one, or the one that it was put into. */
function chunkOf(chunks, path) {
  const own = chunks.find((c) => c.facadeModuleId?.endsWith(path)) ?? chunks.find((c) => c.moduleIds.some((id) => id.endsWith(path)))
  if (!own) throw new Error(`the build has no ${path}: correct the list of pages in web/budget.mjs`)
  return own
}

/** Adds the chunk and what it imports statically. */
function reach(byName, chunk, into) {
  if (into.has(chunk.fileName)) return into
  into.add(chunk.fileName)
  for (const name of chunk.imports) {
    const next = byName.get(name)
    if (next) reach(byName, next, into)
  }
  return into
}

const bytes = (byName, names) => [...names].reduce((sum, name) => sum + gzipSync(byName.get(name).code, { level: 9 }).length, 0)

/** The weight of every page in bytes, from the output of a Vite build. */
export function weigh(output) {
  const chunks = output.filter((o) => o.type === 'chunk')
  const byName = new Map(chunks.map((c) => [c.fileName, c]))
  return pages.map(({ page, most, needs }) => {
    const all = new Set()
    for (const need of needs) {
      const ways = [need].flat().map((path) => reach(byName, chunkOf(chunks, path), new Set(all)))
      const heaviest = ways.reduce((a, b) => (bytes(byName, b) > bytes(byName, a) ? b : a))
      for (const name of heaviest) all.add(name)
    }
    return { page, most, scripts: all.size, bytes: bytes(byName, all) }
  })
}

/** Prints the weights; false where one is above its limit. */
export function withinBudget(output) {
  const rows = weigh(output)
  for (const { page, most, scripts, bytes } of rows) {
    const over = bytes > most ? ': too much; load what is not needed at once with import()' : ''
    console.log(`${page}: ${scripts} scripts, ${(bytes / 1000).toFixed(1)} of at most ${most / 1000} kB gz${over}`)
  }
  return rows.every(({ bytes, most }) => bytes <= most)
}
