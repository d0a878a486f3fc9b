/** What each error of Claude's is called, and what is tried after it. */

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ErrorFacts,
  type Failure,
  failureOf,
  type Remedy,
  remedy,
  type Why,
} from '../../src/converse/claude/failure.ts'

const error = (partial: Partial<ErrorFacts>): ErrorFacts => ({
  status: undefined,
  type: undefined,
  code: undefined,
  message: '',
  retryAfterMs: undefined,
  ...partial,
})

test.each<[string, Partial<ErrorFacts>, Why]>([
  ['400', { status: 400, type: 'invalid_request_error' }, 'bad request'],
  ['400 for a long prompt', { status: 400, message: 'prompt is too long: 1048577 tokens' }, 'too much text'],
  ['401', { status: 401, type: 'authentication_error' }, 'key refused'],
  ['402', { status: 402, type: 'billing_error' }, 'spend limit'],
  ['403', { status: 403, type: 'permission_error' }, 'forbidden'],
  ['403 from a blocked place', { status: 403, message: 'Request not allowed' }, 'forbidden'],
  ['404', { status: 404, type: 'not_found_error', message: 'model: xyz' }, 'unknown model'],
  ['408', { status: 408, type: 'timeout_error' }, 'silent'],
  ['409', { status: 409, type: 'conflict_error' }, 'unreachable'],
  ['413', { status: 413, type: 'request_too_large' }, 'too much text'],
  ['422', { status: 422 }, 'bad request'],
  ['429', { status: 429, type: 'rate_limit_error' }, 'rate limited'],
  [
    '429 for the budget',
    { status: 429, type: 'rate_limit_error', code: 'enforced_spend_limit_reached' },
    'spend limit',
  ],
  ['429 for the contract', { status: 429, code: 'contract_spend_limit_reached' }, 'spend limit'],
  ['500', { status: 500, type: 'api_error' }, 'unreachable'],
  ['502 without JSON', { status: 502 }, 'unreachable'],
  ['503', { status: 503, type: 'api_error' }, 'unreachable'],
  ['504', { status: 504, type: 'timeout_error' }, 'silent'],
  ['529', { status: 529, type: 'overloaded_error' }, 'overloaded'],
  ['529 without JSON', { status: 529 }, 'overloaded'],
  ['overloaded in the stream', { type: 'overloaded_error' }, 'overloaded'],
  ['a rate limit in the stream', { type: 'rate_limit_error' }, 'rate limited'],
  ['anything else in the stream', { type: 'api_error' }, 'unreachable'],
  ['nothing at all', {}, 'unreachable'],
])('%s', (_, facts, why) => {
  expect(failureOf(error(facts)).why).toBe(why)
})

test('a failure keeps the wait that was asked for, and tells status and type but no message', () => {
  const facts = error({ status: 429, type: 'rate_limit_error', message: 'secret text', retryAfterMs: 700 })
  expect(failureOf(facts)).toEqual({ why: 'rate limited', detail: '429 rate_limit_error', retryAfterMs: 700 })
  expect(failureOf(error({ type: 'api_error' }))).toEqual({ why: 'unreachable', detail: 'stream api_error' })
})

const failed = (why: Why, retryAfterMs?: number): Failure => ({
  why,
  detail: '',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})
const onFallback: Remedy = { do: 'again', afterMs: 0, model: 'fallback' }
const giveUp: Remedy = { do: 'give up' }
const both = { same: true, fallback: true }

describe('what is tried next', () => {
  test.each<Why>(['overloaded', 'unknown model', 'silent'])('after "%s" the other model, at once', (why) => {
    expect(remedy(failed(why), 1, false, both)).toEqual(onFallback)
    expect(remedy(failed(why), 2, true, both)).toEqual(giveUp)
  })

  test.each<Why>(['unreachable', 'cut off'])('after "%s" the same model once, then the other', (why) => {
    expect(remedy(failed(why), 1, false, both)).toEqual({ do: 'again', afterMs: 300, model: 'same' })
    expect(remedy(failed(why), 2, false, both)).toEqual(onFallback)
    expect(remedy(failed(why), 2, true, both)).toEqual(giveUp)
    expect(remedy(failed(why), 3, false, both)).toEqual(giveUp)
  })

  test('a short rate limit is waited out once, a long or unsaid one is not', () => {
    expect(remedy(failed('rate limited', 2_000), 1, false, both)).toEqual({
      do: 'again',
      afterMs: 2_000,
      model: 'same',
    })
    expect(remedy(failed('rate limited', 2_000), 2, false, both)).toEqual(onFallback)
    expect(remedy(failed('rate limited', 2_001), 1, false, both)).toEqual(onFallback)
    expect(remedy(failed('rate limited'), 1, false, both)).toEqual(onFallback)
    expect(remedy(failed('rate limited', 37_000), 1, true, both)).toEqual(giveUp)
  })
})

