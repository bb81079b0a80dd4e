// Pictures that journeys upload.
import { crc32, deflateSync } from 'node:zlib'

/** A white picture of a size. */
export function white(width: number, height: number): Buffer {
  const chunk = (text: string, body: Buffer) => {
    const out = Buffer.concat([Buffer.alloc(4), Buffer.from(text), body, Buffer.alloc(4)])
    out.writeUInt32BE(body.length)
    out.writeUInt32BE(crc32(out.subarray(4, -4)), out.length - 4)
    return out
  }
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  const row = Buffer.alloc(1 + Math.ceil(width / 8), 0xff).fill(0, 0, 1)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(new Array<Buffer>(height).fill(row)))), chunk('IEND', Buffer.alloc(0))])
}

/** A picture of one pixel. */
export const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
