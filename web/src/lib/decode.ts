// Text of a file whose encoding nobody wrote down.

/**
 * decodeText reads bytes as UTF-8 or UTF-16 by their mark, else as UTF-8, Big5
 * or GB 18030: the first that fits without an error and reads as text.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const utf8 = strictly('utf-8', bytes)
  if (utf8 !== undefined) return utf8
  const fits = ['big5', 'gb18030']
    .map((name) => strictly(name, bytes))
    .filter((text) => text !== undefined)
    .sort((a, b) => everyday(b) - everyday(a))
  return fits[0] ?? new TextDecoder('windows-1252').decode(bytes)
}

function strictly(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

// The commonest characters of both scripts: a text in the wrong encoding is
// full of rare ones instead.
const common = new Set('的一是不了在人有我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得於于著着下自之年，。、？「」')

function everyday(text: string): number {
  let n = 0
  let han = 0
  for (const char of text.slice(0, 4000)) {
    if (common.has(char)) n++
    if (char > '\u2e7f') han++
  }
  return han ? n / han : 0
}
