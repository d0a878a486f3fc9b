/** Another try, an edited question and the rest of an answer crash at each write and around each call: nothing is lost. */

import { describe, expect, test } from 'vitest'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import './read-shell.ts'
import { crashAt, type Moment, untilTakenUp } from './crash-at.ts'
import { openEdit, sendEdit } from './edit-press.ts'
import { contentOf, lastCall, shownIn } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { buttonOf, labels, press } from './press.ts'
import { ended, rowCount } from './rows.ts'

const english = (which: Case): string => sentence(which, 'en')
const where = () => ({ channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() })
type Where = ReturnType<typeof where>

const FIRST = 'The first answer, or the first half of one'
const SECOND = 'The second answer is here. It has two sentences.'

interface Kind {
  readonly name: string
  /** Claude's answers to the first question. */
  readonly answers: readonly object[]
  /** Asks once more. Gives the reply that the answer stands in. */
  readonly renew: (asked: Asked, who: Where) => Promise<Asked>
  /** What Claude is to remember. */
  readonly remembers: string
  /** Fails unless all stands there as it should. */
  readonly stands: (asked: Asked, answer: Asked, who: Where) => Promise<void>
}

async function bothVersions(asked: Asked, _: Asked, who: Where): Promise<void> {
  expect(await contentOf(asked)).toBe(SECOND)
  expect(labels(await asked.reply(() => true))).toContain('2/2 ›')
  expect(await press(asked, '‹', who)).toBe('changed')
  expect(await contentOf(asked)).toBe(FIRST)
  expect(await press(asked, '1/2 ›', who)).toBe('changed')
  expect(await contentOf(asked)).toBe(SECOND)
}

const kinds: readonly Kind[] = [
  {
    name: 'another try',
    answers: [{ say: FIRST }, { say: SECOND }],
    async renew(asked, who) {
      await press(asked, english('try again'), who)
      return asked
    },
    remembers: SECOND,
    stands: bothVersions,
  },
  {
    name: 'an edited question',
    answers: [{ say: FIRST }],
    async renew(asked, who) {
      const changed = unique('changed')
      await script(changed, { say: SECOND })
      await sendEdit(await openEdit(asked, who), who, changed)
      return asked
    },
    remembers: SECOND,
    stands: bothVersions,
  },
  {
    name: 'the rest of an answer',
    answers: [{ say: FIRST, stop: 'max_tokens' }, { say: `${FIRST} and ${SECOND}` }],
    renew: async (asked, who) => ask({ type: 3, ...(await buttonOf(asked, english('continue'))), ...who }),
    remembers: `${FIRST} and ${SECOND}`,
    async stands(asked, rest) {
      expect(await contentOf(asked)).toContain(FIRST)
      expect(await contentOf(rest)).toBe(`and ${SECOND}`)
      expect((await rest.reply(() => true)).messages).toHaveLength(1)
    },
  },
]

/** Lets the turn crash there. False where it has ended without coming so far. */
async function crashes(kind: Kind, moment: Moment, n: number): Promise<boolean> {
  const who = where()
  const word = unique()
  await script(word, ...kind.answers)
  const asked = await ask({ prompt: word, ...who })
  await asked.reply(({ messages: [first] }) => first?.content.startsWith(FIRST) === true)
  await ended(who.channel)
  const crash = await crashAt(who.channel, moment, n)
  const answer = await kind.renew(asked, who)
  await untilTakenUp(who.channel)
  await shownIn(answer, SECOND)
  await ended(who.channel)
  const hasCome = crash.hasCome()
  crash.disarm()
  await kind.stands(asked, answer, who)
  expect(await rowCount(who.channel, 'exchanges')).toBe(1)
  const next = unique()
  await script(next, { say: 'I go on.' })
  await (await ask({ prompt: next, ...who })).text('I go on.')
  expect((await lastCall(next)).filter((said) => said.startsWith('assistant'))).toEqual([
    `assistant: ${kind.remembers}`,
  ])
  return hasCome
}

const moments: readonly Moment[] = ['write', 'call to Discord', 'answer of Discord', 'call to Claude']

describe.each(kinds)('$name', (kind) => {
  test.each(moments)('crashes at each %s', async (moment) => {
    let n = 1
    while (await crashes(kind, moment, n)) n += 1
    expect(n).toBeGreaterThan(1)
  })
})
