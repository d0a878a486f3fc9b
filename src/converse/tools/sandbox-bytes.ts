/** Bytes and the texts that the shell has for them: UTF-8, or one character for each byte. */

type Encoding = string | { readonly encoding?: string | null } | undefined

const nameOf = (encoding: Encoding): string =>
  (typeof encoding === 'string' ? encoding : encoding?.encoding) ?? 'utf8'

/** The bytes that a text stands for; bytes themselves are copied, since the shell may go on using its own. */
export function toBytes(content: string | Uint8Array, encoding?: Encoding): Uint8Array {
  if (typeof content !== 'string') return content.slice()
  switch (nameOf(encoding)) {
    case 'binary':
    case 'latin1':
    case 'ascii':
      return Uint8Array.from(content, (character) => character.charCodeAt(0))
    case 'base64':
      return Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
    case 'hex':
      return Uint8Array.from(content.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    default:
      return new TextEncoder().encode(content)
  }
}

/** The text for some bytes; what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, encoding?: Encoding): string {
  switch (nameOf(encoding)) {
    case 'binary':
    case 'latin1':
    case 'ascii':
      return oneByOne(bytes)
    case 'base64':
      return btoa(oneByOne(bytes))
    case 'hex':
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    default:
      return new TextDecoder().decode(bytes)
  }
}

export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}

/** In parts, because a call takes no million arguments. */
function oneByOne(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 32_768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  }
  return text
}
