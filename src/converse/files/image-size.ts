/** How large a picture is, read from its header. */

import type { FileKind } from '../claude/file-ref.ts'

export type ImageKind = Exclude<FileKind, 'PDF' | 'text' | 'none'>

export interface Pixels {
  readonly width: number
  readonly height: number
}

/** Undefined where the header is cut short or makes no sense. */
export const pixelsOf = (kind: ImageKind, bytes: Uint8Array): Pixels | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return bytes.length < 24 ? undefined : readers[kind](view)
}

type Reader = (view: DataView) => Pixels | undefined

const readers: Readonly<Record<ImageKind, Reader>> = {
  // The first chunk is always IHDR (PNG specification, 11.2.1).
  PNG: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  GIF: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  WebP: webp,
  JPEG: jpeg,
}

/** Source: RFC 9649, sections 2.5 to 2.7. Both lossless and extended sizes are stored less one. */
function webp(view: DataView): Pixels | undefined {
  if (view.byteLength < 30) return undefined
  switch (view.getUint32(12)) {
    case 0x56_50_38_58: // VP8X
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    case 0x56_50_38_4c: {
      // VP8L
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 0x56_50_38_20: // VP8 and a space
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    default:
      return undefined
  }
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

/** Walks the segments up to the frame header (ITU T.81, B.1.1 and B.2.2). */
function jpeg(view: DataView): Pixels | undefined {
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (isFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    else at += standsAlone(marker) ? 2 : 2 + view.getUint16(at + 2)
  }
  return undefined
}

/** C4, C8 and CC lie between the frame headers and are none. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)

/**
 * Whether the end of a picture is there: Claude refuses one that was cut short. Of a GIF that cannot be told, because many
 * lack their last byte. Sources: PNG specification, 11.2.5; ITU T.81, B.1.1.3; RFC 9649, section 2.4.
 */
export function isWhole(kind: ImageKind, bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (kind) {
    case 'PNG':
      for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at))
        if (view.getUint32(at + 4) === 0x49_45_4e_44) return true
      return false
    case 'JPEG':
      // Phones put more behind the picture: a film, or a second picture.
      for (let at = bytes.lastIndexOf(0xd9); at > 0; at = bytes.lastIndexOf(0xd9, at - 1))
        if (bytes[at - 1] === 0xff) return true
      return false
    case 'WebP':
      return view.getUint32(4, true) + 8 <= bytes.length + 1
    case 'GIF':
      return true
  }
}
