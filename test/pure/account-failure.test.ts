/** An account that Claude does not serve is told by more than one sign, and by nothing that a member can write. */

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountFailure } from '../../src/converse/claude/account-failure.ts'
import { claude } from '../../src/converse/claude/claude.ts'
import { failureOf, type Why } from '../../src/converse/claude/failure.ts'
import type { ModelEvent } from '../../src/converse/claude/model-event.ts'
import { modelRequest } from '../../src/converse/claude/prompt.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { transcript } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const error = {
  status: 400,
  type: 'invalid_request_error',
  code: undefined,
  message: '',
  retryAfterMs: undefined,
}
const credit = 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.'
const disabled = 'This organization has been disabled.'

describe('why', () => {
  test.each<[string, Partial<Parameters<typeof failureOf>[0]>, Why]>([
    ['400 for no credit', { message: credit }, 'spend limit'],
    ['the same in the stream', { status: undefined, message: credit }, 'spend limit'],
    ['402', { status: 402, type: undefined }, 'spend limit'],
    ['the type of a bill', { type: 'billing_error' }, 'spend limit'],
    [
      '400 for a usage limit',
      { message: 'You have reached your specified API usage limits. You will regain access on 2026-12-01.' },
      'spend limit',
    ],
    [
      '400 for a usage limit of a workspace',
      { message: 'You have reached your specified workspace API usage limits.' },
      'spend limit',
    ],
    ['429 for the budget', { status: 429, code: 'enforced_spend_limit_reached' }, 'spend limit'],
    ['400 for a disabled organisation', { message: disabled }, 'account disabled'],
    [
      'the same by its code alone',
      { message: 'Other words.', code: 'organization_on_hold' },
      'account disabled',
    ],
    ['the same as a 403', { status: 403, type: 'permission_error', message: disabled }, 'account disabled'],
    ['a key of the customer’s that is off', { code: 'cmek_key_disabled' }, 'account disabled'],
    ['any other 403', { status: 403, type: 'permission_error', message: 'Not you.' }, 'forbidden'],
    ['any other 400', { message: 'messages.0: Field required' }, 'bad request'],
    [
      'an overload that speaks of credit',
      { status: 529, type: 'overloaded_error', message: credit },
      'overloaded',
    ],
  ])('%s', (_, facts, why) => {
    expect(failureOf({ ...error, ...facts }).why).toBe(why)
  })
})

test('a message that only repeats such words further on is none of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(credit, disabled), fc.string({ minLength: 1 }), (said, before) => {
      const message = `messages.0.content: ${before} ${said}`
      expect(accountFailure({ ...error, message })).toBeUndefined()
    }),
  )
})

describe('as the local Claude answers it', () => {
  let local: LocalClaude
  beforeAll(async () => {
    local = await startClaude()
  })
  afterAll(() => local.close())

  const askedWith = async (text: string, answer?: Answer): Promise<ModelEvent | undefined> => {
    if (answer !== undefined) local.script(text, [answer])
    const ask = claude({ apiKey: 'sk-ant-test', baseUrl: local.url }, testClock())
    const request = modelRequest({
      model: 'claude-haiku-5-5',
      systemPrompt: '',
      maxTokens: 64,
      transcript: transcript(),
      asked: { name: '', asked: text },
    })
    const events: ModelEvent[] = []
    for await (const event of ask(request, new AbortController().signal)) events.push(event)
    return events.at(-1)
  }

  test.each<[string, Answer | undefined, Why, string]>([
    ['no credit', { noCredit: true }, 'spend limit', '400 invalid_request_error'],
    ['a disabled account', { disabled: true }, 'account disabled', '400 invalid_request_error'],
    ['credit', undefined, 'spend limit', '400 invalid_request_error'],
    ['disabled', undefined, 'account disabled', '400 invalid_request_error'],
  ])('%s', async (text, answer, why, detail) => {
    expect(await askedWith(text, answer)).toMatchObject({ kind: 'failed', failure: { why, detail } })
  })

  test('of a request that is wrong the log has the place and the reason, not what was asked', async () => {
    const message = "messages.0.content.0: Input tag 'x y' was not the secret name of my dog"
    const event = await askedWith('What is the secret name of my dog?', { status: 400, message })
    expect(event).toMatchObject({
      failure: {
        why: 'bad request',
        detail: '400 invalid_request_error: messages.0.content.0: Input tag … was not …',
      },
    })
  })
})
