/** The purse of a turn: when it asks the ledgers, what it waits for, and what it tells. */

import { describe, expect, test } from 'vitest'
import { type Granting, turnPurse } from '../../src/converse/claude/purse.ts'
import type { Amount } from '../../src/guild/amount.ts'
import type { ReserveAsk, Reserved } from '../../src/guild/spending.ts'
import { whoseIn } from '../../src/converse/question/payers.ts'
import { testClock } from '../fakes/clock.ts'

const amount = (n: number): Amount => ({ nanoUsd: n, tokens: n })
const grant: Reserved = { granted: true, near: [] }
const refuse: Reserved = { granted: false, exceeded: { scope: 'member', window: 'day', renewsAt: 9_000 } }

type Answers = readonly (Reserved | 'never' | 'fails')[]

function stage(
  ledgers: readonly {
    readonly answers: Answers
    readonly ahead?: Granting['ahead']
    readonly name?: string
  }[],
) {
  const clock = testClock()
  const asked: ReserveAsk[] = []
  const complaints: string[] = []
  const later: Promise<void>[] = []
  const purse = turnPurse({
    clock,
    id: '7',
    life: 1,
    lapsesAt: 5,
    ledgers: ledgers.map(({ answers, ahead, name = 'guild:1' }) => {
      let n = 0
      return {
        payers: { member: '3' },
        whose: whoseIn(name),
        ahead,
        reserve: (ask) => {
          asked.push(ask)
          const answer = answers[Math.min(n, answers.length - 1)] ?? 'fails'
          n += 1
          if (answer === 'never') return new Promise(() => {})
          return answer === 'fails' ? Promise.reject(new Error('gone')) : Promise.resolve(answer)
        },
      }
    }),
    later: (work) => later.push(work),
    complain: (message) => complaints.push(message),
  })
  return { clock, purse, asked, complaints, later }
}

test('where nothing limits the turn, nobody is asked, and not even the estimate is made', async () => {
  const { purse, asked } = stage([])
  const refusal = await purse.hold(() => {
    throw new Error('an estimate')
  })
  purse.spent(amount(3))
  purse.spent(undefined)
  expect([refusal, asked, purse.total(), purse.most()]).toEqual([undefined, [], amount(3), undefined])
})

test('a call that fits what is reserved asks nobody again; one that does not asks for more', async () => {
  const { purse, asked } = stage([{ answers: [grant] }])
  void purse.hold(() => amount(10))
  expect(await purse.hold(() => amount(8))).toBeUndefined()
  purse.spent(amount(2))
  expect(await purse.hold(() => amount(8))).toBeUndefined()
  purse.spent(amount(8))
  expect(await purse.hold(() => amount(8))).toBeUndefined()
  expect(asked).toMatchObject([{ id: '7', life: 1, need: amount(10), member: '3' }, { need: amount(18) }])
  expect([purse.total(), purse.most()]).toEqual([amount(10), amount(18)])
})

test('a call of which nobody knows the cost counts as it was reserved', async () => {
  const { purse } = stage([{ answers: [grant] }])
  await purse.hold(() => amount(10))
  purse.spent(undefined)
  expect(purse.total()).toEqual(amount(10))
})

describe('a refusal', () => {
  test('of one ledger is enough, says whose budget it is and when it is renewed', async () => {
    const { purse, asked } = stage([{ answers: [grant], name: 'all' }, { answers: [refuse] }])
    expect(await purse.hold(() => amount(1))).toEqual({ why: 'budget of member', again: 9_000 })
    expect([asked.length, purse.most()]).toEqual([2, undefined])
  })

  test.each<[string, Reserved, string]>([
    ['all', { granted: false, exceeded: { scope: 'whole', window: 'day', renewsAt: 1 } }, 'budget of bot'],
    ['all', { granted: false, exceeded: { scope: 'guild', window: 'day', renewsAt: 1 } }, 'budget of server'],
    [
      'guild:1',
      { granted: false, exceeded: { scope: 'whole', window: 'month', renewsAt: 1 } },
      'budget of server',
    ],
  ])('in %s is that of the right one', async (name, answer, why) => {
    const { purse } = stage([{ answers: [answer], name }])
    expect(await purse.hold(() => amount(1))).toMatchObject({ why })
  })
})

describe('a ledger that is down', () => {
  test('is asked once more, and then the call is not made', async () => {
    const { purse, asked, complaints } = stage([{ answers: ['fails'] }])
    expect(await purse.hold(() => amount(1))).toEqual({ why: 'budget unknown' })
    expect([asked.length, complaints]).toEqual([2, ['gone', 'gone']])
  })

  test('and comes back in time grants', async () => {
    const { purse } = stage([{ answers: ['fails', grant] }])
    expect(await purse.hold(() => amount(1))).toBeUndefined()
  })

  test('and says nothing is waited for four seconds in all', async () => {
    const { clock, purse } = stage([{ answers: ['never'] }])
    const held = purse.hold(() => amount(1))
    expect(await clock.until(held)).toEqual({ why: 'budget unknown' })
    expect(clock.now()).toBe(4_000)
  })
})

describe('a reservation ahead', () => {
  test('is not waited for, and its ledger is told', async () => {
    const { purse, asked, later } = stage([{ answers: ['never'], ahead: { id: 'ahead 1', need: amount(5) } }])
    expect(await purse.hold(() => amount(5))).toBeUndefined()
    expect(asked).toMatchObject([{ ahead: 'ahead 1', need: amount(5) }])
    expect(later).toHaveLength(1)
  })

  test('that is too small is waited for', async () => {
    const { purse } = stage([{ answers: [refuse], ahead: { id: 'ahead 1', need: amount(5) } }])
    expect(await purse.hold(() => amount(6))).toMatchObject({ why: 'budget of member' })
  })

  test('in one ledger of two is waited for', async () => {
    const { purse } = stage([
      { answers: [grant], ahead: { id: 'ahead 1', need: amount(5) } },
      { answers: [refuse] },
    ])
    expect(await purse.hold(() => amount(5))).toMatchObject({ why: 'budget of member' })
  })
})

const near = (scope: 'whole' | 'member'): Reserved => ({
  granted: true,
  near: [{ scope, window: 'day', renewsAt: 7 }],
})

describe('a budget that is nearly used up', () => {
  test('is told: the member’s, and the server’s', async () => {
    const { purse } = stage([{ answers: [near('whole')] }])
    expect(purse.near()).toBeUndefined()
    await purse.hold(() => amount(1))
    expect(purse.near()).toEqual({ whose: 'server', renewsAt: 7 })
  })

  test('is the operator’s own matter where it is that of the whole bot', async () => {
    const { purse } = stage([{ answers: [near('whole')], name: 'all' }])
    await purse.hold(() => amount(1))
    expect(purse.near()).toBeUndefined()
  })
})
