/** The bot's runtime is killed in the middle of an answer, and somebody who watches sees it go on to its end. */

import { expect, test } from 'vitest'
import { ask, over, readIn } from './asking.ts'
import { heldAfter } from './claude-says.ts'
import { findings } from './findings.ts'
import { useOwnPlayground } from './own-playground.ts'
import { noBrowser, useBrowser, visit, word } from './visit.ts'

useBrowser()

/** One of its own: a crash would be one for all the other tests too. */
const playground = useOwnPlayground()

const BEGINNING = 'These words were there before the crash, and they stay where they are.'
const REST = 'These words came after it, on the same message, and each of them is there once.'

test.skipIf(noBrowser)(
  'the answer goes on on the same message, and no word is lost or said twice',
  async () => {
    const { discord, claude, bot } = playground()
    const page = await visit(`${discord.url}/?as=ada#random`)
    const question = word()
    const said = `${BEGINNING} ${REST}`
    claude.script(question, [heldAfter(said, 'These words came after'), { say: said, continues: true }])
    const answer = await ask(page, question)
    await answer.getByText(BEGINNING).waitFor()
    const id = await answer.getAttribute('data-id')
    await bot.crash()
    await over(answer)
    // On a slow machine a message below it tells Ada that it is done.
    expect(await readIn(answer.first())).toBe(said)
    expect(await answer.first().getAttribute('data-id')).toBe(id)
    expect((await claude.requests(question)).length).toBeGreaterThan(1)
    expect(discord.violations()).toEqual([])
    expect(await findings(page)).toEqual([])
  },
)
