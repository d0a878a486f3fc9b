/** What the Messages API refuses of pictures and PDFs once it has looked into them, in its own words. */

import { pixelsOf, type Pixels } from '../../converse/files/image-size.ts'
import { isRecord } from '../../json.ts'
import type { Block, Message } from './content.ts'

/** Counted as base64, as the API's own complaint does. */
const IMAGE_CHARACTERS = 5 * 1_024 * 1_024
/** Sources: Vision, "Basics and limits"; PDF support, "Check PDF requirements". */
const LARGEST_PIXELS = 8_000
const LARGEST_PIXELS_OF_MANY = 2_000
const MANY_IMAGES = 20
const MOST_PAGES = 100

const kinds = new Map([
  ['image/png', 'PNG'],
  ['image/jpeg', 'JPEG'],
  ['image/gif', 'GIF'],
  ['image/webp', 'WebP'],
] as const)

export type ImageKind = 'PNG' | 'JPEG' | 'GIF' | 'WebP'

/** The base64 of an image or a PDF, and what it is declared as. */
export interface Media {
  readonly kind: ImageKind | 'PDF'
  readonly data: string
}

/** Undefined for blocks that carry no bytes. */
export function mediaOf({ type, source }: Block): Media | undefined {
  if ((type !== 'image' && type !== 'document') || !isRecord(source) || source['type'] !== 'base64')
    return undefined
  const { media_type: declared, data } = source
  if (typeof data !== 'string') return undefined
  const kind = [...kinds].find(([name]) => name === declared)?.[1]
  return type === 'document' ? { kind: 'PDF', data } : kind === undefined ? undefined : { kind, data }
}

export const bytesOf = ({ data }: Media): Buffer => Buffer.from(data, 'base64')

/** Undefined where there is no size to be found in it. */
export const pixelsIn = (media: Media): Pixels | undefined =>
  media.kind === 'PDF' ? undefined : pixelsOf(media.kind, bytesOf(media))

/** What is wrong with the pictures and PDFs of a whole request. */
export function* mediaProblems(messages: readonly Message[]): Generator<string> {
  const all = messages.flatMap(({ content }, message) =>
    content.flatMap((block, place) => {
      const media = mediaOf(block)
      return media === undefined
        ? []
        : [{ media, at: `messages.${message}.content.${place}.${block.type}.source.base64` }]
    }),
  )
  const isMany = all.filter(({ media }) => media.kind !== 'PDF').length > MANY_IMAGES
  let pages = 0
  for (const { media, at } of all) {
    if (media.kind === 'PDF') {
      const text = bytesOf(media).toString('latin1')
      if (!text.includes('%%EOF')) yield `${at}.data: The PDF specified was not valid.`
      if (/\/Encrypt\s+\d+ \d+ R/.test(text)) yield `${at}.data: The PDF specified is password protected.`
      pages += text.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0
      if (pages > MOST_PAGES) yield `${at}.data: A maximum of ${MOST_PAGES} PDF pages may be provided.`
    } else {
      const { length } = media.data
      if (length > IMAGE_CHARACTERS)
        yield `${at}: image exceeds 5 MB maximum: ${length} bytes > ${IMAGE_CHARACTERS} bytes`
      const pixels = pixelsIn(media)
      if (pixels === undefined) yield `${at}.data: Could not process image`
      else if (Math.max(pixels.width, pixels.height) > (isMany ? LARGEST_PIXELS_OF_MANY : LARGEST_PIXELS))
        yield isMany
          ? `${at}.data: At least one of the image dimensions exceed max allowed size for many-image requests: ${LARGEST_PIXELS_OF_MANY} pixels`
          : `${at}.data: At least one of the image dimensions exceed max allowed size: ${LARGEST_PIXELS} pixels`
    }
  }
}
