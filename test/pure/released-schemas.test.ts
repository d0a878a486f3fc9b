/** What was released of a schema never changes: nobody runs such an entry again. */

import { expect, test } from 'vitest'
import { coordinatorSchema } from '../../src/converse/coordinator/coordinator-schema.ts'
import { threadSchema } from '../../src/converse/thread/thread-schema.ts'
import { guildSchema } from '../../src/guild/guild-schema.ts'
import { releasedSchemas } from '../cases/released-schemas.ts'

const bare = (entry: string): string => entry.replaceAll(/\s+/g, ' ').trim()

test.each([
  ['a thread', threadSchema, releasedSchemas.thread],
  ['the coordinator', coordinatorSchema, releasedSchemas.coordinator],
  ['a server or member', guildSchema, releasedSchemas.guild],
])(
  'the schema of %s begins with the entries that were released; add another behind them',
  (_, now, released) => {
    expect(now.slice(0, released.length).map(bare)).toEqual(released.map(bare))
  },
)
