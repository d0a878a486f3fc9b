/** The door: what holds for an interaction, who is turned away, and what is read for that. */

import { describe, expect, test } from 'vitest'
import { admit, admittedAction, type DoorDeps } from '../../src/arrive/door.ts'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { type Action, route } from '../../src/arrive/route.ts'
import { parseSettings } from '../../src/guild/guild-settings.ts'
import type { KeptSettings } from '../../src/guild/kept-settings.ts'
import type { OwnerId } from '../../src/ids.ts'
import { settings } from '../fakes/documented-settings.ts'
import { payload } from '../fakes/payload.ts'

interface Kept {
  readonly own?: object | 'unknown'
  readonly everywhere?: object
  readonly env?: Record<string, string>
}

/** The door of a bot whose settings are these, and what was read. */
function door({ own = {}, everywhere = {}, env = {} }: Kept) {
  const read: string[] = []
  const kept = (owner: OwnerId): KeptSettings | undefined => {
    const raw = owner === 'operator' ? everywhere : own
    return raw === 'unknown' ? undefined : { version: 1, settings: parseSettings(owner, raw).settings }
  }
  const deps: DoorDeps = {
    settings: settings(env),
    owners: {
      read: (owner) => {
        read.push(owner)
        return Promise.resolve(kept(owner))
      },
    },
  }
  return {
    read,
    enter: async (raw: unknown): Promise<Action> => {
      const admission = await admit(deps, parseInteraction(raw), () => undefined)
      return admittedAction(route(admission.interaction), admission)
    },
  }
}

const enter = (kept: Kept, raw: unknown = payload('ask-in-guild')): Promise<Action> => door(kept).enter(raw)
const guild = '290926798626357999'
const asksIn = async (kept: Kept, raw?: unknown) => {
  const action = await enter(kept, raw)
  return action.do === 'ask' ? action.question : action
}

/** Why somebody is turned away, or what becomes of it. */
const why = async (kept: Kept, raw?: unknown) => {
  const action = await enter(kept, raw)
  return action.do === 'refuse' ? action.why : action.do
}

describe('what holds', () => {
  test('nothing is set: the question goes on as it is', async () => {
    const { read, enter: go } = door({})
    const action = await go(payload('ask-in-guild'))
    expect(action.do === 'ask' && 'settings' in action.question).toBe(false)
    expect(read).toEqual([`guild:${guild}`, 'operator'])
  })

  test("a server's language is everybody's there, and its settings go with the question", async () => {
    const own = { language: 'de', persona: 'Be brief.', blockedMembers: ['1'], memoryDays: 7 }
    expect(await asksIn({ own })).toMatchObject({
      language: 'de',
      settings: { persona: 'Be brief.', memoryDays: 7 },
    })
    expect(await asksIn({ own })).not.toHaveProperty('settings.blockedMembers')
  })

  test('in direct messages the settings are those of the member', async () => {
    const { read, enter: go } = door({ own: { persona: 'Be brief.', tools: false } })
    const action = await go(payload('ask-in-bot-dm'))
    expect(action.do === 'ask' && action.question.settings).toEqual({ persona: 'Be brief.' })
    expect(read[0]).toMatch(/^member:/)
  })

  test('where nobody knows them, what spends least holds', async () => {
    expect(await asksIn({ own: 'unknown' })).toMatchObject({
      settings: { tools: false, web: false, readChannel: false, model: 'claude-haiku-5-5' },
    })
  })

  test.each([
    [{}, true, false],
    [{ mayStop: 'everyone' }, true, true],
    [{ mayStop: 'asker' }, false, false],
  ])('with %j a moderator may stop others: %s, a member: %s', async (own, moderator, member) => {
    const stops = async (permissions: string) => {
      const raw = payload('button')
      const pressed = { ...raw, member: { ...(raw['member'] as object), permissions } }
      const { interaction } = await admit(
        {
          settings: settings(),
          owners: {
            read: (owner) => Promise.resolve({ version: 1, settings: parseSettings(owner, own).settings }),
          },
        },
        parseInteraction(pressed),
        () => undefined,
      )
      return 'origin' in interaction && interaction.origin.standing.stopsOthers
    }
    expect([await stops('8192'), await stops('0')]).toEqual([moderator, member])
  })
})

