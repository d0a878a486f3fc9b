/** Files for tests: as small as they may be and still be what they are, in Node and in workerd. */

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const joined = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...bytes(part)] : [...part])))

const big = (value: number, size: 2 | 4): number[] =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * (size - 1 - index))) & 255)
const little = (value: number, size: 2 | 3 | 4): number[] =>
  Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 255)

/** A header and no picture behind it: what is looked at here, and by the local Claude. */
export const png = (width = 640, height = 480): Uint8Array<ArrayBuffer> =>
  joined(
    '\x89PNG\r\n\x1a\n',
    big(13, 4),
    'IHDR',
    big(width, 4),
    big(height, 4),
    [8, 6, 0, 0, 0],
    big(0, 4),
    big(0, 4),
    'IEND',
    big(0, 4),
  )

export const gif = (width = 640, height = 480): Uint8Array<ArrayBuffer> =>
  joined('GIF89a', little(width, 2), little(height, 2), [0, 0, 0], '\x3b'.repeat(16))

/** With an EXIF segment before the frame header, as cameras write it. */
export const jpeg = (width = 640, height = 480, frame = 0xc0): Uint8Array<ArrayBuffer> =>
  joined(
    [0xff, 0xd8],
    [0xff, 0xe1, ...big(12, 2)],
    'Exif\0\0abcd',
    [0xff, 0xff, frame, ...big(17, 2), 8, ...big(height, 2), ...big(width, 2), 3],
    [1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xd9],
  )

const riff = (...parts: readonly (string | readonly number[])[]): Uint8Array<ArrayBuffer> => {
  const body = joined('WEBP', ...parts, [0, 0, 0, 0])
  return joined('RIFF', little(body.length, 4), [...body])
}
export const webp = {
  lossy: (width = 640, height = 480) =>
    riff('VP8 ', little(10, 4), [0, 0, 0, 0x9d, 0x01, 0x2a], little(width, 2), little(height, 2)),
  lossless: (width = 640, height = 480) =>
    riff('VP8L', little(5, 4), [0x2f], little((width - 1) | ((height - 1) << 14), 4), [0, 0, 0, 0, 0]),
  extended: (width = 640, height = 480) =>
    riff('VP8X', little(10, 4), [0, 0, 0, 0], little(width - 1, 3), little(height - 1, 3)),
} as const

export const pdf = (pages = 1, trailer = ''): Uint8Array<ArrayBuffer> =>
  joined(
    '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Pages /Kids [] >>\nendobj\n',
    Array.from({ length: pages }, (_, n) => `${n + 2} 0 obj << /Type /Page /Parent 1 0 R >> endobj\n`).join(
      '',
    ),
    `trailer << /Root 1 0 R ${trailer} >>\n%%EOF\n`,
  )

/** The file, and as many bytes of nothing behind it as make it so long. */
export const padded = (file: Uint8Array, size: number): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(size)
  whole.set(file)
  return whole
}

export const base64 = (file: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < file.length; at += 8_192)
    text += String.fromCharCode(...file.subarray(at, at + 8_192))
  return btoa(text)
}
