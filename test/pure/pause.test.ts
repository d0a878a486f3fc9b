/** A pause: which turns it ends, and what the operator's command writes. */

import { describe, expect, test } from 'vitest'
import { pauseWatch } from '../../src/converse/thread/pause-watch.ts'
import { stoppedLine } from '../../src/converse/turn/stopped.ts'
import { readKept } from '../../src/guild/kept-settings.ts'
import { OPERATOR, type OwnerId } from '../../src/ids.ts'
import { pauseCommand } from '../../src/operate/pause-command.ts'
import { guildId, interactionId, memberId, question } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const PAUSED = { version: 1, settings: { paused: { why: '', by: '1', at: 1 } } }

/** Which of two open turns are ended, and whose settings were asked for; a third turn is stopped already. */
async function watched(settings: (owner: OwnerId) => Promise<unknown>) {
  const asked: string[] = []
  const stopped: string[] = []
  const turns = [
    { ...question(), id: interactionId('1'), guild: guildId('10') },
    { ...question(), id: interactionId('2'), guild: null, member: memberId('20') },
    { ...question(), id: interactionId('3'), guild: guildId('10') },
  ]
  const watch = pauseWatch({
    clock: testClock(),
    store: () => ({
      openTurns: () =>
        turns.map(({ id, member }) => ({ id, member, ...(id === '3' ? { isStopped: true } : {}) })),
      look: (id) => ({ question: turns.find((one) => one.id === id) }) as never,
    }),
    settings: (owner) => {
      asked.push(owner)
      return settings(owner)
    },
    stop: (id, by) => void stopped.push(`${id} ${by}`),
    warn: () => undefined,
  })
  await watch()
  return { asked, stopped }
}

describe('the watch', () => {
  test('of a paused server ends its turns alone', async () => {
    const { asked, stopped } = await watched((owner) =>
      Promise.resolve(owner === 'guild:10' ? PAUSED : { version: 0, settings: {} }),
    )
    expect(stopped).toEqual(['1 '])
    expect(asked).toEqual(['operator', 'guild:10'])
  })

  test("the operator's pause ends all", async () => {
    const { stopped } = await watched((owner) => Promise.resolve(owner === OPERATOR ? PAUSED : null))
    expect(stopped).toEqual(['1 ', '2 '])
  })

  test.each([
    ['fails', () => Promise.reject(new Error('KV failed'))],
    ['is missing', () => Promise.resolve(null)],
  ])('where what would tell of a pause %s, nothing is ended', async (_, settings) => {
    expect((await watched(settings)).stopped).toEqual([])
  })
})

test('the line under an answer that a pause has ended names nobody', () => {
  expect(stoppedLine('stopped', '', 'en')).toBe('-# ⏹ Stopped, because I am paused')
  expect(stoppedLine('cancelled', '', 'de')).toMatch(/^-# ✖ Nicht beantwortet, weil ich pausiert bin/)
})

/** What wrangler is to write. */
const written = (...raw: string[]) => {
  const args = pauseCommand(raw, 1_000)?.args ?? []
  return { kept: readKept(OPERATOR, JSON.parse(args[4] ?? 'null')), args }
}

describe('npm run pause', () => {
  test('writes what the bot reads', () => {
    const { kept, args } = written('--why', "Exams: don't ask")
    expect(kept).toEqual({
      version: 1_000,
      settings: { paused: { why: "Exams: don't ask", by: '0', at: 1_000 } },
    })
    expect(args.slice(0, 4)).toEqual(['kv', 'key', 'put', 'settings:operator'])
    expect(args.slice(5)).toEqual(['--binding', 'CACHE_KV', '--env=', '--remote'])
  })

  test('lifts with a later number, here or on this machine', () => {
    const { kept, args } = written('--lift', '--local', '.threadkeeper')
    expect(kept).toEqual({ version: 1_000, settings: {} })
    expect(args.slice(-3)).toEqual(['--local', '--persist-to', '.threadkeeper'])
  })

  test.each([[], ['--why', 'x', '--lift'], ['--why', 'x'.repeat(201)], ['--what']])(
    'refuses %j',
    (...raw) => {
      expect(() => pauseCommand(raw, 1)).toThrow(/--why|--lift|--what/)
    },
  )
})
