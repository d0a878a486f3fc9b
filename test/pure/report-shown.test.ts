/** How the report is shown: whole in a terminal of 80 columns, safe in a page, and the same in both. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns } from '../../src/deliver/markdown/graphemes.ts'
import { dollarsText, secondsText, shareText, shortCount } from '../../src/operate/report/amounts.ts'
import { experiment } from '../../src/operate/report/experiment.ts'
import { experimentText } from '../../src/operate/report/experiment-text.ts'
import { kinds, reportOf } from '../../src/operate/report/report-data.ts'
import { reportPage } from '../../src/operate/report/report-page.ts'
import { type Paint, reportText } from '../../src/operate/report/report-text.ts'
import { bar, sparkline } from '../../src/operate/report/text-chart.ts'
import { textTable } from '../../src/operate/report/text-table.ts'
import { turnOf, type Turn } from '../../src/operate/report/turn.ts'
import { madeUpPoints } from '../fakes/report-points.ts'
import { NOW } from '../fakes/report-run.ts'

const turns = madeUpPoints({ seed: 4, threads: 150, turns: 2_000, now: NOW, days: 6, fasterMs: 200 }).flatMap(
  (point) => turnOf(point) ?? [],
)
const range = { from: Date.UTC(2026, 10, 24), to: NOW }
const plain: Paint = { strong: (text) => text, chart: (text) => text }
const named = (name: string): readonly Turn[] =>
  turns
    .slice(0, 200)
    .map((turn) => ({ ...turn, model: name, server: name, why: name, outcome: 'partial', cacheWhy: name }))

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=1>',
    '\u001b[2J\u0007',
    '\u202egnp',
    '漢字漢字'.repeat(9),
    ']]>',
    '&amp;',
  ),
)

describe('in a terminal', () => {
  test('no line is wider than 80 columns, whatever models and servers are called', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(undefined, ...kinds), (name, by) => {
        const text = reportText(reportOf(named(name), range, name, []), by, plain)
        for (const line of text.split('\n').slice(2)) expect(columns(line)).toBeLessThanOrEqual(80)
        expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u)
      }),
      { numRuns: 60 },
    )
  })

  test('large numbers fit, too', () => {
    const large = turns.map((turn) => ({
      ...turn,
      weight: 40_000,
      wholeMs: 2_600_000,
      firstWordsMs: 900_000,
    }))
    for (const by of [undefined, ...kinds])
      for (const line of reportText(reportOf(large, range, 'here', []), by, plain).split('\n'))
        expect(columns(line)).toBeLessThanOrEqual(80)
  })

  test('a comparison fits, and ends with how it was made', () => {
    const text = experimentText(
      experiment(turns, 'STREAMING', 5),
      reportOf(turns, range, 'here', ['A note.']),
      plain,
    )
    const lines = text.split('\n')
    expect(lines.slice(0, 10).every((line) => columns(line) <= 80)).toBe(true)
    expect(lines.at(-3)).toMatch(/^Bootstrap by thread, 2,000 resamples, seed 5/)
    expect(lines.at(-1)).toBe('A note.')
  })

  test('an overview of many servers is short, and says how to see them all', () => {
    const many = turns.map((turn, at) => ({ ...turn, server: String(at % 100) }))
    const report = reportOf(many, range, 'here', [])
    expect(reportText(report, undefined, plain)).toContain('… 85 more: --by server')
    expect(reportText(report, 'server', plain).match(/^\d\d? +20 /gm)?.length).toBe(100)
  })

  test('charts of signs', () => {
    expect(sparkline([0, undefined, 1, 4, 8])).toBe('  ▁▄█')
    expect(sparkline([])).toBe('')
    expect([bar(8, 8, 3), bar(4, 8, 3), bar(1, 800, 3), bar(0, 8, 3), bar(1, 0, 3)]).toEqual([
      '███',
      '█▌',
      '▏',
      '',
      '',
    ])
  })

  test('a table keeps its columns in line', () => {
    expect(
      textTable(
        ['Name', 'a'],
        [
          ['漢字', '12'],
          ['a longer name', '3'],
        ],
        16,
      ),
    ).toEqual(['Name           a', '漢字          12', 'a longer na…   3'])
  })
})

describe('the page', () => {
  const page = reportPage(reportOf(turns, range, 'here', ['A <note>.']), experiment(turns, 'STREAMING', 1))

  test('loads nothing, and no script can run in it', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).not.toMatch(/<script|<link|<img|url\((?!#)|@import|(?:src|href)=/)
    expect(
      page.replaceAll('http://www.w3.org/2000/svg', '').replaceAll('http://www.w3.org/1999/xlink', ''),
    ).not.toMatch(/https?:/)
  })

  test('every picture says what it shows, and every figure is in a table', () => {
    const pictures = page.match(/<svg [^>]*>/g) ?? []
    expect(pictures.length).toBeGreaterThanOrEqual(6)
    expect(page.match(/<svg [^>]*role="img"[^>]*><title>[^<]+: [^<]+<\/title>/g)).toHaveLength(
      pictures.length,
    )
    expect(page.match(/<table aria-label="[^"]+">/g)?.length).toBeGreaterThanOrEqual(8)
    expect(page).toContain('A &#60;note&#62;.')
    for (const name of ['Asks', 'First words', 'Dollars', '429s', 'Tools'])
      expect(page).toContain(`<dt>${name}</dt>`)
  })

  test('an interval that leaves 0 out stands out', () => {
    const [, drawn = ''] = /<svg [^>]*><title>(Differences in percent of off: .*?)<\/svg>/s.exec(page) ?? []
    expect(drawn).toMatch(
      /^Differences in percent of off: First words −\d+ % \(−\d+ % to −\d+ %\), Whole answer /,
    )
    // Five lines with a point each; the line at 0 has the colour of those that reach it.
    const coloured = (name: string): number =>
      drawn.match(new RegExp(`"var\\(--${name}\\)"`, 'g'))?.length ?? 0
    expect(coloured('series-0')).toBeGreaterThanOrEqual(2)
    expect(coloured('series-0') + coloured('soft')).toBeGreaterThanOrEqual(10)
  })

  test('its colours are names with a value in light and in dark', () => {
    const [, dark = ''] = page.split('prefers-color-scheme: dark')
    const used = [...new Set(page.match(/var\(--[a-z0-9-]+\)/g))].map((name) => `${name.slice(4, -1)}: #`)
    expect(used.length).toBeGreaterThan(5)
    const [light = ''] = page.split('prefers-color-scheme: dark')
    expect(used.filter((value) => !light.includes(value))).toEqual([])
    expect(used.filter((value) => !dark.includes(value))).toEqual([])
  })

  test('names of others stay text', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const hostilePage = reportPage(reportOf(named(name), range, name, [name]), undefined)
        expect(hostilePage).not.toMatch(/<script|<img|onerror=1>/)
        expect(hostilePage.match(/<table/g)?.length).toBe(hostilePage.match(/<\/table>/g)?.length)
        expect(hostilePage.match(/<svg/g)?.length).toBe(hostilePage.match(/<\/svg>/g)?.length)
      }),
      { numRuns: 30 },
    )
  })
})

test('amounts', () => {
  expect([0, 12, 999, 1_000, 12_345, 999_499, 1_234_567, 2e9].map(shortCount)).toEqual([
    '0',
    '12',
    '999',
    '1.0k',
    '12.3k',
    '999k',
    '1.2M',
    '2.0G',
  ])
  expect([undefined, 0, 4, 820, 12_300, 250_000, 900_000, 9e6].map(secondsText)).toEqual([
    '–',
    '0 s',
    '0.00 s',
    '0.82 s',
    '12.3 s',
    '250 s',
    '15 min',
    '3 h',
  ])
  expect([undefined, 0, 0.012, 0.31, 1].map(shareText)).toEqual(['–', '0 %', '1.2 %', '31 %', '100 %'])
  expect([undefined, 0, 0.00042, 0.0123, 0.5, 12.3, 1_234.5, 1e6, -0.002].map(dollarsText)).toEqual([
    '–',
    '$0',
    '$0.00042',
    '$0.012',
    '$0.50',
    '$12.30',
    '$1,235',
    '$1.0M',
    '−$0.0020',
  ])
})
