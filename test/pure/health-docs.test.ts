/** docs/health.md names what `/health` answers: every field, every part, every metric with its labels. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { timeNames } from '../../src/measure/recent.ts'
import { prometheusOf } from '../../src/measure/health-prometheus.ts'
import { configuredOf } from '../../src/settings/configured.ts'
import { busyHealth } from '../fakes/busy-health.ts'
import { settings } from '../fakes/documented-settings.ts'
import { readExposition } from '../fakes/exposition.ts'

const page = readFileSync(new URL('../../docs/health.md', import.meta.url).pathname, 'utf8')

/** The rows of the table in a section: the names in backticks of each cell. */
const rowsIn = (heading: string): readonly (readonly (readonly string[])[])[] => {
  const section = page.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? ''
  return Array.from(section.matchAll(/^\| (`.+) \|$/gm), ([, row = '']) =>
    row.split('|').map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name)),
  )
}
const namesIn = (heading: string): readonly string[] => rowsIn(heading).flatMap(([names = []]) => names)

const sorted = (names: Iterable<string>): readonly string[] =>
  [...new Set(names)].toSorted((a, b) => (a < b ? -1 : 1))

/** Under these, names differ. */
const anyNames = new Set(['models', 'recent', 'recent.*', 'configured', 'cache.missed', 'cache.bypassed'])

const pathsOf = (value: unknown, path = ''): readonly string[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : Object.entries(value).flatMap(([name, inner]) =>
        pathsOf(inner, [path, anyNames.has(path) ? '*' : name].filter((part) => part !== '').join('.')),
      )

test('every field, and no others', () => {
  expect(sorted(namesIn('JSON'))).toEqual(sorted(pathsOf(busyHealth())))
})

test('every time', () => {
  expect(namesIn('Percentiles')).toEqual([...timeNames])
})

test('every part that may be configured', () => {
  const nothing = { cache: false, analytics: false, rateLimit: false }
  expect(namesIn('Configured and proven')).toEqual(Object.keys(configuredOf(settings(), nothing)))
})

test('every metric with its labels', () => {
  const samples = readExposition(prometheusOf(busyHealth()))
  expect(
    sorted(
      rowsIn('Prometheus').flatMap(([names = [], labels = []]) =>
        names.map((name) => `${name} ${sorted(labels).join(' ')}`),
      ),
    ),
  ).toEqual(sorted(samples.map(({ name, labels }) => `${name} ${sorted(Object.keys(labels)).join(' ')}`)))
})

test('the formats', () => {
  for (const format of ['json', 'text', 'prometheus']) expect(page).toContain(`/health?format=${format}`)
})
