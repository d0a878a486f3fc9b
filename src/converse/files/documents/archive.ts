/** A ZIP archive, opened within bounds: nothing in it can take more memory or time than is left to it. */

import { unzipSync } from 'fflate'

/** The bounds are for an object that shares 128 MB with others. A bomb is an archive that is far beyond them. */
export interface Bounds {
  readonly entries: number
  /** Of one entry, unpacked. */
  readonly entryBytes: number
  /** Of all that are read, unpacked. */
  readonly bytes: number
}

export const BOUNDS: Bounds = { entries: 5_000, entryBytes: 24 * 1_048_576, bytes: 48 * 1_048_576 }

export interface ArchiveEntry {
  readonly name: string
  /** Unpacked, as declared. */
  readonly size: number
}

export interface Archive {
  /** In the order of the archive; without directories. */
  readonly entries: readonly ArchiveEntry[]
  /** There are more than the bounds allow. */
  readonly isCut: boolean
  /** An entry unpacked; undefined where there is none, or it is damaged, encrypted or beyond the bounds. */
  read(name: string): Uint8Array | undefined
}

/** Undefined for what is no archive, or a damaged one. Never throws. */
export function openArchive(bytes: Uint8Array, bounds: Bounds = BOUNDS): Archive | undefined {
  const entries = new Map<string, ArchiveEntry>()
  let isCut = false
  try {
    unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (name.endsWith('/')) return false
        if (entries.size < bounds.entries) entries.set(name, { name, size: originalSize })
        else isCut = true
        return false
      },
    })
  } catch {
    return undefined
  }
  let left = bounds.bytes
  return {
    entries: [...entries.values()],
    isCut,
    read(wanted) {
      const size = entries.get(wanted)?.size
      if (size === undefined || size > Math.min(bounds.entryBytes, left)) return undefined
      left -= size
      try {
        // The library writes into a buffer of the declared size, so an entry that lies about it is cut.
        return Object.entries(
          unzipSync(bytes, { filter: ({ name, originalSize }) => name === wanted && originalSize === size }),
        )[0]?.[1]
      } catch {
        return undefined
      }
    },
  }
}
