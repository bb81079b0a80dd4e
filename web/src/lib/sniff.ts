// What a chosen file is, told from its first bytes as the server tells it: its name and
// the type that the browser guesses from the name may be wrong.

export type Picture = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

/** How many bytes the functions below look at, at most. */
export const head = 512

/** pictureType is the type of a picture that can be a cover; undefined for anything else. */
export function pictureType(bytes: Uint8Array): Picture | undefined {
  const begins = (at: number, ...signature: readonly number[]) => bytes.length >= at + signature.length && signature.every((byte, i) => bytes[at + i] === byte)
  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (begins(0, 0x47, 0x49, 0x46, 0x38)) return 'image/gif'
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38)) return 'image/webp'
  return undefined
}

/** isText says that bytes are a text in UTF-8, as no audio file begins. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false
  let text: string
  try {
    // A character may be cut at the end.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return false
  }
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)
}

/** headOf reads what the functions above look at. */
export async function headOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, head).arrayBuffer())
}

/** pixelsOf is how many pixels a picture has; 0 where the browser cannot show it. */
export async function pixelsOf(file: Blob): Promise<number> {
  try {
    const picture = await createImageBitmap(file)
    const pixels = picture.width * picture.height
    picture.close()
    return pixels
  } catch {
    return 0
  }
}
