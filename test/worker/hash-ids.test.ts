/** With HASH_IDS the log of a turn names its server and its conversation by hashes. */

import { expect, test } from 'vitest'
import { idHash } from '../../src/id-hash.ts'
import { isThreadId } from '../../src/ids.ts'
import { askWith } from './ask-with.ts'
import { snowflake, unique } from './ids.ts'
import { script } from './local-claude.ts'
import { logged } from './logged.ts'
import { ended } from './rows.ts'

const KEY = 'a secret of thirty-two characters'

test('neither the channel nor the member is in any line, and the hash is that of the secret', async () => {
  const [channel, member, word] = [snowflake(), snowflake(), unique()]
  if (!isThreadId(channel)) throw new Error('an id')
  const events = await logged(async () => {
    await script(word, { say: 'Done.' })
    const asked = await askWith({ HASH_IDS: 'on', HASH_IDS_KEY: KEY }, { prompt: word, channel, member })
    await asked.text(/Done\.$/)
    await ended(channel)
  })
  const thread = idHash(KEY).thread(channel)
  expect(events).toContainEqual(expect.objectContaining({ evt: 'ask.done', thread }))
  expect(JSON.stringify(events)).not.toMatch(new RegExp(`${channel}|${member}`))
})
