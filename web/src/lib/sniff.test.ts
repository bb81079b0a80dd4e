import { describe, expect, it } from 'vitest'
import { headOf, isText, pictureType } from './sniff'

const bytes = (...list: (number | string)[]) => Uint8Array.from(list.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])))

describe('pictureType', () => {
  it.each([
    ['JPEG', bytes(0xff, 0xd8, 0xff, 0xe0, 'JFIF'), 'image/jpeg'],
    ['PNG', bytes(0x89, 'PNG\r\n', 0x1a, '\n', 0), 'image/png'],
    ['WebP', bytes('RIFF', 1, 2, 3, 4, 'WEBPVP8 '), 'image/webp'],
    ['a text with the name of a picture', bytes('no picture'), undefined],
    ['WAV, which is RIFF too', bytes('RIFF', 1, 2, 3, 4, 'WAVEfmt '), undefined],
    ['GIF', bytes('GIF89a'), 'image/gif'],
    ['a signature that is cut', bytes(0x89, 'PN'), undefined],
    ['nothing', bytes(), undefined],
  ])('%s', (_, given, want) => expect(pictureType(given)).toBe(want))
})

describe('isText', () => {
  it.each([
    ['English', bytes('The council met today.\r\n\tIt was late.'), true],
    ['Chinese, cut within a character', bytes('今天天氣很好').slice(0, 10), true],
    ['HTML', bytes('<!doctype html><p>'), true],
    ['MP3 with a tag', bytes('ID3', 4, 0, 0, 0, 0, 0, 0), false],
    ['MP3 without one', bytes(0xff, 0xfb, 0x90, 0x64), false],
    ['WAV', bytes('RIFF', 0x24, 0, 0, 0, 'WAVEfmt '), false],
    ['FLAC', bytes('fLaC', 0, 0, 0, 0x22), false],
    ['Ogg', bytes('OggS', 0, 2), false],
    ['MP4', bytes(0, 0, 0, 0x20, 'ftypM4A '), false],
    ['nothing', bytes(), false],
  ])('%s', (_, given, want) => expect(isText(given)).toBe(want))
})

it('headOf reads the beginning only', async () => {
  expect(await headOf(new Blob(['x'.repeat(2000)]))).toHaveLength(512)
  expect(await headOf(new Blob(['abc']))).toEqual(bytes('abc'))
})
