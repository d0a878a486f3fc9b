/** Base64 of large files, several times as fast as by `btoa`, for which a string would have to be made of them first. */

const letters = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const PADDING = 0x3d

const letter = (bits: number): number => letters[bits & 63] ?? PADDING

/** Source: RFC 4648, section 4, with padding. */
export function base64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  for (let at = 0, to = 0; at < bytes.length; at += 3, to += 4) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text[to] = letter(three >> 18)
    text[to + 1] = letter(three >> 12)
    text[to + 2] = at + 1 < bytes.length ? letter(three >> 6) : PADDING
    text[to + 3] = at + 2 < bytes.length ? letter(three) : PADDING
  }
  return new TextDecoder().decode(text)
}
