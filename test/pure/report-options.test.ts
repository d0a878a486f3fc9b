/** The command line of the report: what it takes, and one sentence for what it does not. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readOptions, USAGE } from '../../src/operate/report-options.ts'
import { ReportProblem } from '../../src/operate/report/report-problem.ts'

test('without options it is the last week of the deployed bot', () => {
  expect(readOptions([])).toEqual({
    days: 7,
    by: undefined,
    experiment: undefined,
    seed: 1,
    isJson: false,
    html: undefined,
    local: undefined,
    env: undefined,
  })
})

test.each([
  [['--days', '90', '--by=error'], { days: 90, by: 'error' }],
  [
    ['--experiment', 'streaming', '--seed', '0', '--json'],
    { experiment: 'STREAMING', seed: 0, isJson: true },
  ],
  [['--by', 'errors'], { by: 'error' }],
  [['--local'], { local: '.threadkeeper' }],
  [['--local', 'there', '--days', '1'], { local: 'there', days: 1 }],
  [['--local', '--html', 'a b.html'], { local: '.threadkeeper', html: 'a b.html' }],
  [['--env=staging'], { env: 'staging' }],
])('%j', (args, options) => {
  expect(readOptions(args)).toMatchObject(options)
})

test('help is nothing to be read', () => {
  expect(readOptions(['--help'])).toBeUndefined()
  expect(readOptions(['-h'])).toBeUndefined()
  for (const line of USAGE.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test.each([
  [['--dys', '3'], 'There is no option --dys. Did you mean --days?'],
  [['--frobnicate'], 'There is no option --frobnicate. "npm run report -- --help" shows all options.'],
  [['streaming'], 'There is no option streaming. "npm run report -- --help" shows all options.'],
  [['--days', '0'], '--days takes a whole number from 1 to 90, not "0".'],
  [['--days', '7.5'], '--days takes a whole number from 1 to 90, not "7.5".'],
  [['--days'], '--days needs a value; "npm run report -- --help" shows them.'],
  [['--days', '--json'], '--days needs a value; "npm run report -- --help" shows them.'],
  [['--html='], '--html needs a value; "npm run report -- --help" shows them.'],
  [['--json=yes'], '--json takes no value.'],
  [['--by', 'week'], '--by takes day, server, model, variant, error, not "week".'],
  [['--experiment', 'STREMING'], 'There is no flag STREMING. Did you mean STREAMING?'],
  [['--experiment', 'x'], expect.stringMatching(/^There is no flag x\. The flags are STREAMING, /)],
  [['--json', '--html', 'x'], '--json and --html exclude each other.'],
  [['--local', '--env', 'x'], '--local and --env exclude each other.'],
])('%j is refused', (args, sentence) => {
  expect(() => readOptions(args)).toThrow(ReportProblem)
  expect(() => readOptions(args)).toThrow(expect.objectContaining({ message: sentence }))
})

test('whatever is typed is taken, or refused in a sentence', () => {
  const word = fc.oneof(
    fc.constantFrom('--days', '--by', '--local', '--json', '--seed', '7', 'day', '--', '-'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(word), (args) => {
      expect(taken(args)).toBe(true)
    }),
  )
})

/** Throws what is no sentence for the operator. */
function taken(args: readonly string[]): boolean {
  try {
    readOptions(args)
  } catch (error) {
    if (!(error instanceof ReportProblem) || error.message === '') throw error
  }
  return true
}