const fatal: readonly Why[] = [
  'spend limit',
  'account disabled',
  'key refused',
  'forbidden',
  'bad request',
  'too much text',
]
const passing: readonly Why[] = [
  'overloaded',
  'rate limited',
  'unknown model',
  'unreachable',
  'silent',
  'cut off',
]
const whys = fc.constantFrom(...fatal, ...passing)
const failures = fc.record({ why: whys, detail: fc.constant(''), retryAfterMs: fc.nat(60_000) })

describe('a model that is not to be asked', () => {
  const noFallback = { same: true, fallback: false }
  const notThis = { same: false, fallback: true }

  test.each<Why>(['unreachable', 'cut off'])('is not tried again after "%s", but the other is', (why) => {
    expect(remedy(failed(why), 1, false, notThis)).toEqual(onFallback)
    expect(remedy(failed(why), 1, true, notThis)).toEqual(giveUp)
  })

  test('is not waited for either', () => {
    expect(remedy(failed('rate limited', 500), 1, false, notThis)).toEqual(onFallback)
  })

  test('a model that was silent is asked once more only where there is no other', () => {
    const alone = { same: true, fallback: false }
    expect(remedy(failed('silent'), 1, false, alone)).toEqual({ do: 'again', afterMs: 300, model: 'same' })
    expect(remedy(failed('silent'), 2, false, alone)).toEqual(giveUp)
    expect(remedy(failed('silent'), 1, true, alone)).toEqual(giveUp)
    expect(remedy(failed('silent'), 1, false, { same: false, fallback: false })).toEqual(giveUp)
  })

  test.each<Why>(['overloaded', 'unknown model', 'rate limited'])('is no way out after "%s"', (why) => {
    expect(remedy(failed(why), 1, false, noFallback)).toEqual(giveUp)
  })

  test('leaves nothing to try where the other is not to be asked either', () => {
    fc.assert(
      fc.property(failures, fc.integer({ min: 1, max: 3 }), fc.boolean(), (failure, attempts, fellBack) => {
        expect(remedy(failure, attempts, fellBack, { same: false, fallback: false })).toEqual(giveUp)
      }),
    )
  })
})

test('whatever goes wrong, there are three attempts at most, and nobody waits over two seconds for one', () => {
  fc.assert(
    fc.property(fc.array(failures, { minLength: 4, maxLength: 8 }), fc.boolean(), (all, sameModel) => {
      let attempts = 0
      let fellBack = sameModel
      for (const failure of all) {
        attempts += 1
        const next = remedy(failure, attempts, fellBack, both)
        if (next.do === 'give up') break
        expect(next.afterMs).toBeLessThanOrEqual(2_000)
        expect([fellBack, next.model]).not.toEqual([true, 'fallback'])
        fellBack ||= next.model === 'fallback'
      }
      expect(attempts).toBeLessThanOrEqual(3)
    }),
    { numRuns: 2_000 },
  )
})

test.each(fatal)('"%s" is never tried again', (why) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.nat(5_000), (attempts, fellBack, wait) => {
      expect(remedy(failed(why, wait), attempts, fellBack, both)).toEqual(giveUp)
    }),
  )
})

test.each(['bad sk-ant-key', 'Bearer x', 'a\nb', 'x'.repeat(61), 'SHOUTED', ''])(
  'a type that is no type, %j, is not repeated to the log',
  (type) => {
    expect(failureOf(error({ status: 403, type, message: type, code: type })).detail).toBe('403')
  },
)
