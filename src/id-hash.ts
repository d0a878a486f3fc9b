/** Ids of servers, channels and members as hashes, for logs and figures: the same id has the same hash, and nobody can try ids out. */

import { type GuildId, isGuildId, isThreadId, type ThreadId } from './ids.ts'

export interface IdHash {
  /** An event of the log. Ids of servers, conversations and members become hashes; ids of turns stay. */
  readonly event: (event: object) => object
  readonly thread: (id: ThreadId) => ThreadId
  readonly guild: (id: GuildId) => GuildId
}

export const plainIds: IdHash = { event: (event) => event, thread: (id) => id, guild: (id) => id }

/** The fields of events that name a server, a channel, a conversation or a member. */
const FIELDS: ReadonlySet<string> = new Set(['guild', 'thread', 'channel', 'owner', 'member', 'by'])

/** @param secret undefined where ids stand as they are */
export const idsOf = (secret: string | undefined): IdHash =>
  secret === undefined ? plainIds : idHash(secret)

/** @param secret long and known to the operator alone: with it a million ids can be tried out in seconds */
export function idHash(secret: string): IdHash {
  // Two halves of a key, from a secret of any length.
  const key = [sipHash([0n, 1n], secret), sipHash([2n, 3n], secret)] as const
  /** A hash has digits alone, like an id, so that whatever reads ids reads it. */
  const hashed = (text: string): string => text.replace(/\d+/g, (id) => String(sipHash(key, id)))
  return {
    event: (event) =>
      Object.fromEntries(
        Object.entries(event).map(([name, value]: [string, unknown]) => [
          name,
          FIELDS.has(name) && typeof value === 'string' ? hashed(value) : value,
        ]),
      ),
    thread: (id) => checked(hashed(id), isThreadId),
    guild: (id) => checked(hashed(id), isGuildId),
  }
}

function checked<Id extends string>(text: string, is: (raw: unknown) => raw is Id): Id {
  const raw: unknown = text
  if (!is(raw)) throw new Error('a hash has the form of an id')
  return raw
}

const MASK = (1n << 64n) - 1n
const rotated = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & MASK

/**
 * SipHash-2-4: a keyed hash for short texts. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), section
 * 2.
 */
export function sipHash([k0, k1]: readonly [bigint, bigint], text: string): bigint {
  const bytes = new TextEncoder().encode(text)
  let [v0, v1, v2, v3] = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ]
  const rounds = (count: number): void => {
    for (let n = 0; n < count; n += 1) {
      v0 = (v0 + v1) & MASK
      v1 = rotated(v1, 13n) ^ v0
      v0 = rotated(v0, 32n)
      v2 = (v2 + v3) & MASK
      v3 = rotated(v3, 16n) ^ v2
      v0 = (v0 + v3) & MASK
      v3 = rotated(v3, 21n) ^ v0
      v2 = (v2 + v1) & MASK
      v1 = rotated(v1, 17n) ^ v2
      v2 = rotated(v2, 32n)
    }
  }
  const take = (word: bigint): void => {
    v3 ^= word
    rounds(2)
    v0 ^= word
  }
  const whole = bytes.length - (bytes.length % 8)
  for (let at = 0; at < whole; at += 8) take(littleEndian(bytes.subarray(at, at + 8)))
  take(littleEndian(bytes.subarray(whole)) | (BigInt(bytes.length & 0xff) << 56n))
  v2 ^= 0xffn
  rounds(4)
  return v0 ^ v1 ^ v2 ^ v3
}

const littleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduce((word, byte, at) => word | (BigInt(byte) << BigInt(8 * at)), 0n)
