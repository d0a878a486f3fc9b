/** Reading settings: how old they may be, what is asked when, and what holds when nothing answers. */

import { expect, test } from 'vitest'
import { type KeptSettings, neverSet } from '../../src/guild/kept-settings.ts'
import { settingsReader } from '../../src/guild/settings-reader.ts'
import { isGuildId, isMemberId, isOwnerId, ownerOf, type OwnerId } from '../../src/ids.ts'

const owner = (raw: string): OwnerId => {
  if (!isOwnerId(raw)) throw new Error(raw)
  return raw
}
const server = owner('guild:1')
const at = (version: number): KeptSettings => ({ version, settings: { persona: `No. ${version}` } })

/** A reader whose object and copy do as they are told, and whose time passes when it is told. */
function stage() {
  let now = 1_000_000
  const asked: string[] = []
  const complaints: string[] = []
  const outside: { object: unknown; copy: unknown } = { object: at(1), copy: undefined }
  const background: Promise<void>[] = []
  const answer = async (what: string, value: unknown): Promise<unknown> => {
    asked.push(what)
    if (value === 'fails') throw new Error('the object was reset')
    return value === 'hangs' ? new Promise(() => undefined) : value
  }
  const reader = settingsReader({
    clock: {
      now: () => now,
      sleep: (_ms, signal) =>
        // Only what hangs takes as long as its limit.
        new Promise((wake) => {
          const late = setImmediate(() => setImmediate(wake))
          signal?.addEventListener('abort', () => clearImmediate(late))
        }),
    },
    ask: () => answer('object', outside.object),
    copy: () => answer('copy', outside.copy),
    complain: (message) => complaints.push(message),
  })
  return {
    outside,
    complaints,
    reader,
    pass: (ms: number) => void (now += ms),
    /** The version that is read, and what was asked for it while somebody waited and behind. */
    read: async (from = server) => {
      asked.length = 0
      const kept = await reader.read(from, (work) => void background.push(work))
      const waited = asked.length - background.length
      await Promise.all(background.splice(0))
      return { version: kept?.version, waited: asked.slice(0, waited), behind: asked.slice(waited) }
    },
  }
}

test('the first read asks the object; for half a minute nobody asks again', async () => {
  const { read, pass } = stage()
  expect(await read()).toEqual({ version: 1, waited: ['object'], behind: [] })
  pass(29_999)
  expect(await read()).toEqual({ version: 1, waited: [], behind: [] })
})

test('from half a minute on they are taken as they are, and asked for behind', async () => {
  const { read, pass, outside } = stage()
  await read()
  outside.object = at(2)
  pass(30_000)
  expect(await read()).toEqual({ version: 1, waited: [], behind: ['object'] })
  expect(await read()).toEqual({ version: 2, waited: [], behind: [] })
})

test('none is older than a minute', async () => {
  const { read, pass, outside } = stage()
  await read()
  outside.object = at(2)
  pass(60_000)
  expect(await read()).toEqual({ version: 2, waited: ['object'], behind: [] })
})

test('settings that were never made are remembered, too', async () => {
  const { read, outside } = stage()
  outside.object = neverSet
  expect(await read()).toEqual({ version: 0, waited: ['object'], behind: [] })
  expect(await read()).toEqual({ version: 0, waited: [], behind: [] })
})

test.each(['fails', 'hangs'])('an object that %s: the newest of memory and copy holds', async (fault) => {
  const { read, pass, outside, complaints } = stage()
  outside.object = at(2)
  await read()
  outside.object = fault
  outside.copy = at(1)
  pass(60_000)
  expect(await read()).toEqual({ version: 2, waited: ['object', 'copy'], behind: [] })
  outside.copy = at(3)
  pass(60_000)
  expect(await read()).toEqual({ version: 3, waited: ['object', 'copy'], behind: [] })
  expect(complaints).toHaveLength(2)
})

test('after a failure nobody waits for a while, and then it is asked again', async () => {
  const { read, pass, outside } = stage()
  outside.object = 'fails'
  outside.copy = at(4)
  expect(await read()).toEqual({ version: 4, waited: ['object', 'copy'], behind: [] })
  pass(4_999)
  expect(await read()).toEqual({ version: 4, waited: [], behind: [] })
  outside.object = at(5)
  pass(1)
  expect(await read()).toEqual({ version: 5, waited: ['object'], behind: [] })
})

test('where nothing answers, nothing is known', async () => {
  const { read, outside } = stage()
  outside.object = 'hangs'
  outside.copy = 'hangs'
  expect(await read()).toEqual({ version: undefined, waited: ['object', 'copy'], behind: [] })
  expect(await read()).toEqual({ version: undefined, waited: [], behind: [] })
})

test('what this isolate has changed it knows at once, and what was asked for before does not undo it', async () => {
  const { pass, reader, outside } = stage()
  const { promise, resolve } = Promise.withResolvers<KeptSettings>()
  outside.object = promise
  const asked = reader.read(server, () => undefined)
  pass(1)
  reader.learn(server, at(2))
  resolve(at(1))
  expect(await asked).toEqual(at(2))
  expect(await reader.read(server, () => undefined)).toEqual(at(2))
})

test('settings that were deleted are none, however often they had been changed', async () => {
  const { read, pass, outside } = stage()
  outside.object = at(7)
  await read()
  outside.object = neverSet
  pass(60_000)
  expect((await read()).version).toBe(0)
})

test('a thousand are remembered, and the longest unread is forgotten', async () => {
  const { read } = stage()
  for (let n = 0; n < 1_001; n += 1) await read(owner(`guild:${n}`))
  expect((await read(owner('guild:0'))).waited).toEqual(['object'])
  expect((await read(owner('guild:1000'))).waited).toEqual([])
})

test('where only the member has installed the app, and in direct messages, their own settings hold', () => {
  const [guild, member]: readonly unknown[] = ['1', '2']
  if (!isGuildId(guild) || !isMemberId(member)) throw new Error('ids')
  expect(ownerOf(guild, member, false)).toBe('guild:1')
  expect(ownerOf(guild, member, true)).toBe('member:2')
  expect(ownerOf(null, member, false)).toBe('member:2')
})

test('two who come at once, before anything is known, both wait for it', async () => {
  const { reader } = stage()
  const both = await Promise.all([reader.read(server, () => undefined), reader.read(server, () => undefined)])
  expect(both).toEqual([at(1), at(1)])
})
