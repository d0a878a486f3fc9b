/** The lines that the program writes into a conversation, and the nonce in them, without which a line is not ours. */

import { name as plainName } from '../../deliver/plain-text.ts'

/**
 * 80 random bits, made once for each transcript and kept as long: a new one would be another prefix, and the prompt cache
 * would have to be written again. Nobody can guess it, and it never leaves the prompts: Claude's texts lose it.
 */
export type Nonce = string

export const NONCE_BYTES = 10

/** Without the letters i, l, o and u, which are easily taken for digits or for one another (Crockford's base 32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

const FORM = /^[0-9a-hjkmnp-tv-z]{16}$/

/** @param bytes ten random ones */
export function nonceOf(bytes: Uint8Array): Nonce {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five, 2))).join('')
}

/** False for the six digits of a transcript from before: it gets a nonce when it is next read. */
export const isNonce = (raw: unknown): raw is Nonce => typeof raw === 'string' && FORM.test(raw)

/** A line of ours. A stranger's `text` has to be made safe by `frameName` before. */
export const frameLine = (word: string, nonce: Nonce, text?: string): string =>
  text === undefined ? `[${word} ${nonce}]\n` : `[${word} ${nonce}: ${text}]\n`

/** A name as it is written within a line of ours: one line, no bracket, nothing invisible, at most `most` code points. */
export const frameName = (raw: string, nonce: Nonce, most = 64): string =>
  plainName(
    stripNonce(raw, nonce)
      .normalize('NFKC')
      .replaceAll(/(?![()])[\p{Ps}\p{Pe}]/gu, ' '),
    most,
  )

/**
 * A stranger's text as a prompt may have it: to the letter, save for our nonce, should it ever have become known, and for
 * half an emoji, which would be a 400.
 */
export const stripNonce = (text: string, nonce: Nonce): string => {
  const whole = text.toWellFormed()
  // Looked for before it is replaced, because each text of a long transcript comes here before every answer.
  return whole.toLowerCase().includes(nonce) ? whole.replaceAll(new RegExp(nonce, 'gi'), '#') : whole
}
