/** What a question's mentions are called: as Discord resolves them, as they are kept, and never as anything else. */

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInteraction } from '../../src/arrive/interaction.ts'
import { memberName, namesIn, noNames, readNames } from '../../src/converse/question/names.ts'
import { payload } from '../fakes/payload.ts'

const id = (n: number): string => `29000000000000000${n}`
const user = (name: string, global: string | null) => ({ username: name, global_name: global })

test('a command that mentions people, roles and channels', () => {
  const raw = payload('ask-in-guild')
  const prompt = `<@${id(1)}> <@!${id(2)}> <@${id(3)}> <@&${id(4)}> <#${id(5)}> <#645027906669510667> <@${id(9)}>`
  expect(
    parseInteraction({
      ...raw,
      channel: { id: '645027906669510667', type: 0, name: 'general' },
      data: {
        name: 'ask',
        options: [{ name: 'prompt', type: 3, value: prompt }],
        resolved: {
          users: {
            [id(1)]: user('ada', 'Ada'),
            [id(2)]: user('ben', null),
            [id(3)]: user('cleo', 'Cleo'),
            [id(6)]: user('not mentioned', null),
            [id(9)]: 7,
          },
          members: { [id(1)]: { nick: 'Countess' }, [id(3)]: { nick: null } },
          roles: { [id(4)]: { name: 'Book Club' } },
          channels: { [id(5)]: { name: 'random', type: 0 } },
        },
      },
    }),
  ).toMatchObject({
    names: {
      people: { [id(1)]: 'Countess', [id(2)]: 'ben', [id(3)]: 'Cleo' },
      roles: { [id(4)]: 'Book Club' },
      channels: { [id(5)]: 'random', '645027906669510667': 'general' },
    },
  })
})

test.each([
  ['the nick', { nick: 'Countess' }, 'Countess'],
  ['without one, the name of the account', { nick: null }, 'Ada'],
  ['and of a blank one as well', { nick: ' ' }, 'Ada'],
  ['where there is no member', undefined, 'Ada'],
])('a person is called by %s', (_, member, name) => {
  expect(memberName(member, user('ada', 'Ada'))).toBe(name)
})

test('without any other name it is the user name, and what nobody has is empty', () => {
  expect(memberName({}, user('ada', null))).toBe('ada')
  expect(memberName(undefined, undefined)).toBe('')
  expect(Array.from(memberName({ nick: '👋'.repeat(200) }, undefined))).toHaveLength(100)
})

test('names come back from storage as they were', () => {
  const names = {
    people: { [id(1)]: 'Ada' },
    roles: { [id(2)]: 'Book Club' },
    channels: { [id(3)]: 'general' },
  }
  expect(readNames(JSON.parse(JSON.stringify(names)))).toEqual(names)
})

test('whatever comes is read without an error, and only ids have names', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (raw, text) => {
      const resolved = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {}
      for (const names of [readNames(raw), namesIn(resolved, text)])
        for (const one of Object.values(names))
          expect(Object.keys(one as object).every((key) => /^\d{1,20}$/.test(key))).toBe(true)
    }),
  )
  expect(readNames({ people: JSON.parse('{"__proto__": "x", "7": 7}') })).toEqual(noNames)
})
