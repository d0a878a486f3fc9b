/** What a file is, told by how its bytes begin, never by its name or its declared type. */

import type { FileKind, FileRefusal } from '../claude/file-ref.ts'

/** A file of a known beginning. */
export interface Signature {
  /** In English, for Claude. */
  readonly format: string
  /** Claude takes it as it is. */
  readonly kind?: Exclude<FileKind, 'text' | 'none'>
  /** Text can be read from it. */
  readonly archive?: 'zip'
  /** Why not, for a file that nothing can be made of in the shell either. */
  readonly why?: FileRefusal
}

/**
 * Sources: PNG and GIF specifications, JPEG (ITU T.81), RIFF container of WebP and WAV, PDF 1.7 §7.5.2, ISO base media
 * (14496-12, `ftyp` and its brands; HEIF: 23008-12; AVIF), BMP, TIFF 6.0, ZIP (APPNOTE 4.3), and the others' own.
 */
/* oxlint-disable no-control-regex -- they are bytes */
const signatures: readonly (readonly [RegExp, Signature])[] = [
  [/^\x89PNG\r\n\x1a\n/, { format: 'PNG', kind: 'PNG' }],
  [/^\xff\xd8\xff/, { format: 'JPEG', kind: 'JPEG' }],
  [/^GIF8[79]a/, { format: 'GIF', kind: 'GIF' }],
  [/^RIFF[^]{4}WEBP/, { format: 'WebP', kind: 'WebP' }],
  [/^%PDF-/, { format: 'PDF', kind: 'PDF' }],
  [/^[^]{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/, { format: 'HEIC photo', why: 'file is a HEIC photo' }],
  [/^[^]{4}ftypavi[fs]/, { format: 'AVIF picture', why: 'file is an AVIF picture' }],
  [/^BM[^]{4}\0\0\0\0/, { format: 'BMP picture', why: 'file is a BMP picture' }],
  [/^(?:II\*\0|MM\0\*|II\+\0|MM\0\+)/, { format: 'TIFF picture', why: 'file is a TIFF picture' }],
  [/^PK(?:\x03\x04|\x05\x06)/, { format: 'ZIP archive', archive: 'zip' }],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, { format: 'old Office file', why: 'file of old Office' }],
  [/^[^]{4}ftyp(?:M4A|M4B)/, { format: 'M4A audio' }],
  [/^[^]{4}ftypqt/, { format: 'QuickTime video' }],
  [/^[^]{4}ftyp/, { format: 'MP4 video' }],
  [/^ID3|^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/, { format: 'MP3 audio' }],
  [/^RIFF[^]{4}WAVE/, { format: 'WAV audio' }],
  [/^RIFF[^]{4}AVI /, { format: 'AVI video' }],
  [/^OggS/, { format: 'Ogg audio' }],
  [/^fLaC/, { format: 'FLAC audio' }],
  [/^\x1a\x45\xdf\xa3/, { format: 'Matroska or WebM video' }],
  [/^MZ/, { format: 'Windows program' }],
  [/^\x7fELF/, { format: 'Linux program' }],
  [/^(?:\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/, { format: 'program' }],
  [/^\x1f\x8b/, { format: 'gzip archive' }],
  [/^BZh[1-9]/, { format: 'bzip2 archive' }],
  [/^\xfd7zXZ\0/, { format: 'xz archive' }],
  [/^7z\xbc\xaf\x27\x1c/, { format: '7z archive' }],
  [/^Rar!\x1a\x07/, { format: 'RAR archive' }],
  [/^SQLite format 3\0/, { format: 'SQLite database' }],
]

/* oxlint-enable no-control-regex */

/** The longest of them. */
const LONGEST = 16

/** Undefined where no beginning is known, as of a text. */
export function signatureOf(bytes: Uint8Array): Signature | undefined {
  const begin = String.fromCharCode(...bytes.subarray(0, LONGEST))
  return signatures.find(([beginning]) => beginning.test(begin))?.[1]
}
