// A file on its way into JSON.

/** A file as it is sent: its bytes in base64. The server finds out what they are. */
export interface SentFile {
  readonly name: string
  readonly base64: string
}

/** How large a transcript file may be, in bytes. */
export const maxFile = 8 * 1024 * 1024

export async function sentFile(file: File): Promise<SentFile> {
  return { name: file.name, base64: base64Of(new Uint8Array(await file.arrayBuffer())) }
}

/** base64Of writes bytes as RFC 4648, section 4. */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  const step = 0x8000 // as many as a call takes arguments everywhere
  for (let i = 0; i < bytes.length; i += step) text += String.fromCharCode(...bytes.subarray(i, i + step))
  return btoa(text)
}
