/** What a member writes in Discord, as a reader of plain text can read it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasMention, type Known, mentionedIn, readable } from '../../src/deliver/discord-text.ts'

const ID = '290000000000000041'
const known: Known = {
  person: (id) => (id === ID ? '<@1 Sam>' : undefined),
  role: (id) => (id === ID ? 'Book Club' : undefined),
  channel: (id) => (id === ID ? 'general' : ''),
}
const nobody: Known = { person: () => undefined, role: () => undefined, channel: () => undefined }

test.each([
  ['a member', `ask <@${ID}>`, 'ask <@1 Sam>', 'ask a member'],
  ['a member with a nick', `ask <@!${ID}>`, 'ask <@1 Sam>', 'ask a member'],
  ['a role', `ask <@&${ID}>`, 'ask @Book Club', 'ask a role'],
  ['a channel', `in <#${ID}>`, 'in #general', 'in a channel'],
  ['an emoji', `<:pog:${ID}><a:party_blob:${ID}>`, ':pog::party_blob:', ':pog::party_blob:'],
  ['a time', 'at <t:1764450000:R>', 'at 2025-11-29T21:00:00Z', 'at 2025-11-29T21:00:00Z'],
  ['a time of no calendar', '<t:9999999999999>', '<t:9999999999999>', '<t:9999999999999>'],
  ['a command', `type </ask:${ID}> or </a b:${ID}>`, 'type /ask or /a b', 'type /ask or /a b'],
  ['a page of the server', 'see <id:customize>', 'see a page of this server', 'see a page of this server'],
  ['code', `\`<@${ID}>\``, `\`<@${ID}>\``, `\`<@${ID}>\``],
  ['a block of code', `\`\`\`\n<@${ID}>\n\`\`\``, `\`\`\`\n<@${ID}>\n\`\`\``, `\`\`\`\n<@${ID}>\n\`\`\``],
  ['a number of ours', '<@1> <@1 Sam>', '<@1> <@1 Sam>', '<@1> <@1 Sam>'],
  ['other signs', 'a < b <3 <T> <@> <#', 'a < b <3 <T> <@> <#', 'a < b <3 <T> <@> <#'],
])('%s', (_, written, read, unknown) => {
  expect(readable(written, known)).toBe(read)
  expect(readable(written, nobody)).toBe(unknown)
})

test('no id outside of code is left', () => {
  const id = fc.bigInt({ min: 10n ** 16n, max: 2n ** 64n - 1n }).map(String)
  const token = fc
    .tuple(fc.constantFrom('<@', '<@!', '<@&', '<#', '<:a:', '<a:b:', '</c:'), id)
    .map(([sign, one]) => `${sign}${one}>`)
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          token,
          fc.string().map((one) => one.replaceAll('`', '')),
        ),
      ),
      (some) => {
        for (const [one] of some.join(' ').matchAll(/<[^<>]*?(\d{17,20})>/g))
          expect(readable(one, nobody)).not.toMatch(/\d{17}/)
      },
    ),
  )
})

test('what is mentioned is known by its id', () => {
  expect([...mentionedIn(`<@${ID}> <#7654321> \`<@1234567>\` <@!${ID}>`)]).toEqual([ID, '7654321'])
})

test.each([
  [`<@${ID}>`, true],
  ['<@&7>', true],
  ['<#7>', true],
  ['<@2 Sam>', true],
  ['a@b.de <b> @everyone', false],
])('whether %s has a mention', (text, is) => {
  expect(hasMention(text)).toBe(is)
})
