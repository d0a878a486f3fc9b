/** Where Discord gives a picture smaller, and how much smaller. */

import type { Attachment } from '../question/attachment.ts'
import { ephemeralAddress } from './attachment-address.ts'
import type { Pixels } from './image-size.ts'

/**
 * Claude scales down what is larger than 1,568 pixels, and takes no more than 2,000 where a request has many pictures
 * (Claude API, Vision, "General limits").
 */
const LONG_SIDE = 2_000

/**
 * The address of a smaller picture, or undefined where there is none. Discord documents `proxy_url`; its own client adds
 * these three parameters to it (api-docs #6660: they are there for the client).
 *
 * @param pixels as the file itself says; where it does not, Discord's own measure is taken
 * @param baseUrl DISCORD_MEDIA_BASE_URL, without a slash at the end
 */
export function smallerAddress(
  { mediaUrl, pixels: declared }: Attachment,
  pixels: Pixels | undefined,
  baseUrl: string,
): string | undefined {
  const address = ephemeralAddress(mediaUrl, baseUrl)
  // Discord turns a picture upright before it measures it, so its own measure has the sides in the right order.
  const full = declared ?? pixels
  if (address === undefined || full === undefined) return undefined
  const scale = Math.min(1, LONG_SIDE / Math.max(full.width, full.height))
  const side = (length: number): number => Math.max(1, Math.round(length * scale))
  const begun = address.includes('?') ? address.replace(/&?$/, '&') : `${address}?`
  return `${begun}format=webp&width=${side(full.width)}&height=${side(full.height)}`
}
