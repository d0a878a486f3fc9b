/** Links, images, addresses and footnotes inside a text: nothing that a link says or leads to is lost. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readInline } from '../../src/deliver/markdown/inline-parser.ts'
import { readMessage } from '../reading/discord-reading.ts'

const sent = (text: string): string =>
  readInline(text)
    .tokens.map(({ out }) => out)
    .join('')

test.each([
  '[docs](https://x.org/a_b)',
  '[*docs*](https://x.org)',
  '[docs](https://x.org "title")',
  'see https://x.org/a_b.',
  'a[0](x) and f[i]',
])('%j stays as it is', (text) => expect(sent(text).replaceAll('\\', '')).toBe(text))

test.each([
  ['[a](https://x.org/(b)', '[a](https://x.org/(b)'],
  ['[https://x.org](https://x.org)', '<https://x.org>'],
  ['[x.org](https://x.org/a)', 'x.org (<https://x.org/a>)'],
  ['[the plan](docs/plan.md)', 'the plan (`docs/plan.md`)'],
  ['[mail](mailto:a@x.org)', 'mail (`a@x.org`)'],
  ['[top](#top)', 'top'],
  ['![a cat](https://x.org/c.png)', '[a cat](https://x.org/c.png)'],
  ['![](https://x.org/c.png)', '[c.png](https://x.org/c.png)'],
  ['[![b](https://x.org/b.svg)](https://x.org)', '[b](https://x.org)'],
  ['True[^1] and [^note].', 'True[1] and [note].'],
  ['見 https://x.org/a。次', '見 <https://x.org/a>。次'],
  ['*https://x.org/a*', '*https://x.org/a*'],
])('%j is sent as %j', (text, message) => expect(sent(text)).toBe(message))

test('a link that fits on no page is written as text, whole', () => {
  const link = `[a](https://x.org/${'b'.repeat(2_000)})`
  expect(sent(link)).toBe(link)
  expect(readInline(link).tokens.length).toBeGreaterThan(10)
})

test('Discord masks what a plain label and a plain target say, to the letter', () =>
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-zA-Z]{1,9}( [a-zA-Z]{1,9}){0,3}$/),
      fc.stringMatching(/^https:\/\/[a-z]{1,9}\.org(?:\/[a-z_*~]{1,9}){0,3}(?:\?[a-z=&%]{1,9})?$/),
      (label, url) => {
        expect(
          readMessage(sent(`so [${label}](${url}) it`)).filter(({ href }) => href !== undefined),
        ).toMatchObject([{ text: label, href: url }])
      },
    ),
  ))
