/** Signatures: real keys, real bytes, and everything that is not quite Discord's. */

import { beforeAll, expect, test } from 'vitest'
import { discordVerifier } from '../../src/arrive/verify.ts'
import { SIGNATURE_LIFE_MS } from '../../src/limits.ts'
import { makeSigner, type Signer } from '../../src/playground/discord/signer.ts'

const NOW = 1_795_000_000_000
const SECONDS = String(NOW / 1_000)
const BODY = '{"type":1,"text":"Grüße 👋"}'
const bytes = (text: string): ArrayBuffer => {
  const buffer = new ArrayBuffer(new TextEncoder().encode(text).length)
  new Uint8Array(buffer).set(new TextEncoder().encode(text))
  return buffer
}

let discord: Signer
let stranger: Signer
beforeAll(async () => {
  discord = await makeSigner()
  stranger = await makeSigner()
})

interface Sent {
  readonly body?: string
  readonly signed?: string
  readonly signature?: string | undefined
  readonly timestamp?: string | undefined
  readonly signedTimestamp?: string
  readonly by?: Signer
  readonly now?: number
}

/** Whether a body is taken for Discord's; all is well but for what is given. */
async function accepted(sent: Sent = {}): Promise<boolean> {
  const { body = BODY, timestamp = SECONDS, by = discord, now = NOW } = sent
  const headers = await by.sign(sent.signed ?? body, sent.signedTimestamp ?? timestamp)
  const signature = 'signature' in sent ? sent.signature : headers['X-Signature-Ed25519']
  const claim = { signature, timestamp: 'timestamp' in sent ? sent.timestamp : timestamp }
  return discordVerifier(discord.publicKey)(bytes(body), claim, now)
}

test('what Discord signed is accepted', async () => {
  expect(await accepted()).toBe(true)
  expect(await accepted({ body: '' })).toBe(true)
})

test('a body that was changed is not', async () => {
  expect(await accepted({ signed: `${BODY} ` })).toBe(false)
})

test('a stranger’s signature is not', async () => {
  expect(await accepted({ by: stranger })).toBe(false)
})

test('a timestamp other than the signed one is not', async () => {
  expect(await accepted({ signedTimestamp: String(NOW / 1_000 - 1) })).toBe(false)
})

test('a signature lives for five minutes, and may be as much ahead', async () => {
  expect(await accepted({ now: NOW + SIGNATURE_LIFE_MS })).toBe(true)
  expect(await accepted({ now: NOW + SIGNATURE_LIFE_MS + 1 })).toBe(false)
  expect(await accepted({ now: NOW - SIGNATURE_LIFE_MS })).toBe(true)
  expect(await accepted({ now: NOW - SIGNATURE_LIFE_MS - 1 })).toBe(false)
})

test.each([undefined, '', 'ab', 'zz'.repeat(64), 'ab'.repeat(63), 'ab'.repeat(65), `${'ab'.repeat(63)}a`])(
  'a signature of %j is not one',
  async (signature) => expect(await accepted({ signature })).toBe(false),
)

test('a right signature with more behind it is not one', async () => {
  const { 'X-Signature-Ed25519': right = '' } = await discord.sign(BODY, SECONDS)
  expect(await accepted({ signature: right })).toBe(true)
  expect(await accepted({ signature: right.toUpperCase() })).toBe(true)
  expect(await accepted({ signature: `${right}00` })).toBe(false)
  expect(await accepted({ signature: `${right}zz` })).toBe(false)
})

test.each(['', 'now', '-1', '1e9', ' 1795000000', '1795000000.5', '0x6afd2cc0', '1'.repeat(13)])(
  'a timestamp of %j is not one, though it was signed',
  async (timestamp) => expect(await accepted({ timestamp })).toBe(false),
)

test('a missing timestamp is not one', async () => {
  expect(await accepted({ timestamp: undefined, signedTimestamp: '' })).toBe(false)
})

test.each(['', 'ab', 'zz'.repeat(32), 'ab'.repeat(33)])(
  'with a key of %j nothing is accepted',
  async (key) => {
    const { 'X-Signature-Ed25519': signature } = await discord.sign(BODY, SECONDS)
    expect(await discordVerifier(key)(bytes(BODY), { signature, timestamp: SECONDS }, NOW)).toBe(false)
  },
)

test('one verifier checks many bodies at once', async () => {
  const verify = discordVerifier(discord.publicKey)
  const checks = Array.from({ length: 20 }, async (_, n) => {
    const { 'X-Signature-Ed25519': signature } = await discord.sign(`body ${n}`, SECONDS)
    return verify(bytes(`body ${n % 2 === 0 ? n : 'forged'}`), { signature, timestamp: SECONDS }, NOW)
  })
  expect(await Promise.all(checks)).toEqual(Array.from({ length: 20 }, (_, n) => n % 2 === 0))
})
