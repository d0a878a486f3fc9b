/** An attached file as Claude is shown it: our line, and a block of its own. */

import type {
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages'
import { FILE_NAME_CODE_POINTS } from '../../deliver/plain-text.ts'
import { type FileRef, mediaTypes } from './file-ref.ts'
import { frameName, type Nonce, frameLine } from './nonce.ts'

export type FileBlock = ImageBlockParam | DocumentBlockParam

/** By the id of its file; undefined for one that is attached and not shown. A file that is not in it is no longer attached. */
export type FileBlocks = ReadonlyMap<number, FileBlock | undefined>

/**
 * The block that shows a file. It is a block of its own, so nothing in the file can end it and speak as something else.
 *
 * @param data base64, or the text itself
 */
export function blockOf({ name, kind, isCut }: FileRef, data: string): FileBlock | undefined {
  switch (kind) {
    case 'PNG':
    case 'JPEG':
    case 'GIF':
    case 'WebP':
      return { type: 'image', source: { type: 'base64', media_type: mediaTypes[kind], data } }
    case 'PDF':
      return { type: 'document', source: { type: 'base64', media_type: mediaTypes[kind], data }, title: name }
    case 'text':
      return {
        type: 'document',
        source: { type: 'text', media_type: mediaTypes[kind], data },
        title: name,
        ...(isCut ? { context: 'The file goes on; this is only its beginning.' } : {}),
      }
    case 'none':
      return undefined
  }
}

/** What stands in a message for its files: for each our line, and the block while it is attached. */
export const fileBlocks = (
  files: readonly FileRef[],
  attached: FileBlocks,
  nonce: Nonce,
): readonly (TextBlockParam | FileBlock)[] =>
  files.flatMap((file) => {
    const block = attached.get(file.id)
    const about = [
      `"${frameName(file.name, nonce, FILE_NAME_CODE_POINTS)}"`,
      file.format,
      sizeOf(file.size),
      ...(attached.has(file.id) ? placeOf(file) : ['no longer attached']),
    ]
    return [
      { type: 'text', text: frameLine('file', nonce, about.join(', ')) },
      ...(block === undefined ? [] : [block]),
    ]
  })

/** Where the file lies, if that is not plain from its name; and that it is not shown. */
const placeOf = ({ kind, name, path }: FileRef): readonly string[] => [
  ...(kind === 'none' ? ['not shown'] : []),
  ...(path === '' || (kind !== 'none' && path.endsWith(`/${name}`)) ? [] : [`in the shell as ${path}`]),
]

/** How many files a request shows: those of which there is more than our line. */
export const countShown = (blocks: FileBlocks): number =>
  [...blocks.values()].filter((block) => block !== undefined).length

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
