/** The page at `/` and the links by which the bot is installed. */

import { describe, expect, test } from 'vitest'
import { invitations, welcome } from '../../src/arrive/welcome.ts'

const applicationId = '775799577604522054'
const address = 'https://discord.com/oauth2/authorize'

describe('with a bot token', () => {
  const links = invitations({ applicationId, hasBotToken: true }).map(({ url }) => new URL(url))

  test('a server gets the bot and its commands, with the least permissions', () => {
    const [server] = links
    expect(server?.origin).toBe('https://discord.com')
    expect(Object.fromEntries(server?.searchParams ?? [])).toEqual({
      client_id: applicationId,
      scope: 'bot applications.commands',
      permissions: '309237746688',
      integration_type: '0',
    })
  })

  test('the permissions are to see, to say, to attach, to read the history and to open threads, and no others', () => {
    const granted = BigInt(links[0]?.searchParams.get('permissions') ?? '')
    const bits = Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (granted >> BigInt(bit)) & 1n)
    expect(bits).toEqual([10, 11, 15, 16, 35, 38])
  })

  test('an account gets the commands alone', () => {
    expect(Object.fromEntries(links[1]?.searchParams ?? [])).toEqual({
      client_id: applicationId,
      scope: 'applications.commands',
      integration_type: '1',
    })
  })
})

test('without a bot token there is one link, for the commands alone', () => {
  const [only, ...others] = invitations({ applicationId, hasBotToken: false })
  expect(only?.url).toBe(`${address}?client_id=${applicationId}&scope=applications.commands`)
  expect(others).toEqual([])
})

test.each([true, false])(
  'the page shows the links (bot token: %s) and says what they are for',
  (hasBotToken) => {
    const page = welcome({ applicationId, hasBotToken })
    const shown = Array.from(page.matchAll(/href="(https:[^"]+)"/g), ([, url = '']) =>
      url.replaceAll('&amp;', '&'),
    )
    expect(shown).toEqual(invitations({ applicationId, hasBotToken }).map(({ url }) => url))
    expect(page.includes('lacks the bot')).toBe(hasBotToken)
  },
)
