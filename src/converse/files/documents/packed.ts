/** An archive of any files: their list and the texts among them; archives within it stay closed. */

import { decoded } from './decode.ts'
import { shellName } from './names.ts'
import type { Archive } from './archive.ts'
import type { Document } from './documents.ts'
import { textSink } from './text-sink.ts'

/** In the list for Claude. */
const LISTED = 500
/** What is laid into the shell: files, bytes of one, bytes of all. */
const FILES = 200
const FILE_BYTES = 1_048_576
const BYTES = 6 * 1_048_576

/** @param most UTF-16 units of text for Claude */
export function packedText(archive: Archive, most: number): Document {
  const sink = textSink(most)
  const { entries } = archive
  sink.add(`${entries.length}${archive.isCut ? ' and more' : ''} files:\n`)
  for (const { name, size } of entries.slice(0, LISTED))
    sink.add(`${name.replaceAll(/\s+/g, ' ')}, ${size} bytes\n`)
  if (entries.length > LISTED) sink.add(`(${entries.length - LISTED} more files are left out here.)\n`)
  const files = new Map<string, Uint8Array>()
  let bytes = 0
  for (const { name, size } of entries) {
    if (files.size >= FILES || size > FILE_BYTES || bytes + size > BYTES) continue
    const content = archive.read(name)
    const path = safePath(name)
    if (content === undefined || path === '' || files.has(path)) continue
    bytes += content.length
    const text = content.length === 0 ? undefined : decoded(content)
    files.set(path, text === undefined ? content : new TextEncoder().encode(text))
    if (text !== undefined) sink.add(`\n--- ${name.replaceAll(/\s+/g, ' ')} ---\n${text.trimEnd()}\n`)
  }
  return {
    format: 'ZIP archive',
    text: sink.text(),
    isCut: sink.isFull(),
    files: [...files].map(([name, content]) => ({ name, content })),
  }
}

/** No part of it leads out of the directory that it is laid into. */
const safePath = (name: string): string =>
  name
    .split(/[/\\]+/)
    .filter((part) => part !== '' && !/^\.+$/.test(part))
    .map(shellName)
    .join('/')
