/** An answer of several messages between which a reply to another question stands. */

import { expect, test } from 'vitest'
import { snowflake, unique } from './ids.ts'
import { release, script } from './local-claude.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { ended } from './rows.ts'
import { skippedTime } from './time.ts'

/** Two messages' worth, of which the first words come at once. */
const long = (word: string): string => `${word} begins. ${'And it goes on. '.repeat(180)}The end of ${word}.`

interface Linked {
  readonly label?: string | undefined
  readonly url?: string | undefined
}

/** The links under each message of a reply. */
const links = async (asked: Asked): Promise<readonly (readonly Linked[])[]> => {
  const { messages, violations } = await asked.reply(() => true)
  expect(violations).toEqual([])
  return messages.map(({ components }) =>
    components
      .flatMap((row): readonly Linked[] => row.components ?? [])
      .filter(({ url }) => url !== undefined)
      .map(({ label, url }) => ({ label, url })),
  )
}

/** Asks what has a long answer, lets another question be answered meanwhile, and waits until both have ended. */
async function torn(
  more: AskOptions = {},
  between = true,
): Promise<{ asked: Asked; ids: readonly string[] }> {
  const [word, other, channel] = [unique('long'), unique('other'), snowflake()]
  const skip = await skippedTime(channel)
  await script(word, { say: long(word), hold: true, holdAfterChars: word.length + 8 })
  await script(other, { say: `Said ${other}.` })
  const asked = await ask({ prompt: word, channel, ...more })
  await asked.growing(/ begins\.$/)
  if (between) await (await ask({ prompt: other, channel })).text(`Said ${other}.`)
  await release(word)
  await asked.reply(({ messages }) => messages.at(-1)?.content.includes(`The end of ${word}.`) === true)
  await ended(channel)
  await skip(10_000)
  if (between) await asked.reply(({ calls }) => calls.length >= 4)
  return { asked, ids: (await asked.reply(() => true)).messages.map(({ id }) => id) }
}

test.each([
  ['en-GB', '⬇ Continues below'],
  ['de', '⬇ Geht unten weiter'],
])('in %s its first message leads to the second', async (locale, label) => {
  const guild = snowflake()
  const { asked, ids } = await torn({ locale, guild })
  const [first, ...others] = await links(asked)
  expect(first).toEqual([{ label, url: expect.stringContaining(`/channels/${guild}/`) }])
  expect(first?.[0]?.url?.endsWith(`/${ids[1]}`)).toBe(true)
  expect(others).toEqual([[]])
})

test('one that nothing came between has no link and costs no call more', async () => {
  const { asked } = await torn({}, false)
  expect((await links(asked)).flat()).toEqual([])
  expect((await asked.reply(() => true)).calls.map(({ kind }) => kind)).toEqual(['edit', 'edit', 'create'])
})
