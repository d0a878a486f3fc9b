/** Another answer that waits is taken back: the earlier one stands there again, with its buttons, and nothing is lost. */

import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { type Case, sentence } from '../../src/sentences/sentences.ts'
import { crashAt, type Moment, untilTakenUp } from './crash-at.ts'
import { openEdit, sendEdit } from './edit-press.ts'
import { lastCall, pressForAnswer, shownIn } from './follow-press.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { ask, type Asked } from './member.ts'
import { labels, press, UNDER_AN_ANSWER } from './press.ts'
import { counted, ended, rowCount } from './rows.ts'

const english = (which: Case): string => sentence(which, 'en')
const [AGAIN, CANCEL, EDIT] = [english('try again'), english('cancel'), english('edit')]

/** An answer that has ended, and a later question of the same member that is being answered. */
async function busy() {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() }
  const [one, two] = [unique('one'), unique('two')]
  await script(one, { say: 'First answer.' }, { say: 'Second answer.' })
  await script(two, { say: `Words to hold. The last of ${two}.`, hold: true, holdAfterChars: 14 })
  const asked = await ask({ prompt: one, ...where })
  await asked.text('First answer.')
  await ended(where.channel)
  const other = await ask({ prompt: two, ...where })
  await other.growing('Words to hold.')
  return { where, one, two, asked, other }
}

/** The answer stands there as before, and can be tried again. */
async function standsAgain(asked: Asked): Promise<void> {
  await shownIn(asked, 'First answer.')
  await asked.reply((reply) => labels(reply).includes(AGAIN))
  expect(labels(await asked.reply(() => true))).toEqual([AGAIN, ...UNDER_AN_ANSWER])
  expect((await asked.reply(() => true)).violations).toEqual([])
}

test('Try again waits for its turn; after Cancel the earlier answer stands there, and may be tried again', async () => {
  const { where, one, two, asked, other } = await busy()
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, '-# 1 question ahead of yours')
  expect(labels(await asked.reply(() => true))).toEqual([CANCEL, EDIT])
  expect(await press(asked, CANCEL, where)).toBe('shown')
  await standsAgain(asked)
  await release(two)
  await other.text(`last of ${two}.`)
  await ended(where.channel)
  expect(await modelCalls(one)).toHaveLength(1)
  expect(await rowCount(where.channel, 'exchanges')).toBe(2)
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, 'Second answer.')
  await ended(where.channel)
  expect(await press(asked, '‹', where)).toBe('changed')
  await shownIn(asked, 'First answer.')
})

test('an edited question waits, is changed once more there, and is taken back', async () => {
  const { where, two, asked, other } = await busy()
  const [first, second] = [unique('first'), unique('second')]
  expect(await sendEdit(await openEdit(asked, where), where, first)).toBe('changed')
  await shownIn(asked, '-# 1 question ahead of yours')
  const again = await openEdit(asked, where)
  expect(again.value).toBe(first)
  expect(await sendEdit(again, where, second)).toBe('changed')
  expect(await press(asked, CANCEL, where)).toBe('shown')
  await standsAgain(asked)
  await release(two)
  await other.text(`last of ${two}.`)
  await ended(where.channel)
  expect(await modelCalls(first)).toEqual([])
  expect(await modelCalls(second)).toEqual([])
  const next = unique('next')
  await script(next, { say: 'Next.' })
  await (await ask({ prompt: next, ...where })).text('Next.')
  expect((await lastCall(next)).join()).toContain('First answer.')
})

/** Presses Cancel, and lets the object crash there. False where all is over without coming so far. */
async function crashes(moment: Moment, n: number): Promise<boolean> {
  const { where, two, asked, other } = await busy()
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await shownIn(asked, '-# 1 question ahead of yours')
  await script(two, { say: ` The last of ${two}.` })
  const crash = await crashAt(where.channel, moment, n)
  expect(await press(asked, CANCEL, where)).toMatch(/^shown$|already/)
  while (!crash.hasCome() && labels(await asked.reply(() => true))[0] !== AGAIN) await systemClock.sleep(5)
  const hasCome = crash.hasCome()
  crash.disarm()
  if (!hasCome) await release(two)
  await untilTakenUp(where.channel)
  await standsAgain(asked)
  await other.text(`last of ${two}.`)
  expect(await rowCount(where.channel, 'exchanges')).toBe(2)
  return hasCome
}

test.each(['write', 'call to Discord', 'answer of Discord'] as const)(
  'a crash at each %s after Cancel brings the earlier answer back all the same',
  async (moment) => {
    let n = 1
    while (await crashes(moment, n)) n += 1
    expect(n).toBeGreaterThan(1)
  },
)

test('one that waits for the bot as a whole is taken back in the same way', async () => {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() }
  const [one, other] = [unique('one'), unique('other')]
  await script(one, { say: 'First answer.' })
  await script(other, { say: `Words to hold. The last of ${other}.`, hold: true, holdAfterChars: 14 })
  const asked = await ask({ prompt: one, ...where })
  await asked.text('First answer.')
  await ended(where.channel)
  await counted(asked.id)
  const busyBot = await ask({ prompt: other, channel: snowflake() })
  await busyBot.growing('Words to hold.')
  await runInDurableObject(env.COORDINATOR.getByName('fleet'), (object) => {
    object.maxSessions = 1
  })
  expect(await press(asked, AGAIN, where)).toBe('changed')
  await asked.reply((reply) => labels(reply).includes(CANCEL))
  expect(labels(await asked.reply(() => true))).toEqual([CANCEL])
  expect(await press(asked, CANCEL, where)).toBe('shown')
  await standsAgain(asked)
  await ended(where.channel)
  expect(await modelCalls(one)).toHaveLength(1)
  await release(other)
  await busyBot.text(`last of ${other}.`)
})

test('the rest of an answer is taken back while it waits, and may be asked for again', async () => {
  const where = { channel: snowflake(), member: snowflake(), name: 'Mia', guild: snowflake() }
  const [one, two] = [unique('one'), unique('two')]
  await script(one, { say: 'The first half', stop: 'max_tokens' }, { say: 'The first half and the second.' })
  await script(two, { say: `Words to hold. The last of ${two}.`, hold: true, holdAfterChars: 14 })
  const asked = await ask({ prompt: one, ...where })
  await asked.text(english('length limit'))
  await ended(where.channel)
  const other = await ask({ prompt: two, ...where })
  await other.growing('Words to hold.')
  const rest = await pressForAnswer(asked, english('continue'), where)
  await shownIn(rest, '-# 1 question ahead of yours')
  expect(labels(await rest.reply(() => true))).toEqual([CANCEL])
  expect(await press(rest, CANCEL, where)).toBe('shown')
  await shownIn(rest, '-# ✖ Cancelled by Mia')
  expect(labels(await rest.reply(() => true))).toEqual([])
  await release(two)
  await other.text(`last of ${two}.`)
  await ended(where.channel)
  const again = await pressForAnswer(asked, english('continue'), where)
  expect(await again.text('second.')).toBe('and the second.')
  await ended(where.channel)
  expect(await rowCount(where.channel, 'exchanges')).toBe(2)
})
