/** The Worker of an operator who has switched the fast lane off: its first response never waits for a thread. */

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, inject, test } from 'vitest'
import { isRecord } from '../../src/json.ts'
import { snowflake, unique } from './ids.ts'
import { cachedAnswer } from './kept-answers.ts'
import { script, scriptGeneral } from './local-claude.ts'
import { request } from './local-server.ts'
import { logged } from './logged.ts'
import { ask, type Reply } from './member.ts'
import { ended } from './rows.ts'

/** A second Worker beside the one of the tests: a module of its own, which reads the settings at its first request. */
const SECOND = '../../src/worker.ts?fast-lane-off'

const local = <T>(method: string, path: string, body?: unknown): Promise<T> =>
  request<T>(`${inject('discord')}/_local${path}`, method, body)

test('a saved answer comes as an edit under "thinking…"', async () => {
  const [word, guild, first, channel] = [unique(), snowflake(), snowflake(), snowflake()]
  await script(word, { say: `All about ${word}.` })
  await scriptGeneral(word)
  await (await ask({ prompt: word, guild, channel: first })).text(`about ${word}.`)
  await ended(first)
  await cachedAnswer(word)
  const { default: worker }: { default: ExportedHandler<Env> } = await import(/* @vite-ignore */ SECOND)
  const made = await local<{ token: string; body: string; headers: Record<string, string> }>(
    'POST',
    '/interactions',
    {
      name: 'ask',
      guild,
      channel,
      member: { id: snowflake(), username: 'eve' },
      options: [{ name: 'prompt', type: 3, value: word }],
    },
  )
  let answer: unknown
  const events = await logged(async () => {
    const context = createExecutionContext()
    const posted = new Request<unknown, IncomingRequestCfProperties>('https://bot.example/interactions', {
      method: 'POST',
      body: made.body,
      headers: { ...made.headers, 'content-type': 'application/json' },
    })
    const response = await worker.fetch?.(posted, { ...env, FAST_LANE: 'off' }, context)
    answer = await response?.json()
    await local('POST', `/acks/${made.token}`, { status: 200, body: answer })
    await waitOnExecutionContext(context)
    await ended(channel)
  })
  expect(isRecord(answer) && answer['type']).toBe(5)
  const { messages, calls } = await local<Reply>('GET', `/replies/${made.token}`)
  expect(messages[0]?.content).toContain(`All about ${word}.\n\n-# Saved answer`)
  expect(calls.map(({ kind }) => kind)).toEqual(['edit'])
  const accepted = events.find((event) => event['evt'] === 'ask.accept')
  expect(accepted).toMatchObject({ shows: 'thinking', x_fast_lane: 'off', x_cache: 'on' })
})
