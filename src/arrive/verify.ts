/** Is this body from Discord? Ed25519 over timestamp and raw body, by discord-interactions. */

import { verifyKey } from 'discord-interactions'
import { SIGNATURE_LIFE_MS } from '../limits.ts'

/** The claim that came with a body: two headers, as they stood there. */
export interface Claim {
  readonly signature: string | undefined
  readonly timestamp: string | undefined
}

/**
 * Makes the check for one application. The key is imported once and kept, because importing costs more than verifying.
 *
 * The check answers false for a missing, malformed, stale (older than 5 minutes, or from the future) or wrong
 * signature, and never throws. Source: Discord, Interactions, Overview, "Security and Authorization".
 *
 * @param publicKey 64 hexadecimal digits
 */
export function discordVerifier(
  publicKey: string,
): (rawBody: ArrayBuffer, claim: Claim, now: number) => Promise<boolean> {
  // The key and not its promise: one of an interaction that was cut off would never end for the others.
  let key: CryptoKey | undefined
  return async (rawBody, { signature, timestamp }, now) => {
    // The shapes are checked here: the library reads any text as hex and would verify a wrong signature's prefix.
    if (signature === undefined || !/^[\da-f]{128}$/i.test(signature)) return false
    if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false
    if (Math.abs(now - Number(timestamp) * 1_000) > SIGNATURE_LIFE_MS) return false
    try {
      key ??= await crypto.subtle.importKey('raw', bytes(publicKey), 'Ed25519', false, ['verify'])
      return await verifyKey(rawBody, signature, timestamp, key)
    } catch {
      return false
    }
  }
}

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
