/** Ids as hashes in logs and figures. */

import { expect, test } from 'vitest'
import { idHash, plainIds, sipHash } from '../../src/id-hash.ts'
import { guildId } from '../build.ts'
import { problems, settings } from '../fakes/documented-settings.ts'

const SECRET = 'a secret of thirty-two characters'
const hash = idHash(SECRET)

/** The input of the vectors: bytes that count up from 0. */
const text = (length: number): string => String.fromCharCode(...Array.from({ length }, (_, n) => n))

test('the hash is SipHash-2-4, by the vectors of its authors', () => {
  const key = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n] as const
  expect(sipHash(key, text(0))).toBe(0x726fdb47dd0e0e31n)
  expect(sipHash(key, text(8))).toBe(0x93f5f5799a932462n)
  expect(sipHash(key, text(15))).toBe(0xa129ca6149be45e5n)
})

test('an event names nobody, keeps its turn and its figures, and the same id has the same hash', () => {
  const event = {
    evt: 'ask.done',
    turn: '111',
    thread: '222:333',
    guild: '444',
    owner: 'guild:444',
    out_tok: 5,
    by: '333',
  }
  const hashed: Record<string, unknown> = { ...hash.event(event) }
  expect(JSON.stringify(hashed)).not.toMatch(/222|333|444/)
  expect(hashed).toMatchObject({ evt: 'ask.done', turn: '111', out_tok: 5 })
  expect(hashed['thread']).toMatch(new RegExp(`^\\d+:${String(hashed['by'])}$`))
  expect(hashed['owner']).toBe(`guild:${String(hashed['guild'])}`)
  expect(hash.guild(guildId('444'))).toBe(hashed['guild'])
})

test('another secret makes another hash, and no secret leaves ids as they are', () => {
  expect(idHash(`${SECRET}!`).guild(guildId('444'))).not.toBe(hash.guild(guildId('444')))
  expect(plainIds.event({ guild: '444' })).toEqual({ guild: '444' })
})

test('HASH_IDS takes a secret that is long enough', () => {
  expect(settings().idHashKey).toBeUndefined()
  expect(settings({ HASH_IDS_KEY: SECRET }).idHashKey).toBeUndefined()
  expect(settings({ HASH_IDS: 'on', HASH_IDS_KEY: SECRET }).idHashKey).toBe(SECRET)
  expect(problems({ HASH_IDS: 'on' })).toEqual([
    'HASH_IDS_KEY is missing; it should be a secret of 32 characters or more.',
  ])
  expect(problems({ HASH_IDS: 'on', HASH_IDS_KEY: 'short' })).toEqual([
    'HASH_IDS_KEY is not a secret of 32 characters or more.',
  ])
})