describe('who is turned away', () => {
  test('whom the operator does not want: nothing is read for them', async () => {
    const { read, enter: go } = door({ env: { BLOCKED_GUILDS: guild } })
    expect(await go(payload('ask-in-guild'))).toMatchObject({ do: 'refuse', why: 'server not allowed' })
    expect(read).toEqual([])
  })

  test.each(['ask-in-guild', 'button', 'select', 'modal-ask', 'message-command-ask'])(
    'a blocked member, with %s',
    async (name) => {
      const raw = payload(name)
      const { user } = raw['member'] as { user: { id: string } }
      expect(await why({ own: { blockedMembers: [user.id] } }, raw)).toBe('member blocked')
    },
  )

  test('what was typed in a modal is given back', async () => {
    const raw = payload('modal-ask')
    const { user } = raw['member'] as { user: { id: string } }
    const action = await enter({ own: { blockedMembers: [user.id] } }, raw)
    expect(action).toHaveProperty('typed.description')
  })

  test('suggestions are empty, and a ping is answered', async () => {
    const everywhere = { paused: { why: '', by: '0', at: 0 } }
    expect(await why({ everywhere }, payload('autocomplete'))).toBe('suggest nothing')
    expect(await why({ everywhere }, payload('ping'))).toBe('pong')
  })

  test('a pause says why, in words that do nothing', async () => {
    const paused = { why: '**Exams** @everyone', by: '7', at: 0 }
    expect(await enter({ own: { paused } })).toMatchObject({
      why: 'paused here',
      text: expect.stringContaining('The reason: \\*\\*Exams\\*\\*'),
    })
    expect(await why({ own: { paused }, everywhere: { paused } })).toBe('paused everywhere')
  })

  test.each(['modal-ask', 'modal-edited'])(
    'a form is given back that was filled in meanwhile: %s',
    async (name) => {
      const action = await enter({ own: { paused: { why: '', by: '7', at: 0 } } }, payload(name))
      expect(action).toMatchObject({
        why: 'paused here',
        typed: { description: expect.stringMatching(/\n\n +.*<@539082325061836\d+>/) },
      })
    },
  )

  test('the managers of the server come to its settings all the same', async () => {
    const ask = payload('ask-in-guild')
    const own = { paused: { why: '', by: '7', at: 0 }, language: 'de' }
    const settingsCommand = { ...ask, data: { ...(ask['data'] as object), name: 'settings' } }
    expect(await why({ own }, settingsCommand)).not.toBe('paused here')
    expect(await why({ own, env: { BLOCKED_GUILDS: guild } }, settingsCommand)).toBe('server not allowed')
  })

  test.each([{ paused: { why: '', by: '7', at: 0 } }, { blockedMembers: ['53908232506183680'] }])(
    'with %j everybody still reads what is kept of them, and has it erased',
    async (own) => {
      const ask = payload('ask-in-guild')
      const command = (name: string) => ({ ...ask, data: { ...(ask['data'] as object), name } })
      expect(await enter({ own })).toMatchObject({ do: 'refuse' })
      for (const name of ['privacy', 'forget'])
        expect(await enter({ own }, command(name))).not.toMatchObject({ do: 'refuse' })
      for (const id of ['keep:1', 'everywhere:1:7'])
        expect(await enter({ own }, button(id))).not.toMatchObject({ do: 'refuse' })
      expect(await enter({ own }, command('usage'))).toMatchObject({ do: 'refuse' })
    },
  )
})

const button = (custom_id: string) => ({ ...payload('button'), data: { component_type: 2, custom_id } })
