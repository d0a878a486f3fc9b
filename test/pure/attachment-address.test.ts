/** Only Discord's own addresses of attached files are fetched, however another one is dressed up. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ephemeralAddress } from '../../src/converse/files/attachment-address.ts'

const CDN = 'https://cdn.discordapp.com'
const GOOD = `${CDN}/ephemeral-attachments/222/1111/bug.png?ex=65f&is=65e&hm=abc&`

test.each([
  GOOD,
  `${CDN}/ephemeral-attachments/1/2/a`,
  `${CDN}/ephemeral-attachments/00000000000000000000/18446744073709551615/a-b_c.tar.gz?ex=1`,
  `${CDN}/ephemeral-attachments/1/2/%E3%83%86.txt?ex=1`,
  `${CDN}/ephemeral-attachments/1/2/...`,
])('%s is fetched as it is', (address) => {
  expect(ephemeralAddress(address, CDN)).toBe(address)
})

test.each([
  ['no address', 'bug.png'],
  ['another scheme', GOOD.replace('https:', 'http:')],
  ['a file of the machine', 'file:///ephemeral-attachments/1/2/a'],
  ['data', 'data:text/plain,hi'],
  ['another host', GOOD.replace('cdn.discordapp.com', 'evil.example')],
  ['a longer host', GOOD.replace('cdn.discordapp.com', 'cdn.discordapp.com.evil.example')],
  ['a host with a dot behind it', GOOD.replace('cdn.discordapp.com', 'cdn.discordapp.com.')],
  ['a host in other letters', GOOD.replace('discordapp', 'dıscordapp')],
  ['a host in capitals', GOOD.replace('cdn', 'CDN')],
  ['another port', GOOD.replace('.com/', '.com:8443/')],
  ['a user', GOOD.replace('https://', 'https://me@')],
  ['a user who looks like the host', `https://cdn.discordapp.com@evil.example/ephemeral-attachments/1/2/a`],
  ['a backslash', `https://cdn.discordapp.com\\@evil.example/ephemeral-attachments/1/2/a`],
  ['backslashes for slashes', `https:\\\\evil.example\\ephemeral-attachments\\1\\2\\a`],
  ['another path', `${CDN}/attachments/1/2/a.png`],
  ['a longer path', `${CDN}/ephemeral-attachments/1/2/3/a.png`],
  ['a shorter path', `${CDN}/ephemeral-attachments/1/a.png`],
  ['words for numbers', `${CDN}/ephemeral-attachments/a/b/c.png`],
  ['a path in capitals', `${CDN}/EPHEMERAL-attachments/1/2/a.png`],
  ['dots', `${CDN}/x/../ephemeral-attachments/1/2/a.png`],
  ['dots that leave', `${CDN}/ephemeral-attachments/1/2/../../../a.png`],
  ['escaped dots', `${CDN}/ephemeral-attachments/1/2/%2e%2e`],
  ['half escaped dots', `${CDN}/ephemeral-attachments/1/2/.%2E/a`],
  ['an escaped slash', `${CDN}/ephemeral-attachments/1/2/a%2Fb`],
  ['an escaped backslash', `${CDN}/ephemeral-attachments/1/2/a%5cb`],
  ['an escaped line break', `${CDN}/ephemeral-attachments/1/2/a%0d%0ab`],
  ['a line break', `${CDN}/ephemeral-attachments/1/2/a\nb`],
  ['a tab that `URL` drops', `https://cdn.disc\tordapp.com/ephemeral-attachments/1/2/a`],
  ['a space before it', ` ${GOOD}`],
  ['a fragment', `${GOOD}#x`],
  ['nothing for a name', `${CDN}/ephemeral-attachments/1/2/`],
  ['a very long one', `${GOOD}${'x'.repeat(2_048)}`],
])('%s is refused', (_, address) => {
  expect(ephemeralAddress(address, CDN)).toBeUndefined()
})

/** Read another way than the guard does. */
function isDiscords(address: string): boolean {
  const url = new URL(address)
  const [root, folder, channel = '', file = '', name = '', ...more] = decodeURIComponent(url.pathname).split(
    /[/\\]/,
  )
  return (
    address.startsWith(`${CDN}/ephemeral-attachments/`) &&
    `${url.origin}${url.username}${url.password}${url.hash}` === CDN &&
    `${root}/${folder}` === '/ephemeral-attachments' &&
    /^\d+$/.test(channel) &&
    /^\d+$/.test(file) &&
    !['', '.', '..'].includes(name) &&
    more.length === 0
  )
}

describe('whatever is named', () => {
  const trick = fc.constantFrom<string[]>(
    // What ends or turns a part of an address, plain and escaped.
    '/',
    '//',
    '\\',
    '@',
    ':',
    '#',
    '?',
    '.',
    '..',
    '%2f',
    '%2e',
    '%5C',
    '[',
    ']',
    // What is dropped, or looks like something else.
    '\t',
    '\n',
    ' ',
    '\0',
    '\u202e',
    '\u200b',
    '％２ｆ',
    'ｃｄｎ',
    '。',
    // Other places.
    'evil.example',
    '127.0.0.1',
    '169.254.169.254',
    'localhost',
    'user:pass@',
    // The parts of a good one.
    CDN,
    'https://',
    'ephemeral-attachments',
    '1',
    '22',
    'a.png',
    '?ex=1',
  )
  /** A good address with something put into it, or a heap of parts. */
  const address = fc.oneof(
    fc.array(trick, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.array(trick, { maxLength: 8 }).map((parts) => `${CDN}${parts.join('')}`),
    fc
      .tuple(fc.nat(GOOD.length), fc.nat(4), fc.array(trick, { maxLength: 3 }))
      .map(([at, less, parts]) => GOOD.slice(0, at) + parts.join('') + GOOD.slice(at + less)),
    fc.webUrl(),
    fc.string({ unit: 'binary' }),
  )

  test('is refused, or is a file of Discord’s to everybody who reads the address', () => {
    fc.assert(
      fc.property(address, (raw) => {
        const fetched = ephemeralAddress(raw, CDN)
        expect(fetched === undefined || (fetched === raw && isDiscords(fetched))).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })
})

test('a gateway may stand in for Discord, and then nothing else does', () => {
  const path = '/ephemeral-attachments/1/2/a.png?ex=1'
  expect(ephemeralAddress(`https://gate.example/cdn${path}`, 'https://gate.example/cdn')).toBe(
    `https://gate.example/cdn${path}`,
  )
  expect(ephemeralAddress(`https://gate.example${path}`, 'https://gate.example/cdn')).toBeUndefined()
  expect(ephemeralAddress(`https://gate.example/cdn2${path}`, 'https://gate.example/cdn')).toBeUndefined()
  expect(ephemeralAddress(`${CDN}${path}`, 'https://gate.example/cdn')).toBeUndefined()
  expect(ephemeralAddress(`http://127.0.0.1:8787${path}`, 'http://127.0.0.1:8787')).toBe(
    `http://127.0.0.1:8787${path}`,
  )
  expect(ephemeralAddress(`http://127.0.0.1:8788${path}`, 'http://127.0.0.1:8787')).toBeUndefined()
})
