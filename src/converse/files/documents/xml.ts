/** Reads XML piece by piece and stops early: no tree is built, no entity is expanded, no depth is unbounded. */

import { SaxesParser } from 'saxes'

/** What is told of an XML text, in its order. Names are without their prefix. */
export interface XmlReader {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
  /** Asked between pieces: nothing more is wanted. */
  isDone?(): boolean
}

const DEPTH = 250
const PIECE_BYTES = 65_536

/**
 * Reads UTF-8, or UTF-16 with a mark. A damaged text is read up to where it can be: the library reports an error and
 * goes on, and entities that a document declares stay as they are written. Never throws.
 */
export function readXml(bytes: Uint8Array | undefined, reader: XmlReader): void {
  if (bytes === undefined) return
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  parser.on('error', () => undefined)
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    reader.open?.(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth -= 1
    reader.close?.(localName(name))
  })
  parser.on('text', (text) => reader.text?.(text))
  parser.on('cdata', (text) => reader.text?.(text))
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const decoder = new TextDecoder(isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8')
  try {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      parser.write(decoder.decode(bytes.subarray(from, from + PIECE_BYTES), { stream: true }))
      if (depth > DEPTH || reader.isDone?.() === true) return
    }
    parser.close()
  } catch {
    // What has been read stands.
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** An attribute by its name without a prefix. */
export const attribute = (attributes: Readonly<Record<string, string>>, name: string): string | undefined =>
  attributes[name] ?? Object.entries(attributes).find(([full]) => localName(full) === name)?.[1]

/** The targets of a part's relationships by their ids. Source: ECMA-376 part 2, 9.3. */
export function relationships(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  readXml(bytes, {
    open(name, { Id: id, Target: target }) {
      if (name === 'Relationship' && id !== undefined && target !== undefined) targets.set(id, target)
    },
  })
  return targets
}
