/** Signs what is posted to the bot, as Discord does: Ed25519 over timestamp and body. */

import { isRecord, textOf } from './json.ts'

export interface Signer {
  /** Hex, as in the developer portal. */
  readonly publicKey: string
  /** The private key, for a signer that has to be the same after a restart. */
  readonly jwk: JsonWebKey
  /** The two headers for this body. `timestamp` is in seconds, but goes out as it is: a test may send nonsense. */
  sign(body: string, timestamp: string): Promise<Record<string, string>>
}

/**
 * Makes a key pair, or takes the private key that an earlier `Signer.jwk` gave.
 * Source: Discord, Overview, "Validating Security Request Headers".
 */
export async function makeSigner(jwk?: JsonWebKey): Promise<Signer> {
  const privateJwk = jwk ?? (await freshJwk())
  const raw: unknown = privateJwk
  const x = isRecord(raw) ? textOf(raw['x']) : undefined
  if (x === undefined) throw new Error('The key of the local Discord is not an Ed25519 JWK: it has no "x".')
  const key = await crypto.subtle.importKey('jwk', privateJwk, 'Ed25519', false, ['sign'])
  return {
    publicKey: Buffer.from(x, 'base64url').toString('hex'),
    jwk: privateJwk,
    async sign(body, timestamp) {
      const signature = await crypto.subtle.sign('Ed25519', key, new TextEncoder().encode(timestamp + body))
      return {
        'X-Signature-Ed25519': Buffer.from(signature).toString('hex'),
        'X-Signature-Timestamp': timestamp,
      }
    },
  }
}

async function freshJwk(): Promise<JsonWebKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('Ed25519 makes pairs')
  const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey)
  if (jwk instanceof ArrayBuffer) throw new Error('a JWK is no buffer')
  return {
    kty: 'OKP',
    crv: 'Ed25519',
    ...(jwk.x === undefined ? {} : { x: jwk.x }),
    ...(jwk.d === undefined ? {} : { d: jwk.d }),
  }
}
