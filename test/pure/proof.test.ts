/** What the doctor makes of the successes that a deployed bot tells of. */

import { expect, test } from 'vitest'
import { proofOf } from '../../src/operate/proof.ts'
import { unknownHealth } from '../../src/measure/health.ts'
import { shown } from '../fakes/health.ts'

const [CLAUDE, DISCORD] = ['2026-11-24T20:53:59Z', '2026-11-24T20:54:03Z']
const proven = (claude: string | null, discord: string | null) => shown({ proven: { claude, discord } })

test('a bot that has worked has nothing wrong, and it is said when', () => {
  expect(proofOf(proven(CLAUDE, DISCORD))).toEqual({
    looked: [`proven: Claude last answered ${CLAUDE}, Discord last took an answer ${DISCORD}`],
    findings: [],
  })
})

test.each([
  ['neither has', proven(null, null), 'has not answered a question yet'],
  ['Claude has not', proven(null, DISCORD), `Discord last took an answer ${DISCORD}, and Claude has never`],
  ['Discord has not', proven(CLAUDE, null), `Claude last answered ${CLAUDE}, and Discord has never`],
  ['nobody knows', shown({}, unknownHealth()), 'The coordinator does not answer'],
])('where %s, that is a warning with its cure', (_, health, wrong) => {
  expect(proofOf(health)).toEqual({
    looked: ['proven'],
    findings: [
      {
        level: 'warning',
        at: 'proven',
        wrong: expect.stringContaining(wrong),
        cure: expect.stringMatching(/^(Ask|Run) .*\.$/),
      },
    ],
  })
})

test.each([undefined, 'Not found.', {}, { status: 'ok' }, { proven: 7 }])(
  '%j was not looked at: a version before tells nothing',
  (health) => {
    expect(proofOf(health)).toEqual({ looked: [], findings: [] })
  },
)

test('of what another server says nothing is shown', () => {
  const text = JSON.stringify(proofOf(proven('\u001b[31mcrimson', 'yesterday')))
  expect(text).not.toMatch(/crimson|yesterday/)
})
