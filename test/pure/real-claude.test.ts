/** Whether the playground can talk to the real Claude: found out against the local one. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer, type Server } from 'node:http'
import { type LocalClaude, startClaude } from '../../src/playground/claude.ts'
import { problemWith, realClaude } from '../../src/playground/real-claude.ts'

describe('which Claude', () => {
  const fromFile = 'ANTHROPIC_API_KEY=sk-ant-file\nMODEL="claude-sonnet-5-5"\n'

  test('none without a key', () => {
    expect(realClaude({}, '')).toBeUndefined()
    expect(realClaude({ ANTHROPIC_API_KEY: '  ' }, 'ANTHROPIC_API_KEY=\n')).toBeUndefined()
  })

  test('that of .dev.vars', () => {
    expect(realClaude({}, fromFile)).toEqual({
      apiKey: 'sk-ant-file',
      baseUrl: 'https://api.anthropic.com',
      model: 'claude-sonnet-5-5',
    })
  })

  test('the environment wins', () => {
    const env = {
      ANTHROPIC_API_KEY: ' sk-ant-env\n',
      ANTHROPIC_BASE_URL: 'https://gateway.example/x//',
      MODEL: '',
    }
    expect(realClaude(env, fromFile)).toEqual({
      apiKey: 'sk-ant-env',
      baseUrl: 'https://gateway.example/x',
      model: 'claude-sonnet-5-5',
    })
  })
})

describe('what is wrong with it', () => {
  let local: LocalClaude
  let status = 200
  let server: Server
  let url = ''
  beforeAll(async () => {
    local = await startClaude()
    server = createServer((_, response) => response.writeHead(status).end('{}'))
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const address = server.address()
    url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
  })
  afterAll(async () => {
    server.close()
    server.closeAllConnections()
    await local.close()
  })
  const problem = (partial: Partial<Parameters<typeof problemWith>[0]> = {}): Promise<string | undefined> =>
    problemWith({ apiKey: 'sk-ant-quite-secret', baseUrl: local.url, model: 'claude-haiku-5-5', ...partial })

  test('nothing', async () => {
    expect(await problem()).toBeUndefined()
  })

  test.each(['short', 'sk-ant-two parts', 'sk-ant-ümlaut'])('a key like %j is not tried', async (apiKey) => {
    const sentence = await problem({ apiKey, baseUrl: 'http://127.0.0.1:1' })
    expect(sentence).toMatch(/^ANTHROPIC_API_KEY does not look like a key/)
    expect(sentence).not.toContain(apiKey)
  })

  test('a model that is not there', async () => {
    expect(await problem({ model: 'claude-of-tomorrow' })).toBe(
      'Claude knows no model "claude-of-tomorrow"; set MODEL to one that exists.',
    )
  })

  test.each([
    [401, /^Claude does not accept ANTHROPIC_API_KEY\./],
    [403, /^Claude refuses to talk to this machine \(403\)\./],
  ])('an answer of %d', async (answer, sentence) => {
    status = answer
    expect(await problem({ baseUrl: url })).toMatch(sentence)
  })

  test.each([429, 500, 529])('a passing trouble such as %d is none', async (answer) => {
    status = answer
    expect(await problem({ baseUrl: url })).toBeUndefined()
  })

  test('nobody there', async () => {
    expect(await problem({ baseUrl: 'http://127.0.0.1:1' })).toMatch(
      /^Claude cannot be reached at 127\.0\.0\.1:1;/,
    )
  })

  test('an address that is none', async () => {
    expect(await problem({ baseUrl: 'gateway' })).toMatch(/^ANTHROPIC_BASE_URL is "gateway"; it should be /)
  })
})
