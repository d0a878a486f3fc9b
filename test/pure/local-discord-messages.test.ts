/** Which messages and components the local Discord accepts. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codePoints } from '../../src/playground/discord/json.ts'
import { readMessage } from '../../src/playground/discord/message-rules.ts'
import { invalidForm } from '../../src/playground/discord/refusal.ts'

const codes = (body: unknown): string => {
  const read = readMessage(body, undefined, [])
  return read.ok ? 'accepted' : `${read.refusal.code} ${Object.keys(read.refusal.errors ?? {}).join()}`.trim()
}
const button = (more: object = {}): object => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...more })
const row = (...components: object[]): object => ({ type: 1, components })
const withRows = (...components: object[]): string => codes({ content: 'x', components })

const select = (count: number): object => ({
  type: 3,
  custom_id: 's',
  options: Array.from({ length: count }, (_, n) => ({ label: 'x', value: String(n) })),
})

const text = (length: number): object => ({ type: 10, content: 'x'.repeat(length) })
const v2 = (components: object[]): string => codes({ flags: 32_768, components })

const embeds = (...list: object[]): string => codes({ embeds: list })

test('flaws become the nested tree of Discord, lists by index', () => {
  const flaw = { code: 'C', message: 'M' }
  expect(
    invalidForm([
      { at: ['embeds', 0, 'title'], ...flaw },
      { at: ['embeds'], ...flaw },
    ]).errors,
  ).toEqual({ embeds: { _errors: [flaw], '0': { title: { _errors: [flaw] } } } })
})

describe('messages', () => {
  test('no body whatever makes it throw', () => {
    const value = fc.oneof(fc.anything(), fc.array(fc.anything()))
    const keys = ['content', 'embeds', 'components', 'flags', 'attachments', 'allowed_mentions', 'poll']
    const body = fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...keys), value))
    fc.assert(
      fc.property(body, (raw) => {
        expect(readMessage(raw, undefined, [])).toHaveProperty('ok')
      }),
    )
  })

  test('an accepted text never has more than 2,000 code points', () => {
    const unit = fc.constantFrom('grapheme', 'binary')
    const texts = unit.chain((kind) => fc.string({ unit: kind, minLength: 1_990, maxLength: 2_010 }))
    fc.assert(
      fc.property(texts, (content) => {
        const accepted = readMessage({ content }, undefined, []).ok
        expect(accepted).toBe(codePoints(content) <= 2_000 && content.trim() !== '')
      }),
    )
  })

  test('content that is no text is refused', () => expect(codes({ content: 5 })).toBe('50035 content'))

  test('at most five rows of five buttons', () => {
    const rows = (count: number, wide: number): object[] =>
      Array.from({ length: count }, (_, y) =>
        row(...Array.from({ length: wide }, (__, x) => button({ custom_id: `${y}.${x}` }))),
      )
    expect(withRows(...rows(5, 5))).toBe('accepted')
    expect(withRows(...rows(6, 1))).toBe('50035 components')
    expect(withRows(...rows(1, 6))).toBe('50035 components')
    expect(withRows(row())).toBe('50035 components')
  })

  test('a button is only in a row', () => expect(withRows(button())).toBe('50035 components'))

  test('custom ids are unique in a message', () => {
    expect(withRows(row(button()), row(button()))).toBe('50035 components')
    expect(withRows(row(button()), row(button({ custom_id: 'other' })))).toBe('accepted')
  })

  test('a label has at most 80 characters, a custom id 1 to 100', () => {
    expect(withRows(row(button({ label: 'x'.repeat(81) })))).toBe('50035 components')
    expect(withRows(row(button({ custom_id: '' })))).toBe('50035 components')
    expect(withRows(row(button({ custom_id: 'x'.repeat(101) })))).toBe('50035 components')
    expect(withRows(row(button({ label: undefined })))).toBe('50035 components')
  })

  test('a link button has an address instead of a custom id', () => {
    const link = { type: 2, style: 5, label: 'Go', url: 'https://example.com' }
    expect(withRows(row(link))).toBe('accepted')
    expect(withRows(row({ ...link, custom_id: 'go' }))).toBe('50035 components')
    expect(withRows(row({ ...link, url: undefined }))).toBe('50035 components')
  })

  test('a select stands alone in its row, with 1 to 25 options', () => {
    expect(withRows(row(select(25)))).toBe('accepted')
    expect(withRows(row(select(26)))).toBe('50035 components')
    expect(withRows(row(select(1), button()))).toBe('50035 components')
    const option = { label: 'x'.repeat(100), value: '1', description: 'x'.repeat(101) }
    expect(withRows(row({ ...select(1), options: [option] }))).toBe('50035 components')
    const members = { type: 5, custom_id: 'm', max_values: 2, default_values: [{ id: '1', type: 'user' }] }
    expect(withRows(row(members))).toBe('accepted')
    expect(withRows(row({ ...members, type: 6 }))).toBe('50035 components')
    expect(withRows(row({ ...members, max_values: 26 }))).toBe('50035 components')
    expect(withRows(row({ ...members, min_values: 3 }))).toBe('50035 components')
  })

  test('components V2 takes 40 components and 4,000 characters', () => {
    expect(v2(Array.from({ length: 40 }, () => text(100)))).toBe('accepted')
    expect(v2(Array.from({ length: 41 }, () => text(1)))).toBe('50035 components')
    expect(v2([text(2_000), { type: 17, components: [text(2_001)] }])).toBe('50035 components')
  })

  test('embeds keep their limits, alone and together', () => {
    expect(embeds({ description: 'x'.repeat(4_096) })).toBe('accepted')
    expect(embeds({ description: 'x'.repeat(4_097) })).toBe('50035 embeds')
    expect(embeds({ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) })).toBe(
      '50035 embeds',
    )
    expect(embeds(...Array.from({ length: 11 }, () => ({ title: 'x' })))).toBe('50035 embeds')
    expect(embeds({ fields: [{ name: 'x', value: '' }] })).toBe('50035 embeds')
    expect(embeds({ footer: { text: 'x'.repeat(2_049) } })).toBe('50035 embeds')
  })

  test('an upload that an edit does not list is lost, and a violation', () => {
    const upload = { n: '0', filename: 'a.txt', size: 1 }
    const read = readMessage({ content: 'x', attachments: [], allowed_mentions: {} }, undefined, [upload])
    expect(read).toMatchObject({ ok: true, add: [], offences: ['files[0] is not in attachments'] })
  })
})
