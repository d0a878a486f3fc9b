/** Each interaction of test/payloads is read and answered as Discord takes it, and there is one of each type for each place. */

import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { numberAt, recordAt, textAt, type Json } from '../../src/json.ts'
import { readAck } from '../../src/playground/discord/ack-rules.ts'
import { nothingShown } from '../../src/playground/discord/message-rules.ts'
import { stage } from '../fakes/front-door.ts'
import { payload } from '../fakes/payload.ts'

const names = readdirSync(new URL('../payloads', import.meta.url).pathname).map((name) =>
  name.replace('.json', ''),
)

/** Source: Discord, Receiving and Responding, "Interaction Type"; Application Commands, "Application Command Types". */
function kindOf(raw: Json): string {
  const data = recordAt(raw, 'data')
  const kinds: Readonly<Record<number, string>> = {
    1: 'ping',
    2: numberAt(data, 'type') === 3 ? 'message command' : 'command',
    3: numberAt(data, 'component_type') === 2 ? 'button' : 'select',
    4: 'autocomplete',
    5: 'modal',
  }
  return kinds[numberAt(raw, 'type') ?? 0] ?? 'unknown'
}

/** Source: Discord, Receiving and Responding, "Interaction Context Types" and "Authorizing Integration Owners Object". */
function placeOf(raw: Json): string {
  if (textAt(raw, 'guild_id') !== undefined) return 'server'
  return numberAt(raw, 'context') === 2 ? 'group, installed by a member' : 'direct message'
}

test('each type is there for servers, for direct messages, and for groups, where only a member has installed it', () => {
  const there = new Set(names.map((name) => `${kindOf(payload(name))} in a ${placeOf(payload(name))}`))
  const missing = ['command', 'message command', 'button', 'select', 'autocomplete', 'modal']
    .flatMap((kind) =>
      ['server', 'direct message', 'group, installed by a member'].map((place) => `${kind} in a ${place}`),
    )
    .filter((wanted) => !there.has(wanted))
  expect(missing).toEqual([])
  expect(names.map((name) => kindOf(payload(name)))).toContain('ping')
})

describe.each(names)('%s', (name) => {
  const raw = payload(name)

  test('is read with who spoke, where, and who has installed the bot', () => {
    const origin = {
      id: textAt(raw, 'id'),
      channel: textAt(raw, 'channel_id'),
      guild: textAt(raw, 'guild_id') ?? null,
      userInstall: !('0' in recordAt(raw, 'authorizing_integration_owners')),
    }
    expect(parseInteraction(raw)).toMatchObject(kindOf(raw) === 'ping' ? { kind: 'ping' } : { origin })
  })

  test('is answered at once with what Discord takes', async () => {
    const response = await stage().post(raw)
    const http = {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      body: await response.text(),
    }
    const pressed = { shown: nothingShown, attachments: [] }
    expect(readAck(numberAt(raw, 'type') ?? 0, http, pressed)).toMatchObject({ ok: true, offences: [] })
  })
})
