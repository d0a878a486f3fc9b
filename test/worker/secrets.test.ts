/** No secret stands anywhere that it does not belong: everything that was written in good and bad turns is looked through. */

import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env, exports } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { isRecord, parseJson, recordAt, textAt } from '../../src/json.ts'
import './read-shell.ts'
import { written } from './console.ts'
import { freshHealth } from './fresh-health.ts'
import { snowflake, unique } from './ids.ts'
import { modelCalls, release, script } from './local-claude.ts'
import { askToForget, pressUnder } from './forgetting.ts'
import { ask, type Asked, type AskOptions } from './member.ts'
import { newBot } from './new-bot.ts'
import { allStored, checkpointed, ended } from './rows.ts'
import { thread } from './thread-object.ts'
import { deadlineOf, hurry } from './time.ts'

// A key that was refused in the test before would keep the models of all from being asked.
beforeEach(newBot)

const KEY = env.ANTHROPIC_API_KEY
const BOT_TOKEN = env.DISCORD_TOKEN
const MCP_TOKEN = String(Reflect.get(env, 'DOCS_TOKEN'))
/** The guild that the MCP server of the tests is for. */
const GUILD = '424242'

/** Everything that was written of one turn, by where. */
type Written = Readonly<Record<string, string>>

async function cacheDump(): Promise<string> {
  const { keys } = await env.CACHE_KV.list()
  const values = await Promise.all(keys.map(({ name }) => env.CACHE_KV.get(name)))
  return JSON.stringify([keys, values])
}

/** Keeps the data points that a thread writes. */
async function pointsOf(key: string): Promise<unknown[]> {
  const points: unknown[] = []
  await runInDurableObject(thread(key), (object) => {
    const objects: unknown = Reflect.get(object, 'env')
    const before = isRecord(objects) ? objects : {}
    const ANALYTICS = { writeDataPoint: (point: unknown) => points.push(point) }
    Reflect.set(object, 'env', { ...before, ANALYTICS })
  })
  return points
}

/** Looks at everything as soon as the turn is over. */
async function everything(
  asked: Asked,
  key: string,
  word: string,
  points: readonly unknown[],
): Promise<Written> {
  await ended(key)
  const health = await Promise.all(
    ['json', 'text', 'prometheus'].map(async (format) => (await freshHealth(`?format=${format}`)).text()),
  )
  const replayed = await asked.send()
  return {
    'the log': written().join('\n'),
    'the first answer': JSON.stringify(asked.answer),
    'the answer to a replay': await replayed.text(),
    'what Discord was sent': JSON.stringify(await asked.reply(() => true)),
    'what Claude was sent': JSON.stringify(await modelCalls(word)),
    'the thread object': await runInDurableObject(thread(key), allStored),
    'the coordinator': await runInDurableObject(env.COORDINATOR.getByName('fleet'), allStored),
    'the cache': await cacheDump(),
    'the data points': JSON.stringify(points),
    '/health': health.join('\n'),
  }
}

/** Where a secret was found. The local Claude keeps neither its key nor an MCP token where they belong, in a header and beside the server's name. */
const leaks = (all: Written, secrets: readonly string[]): readonly string[] =>
  Object.entries(all).flatMap(([where, text]) =>
    secrets.filter((one) => text.includes(one)).map((one) => `${one.slice(0, 12)}… in ${where}`),
  )

/** The address of the attached file: everybody who has it can read the file. */
function addressIn(body: string): readonly string[] {
  const attachments = recordAt(recordAt(recordAt(parseJson(body), 'data'), 'resolved'), 'attachments')
  return Object.values(attachments).flatMap((file) => textAt(file, 'url') ?? [])
}

interface Case {
  /** What Claude answers. */
  readonly says: readonly unknown[]
  readonly end: RegExp
  readonly options?: AskOptions
  /** Its waits take no time. */
  readonly hurried?: true
}

const echo = (token: string): string =>
  `PATCH https://discord.com/api/v10/webhooks/290000000000000030/${token}/messages/@original failed (Bot ${BOT_TOKEN})`
const once = (answer: unknown): unknown => ({ on: 'any', times: 1, answer })
const claudeEcho = {
  type: 'error',
  error: { type: 'authentication_error', message: `invalid x-api-key: ${KEY}` },
}
const typeEcho = {
  type: 'error',
  error: { type: `bad ${KEY}`, message: KEY, code: KEY, details: { error_code: KEY } },
}
const bash = (command: string) => ({ name: 'bash', input: { command } })

const cases: Readonly<Record<string, Case>> = {
  'a plain answer': { says: [{ say: 'Plain.' }], end: /^Plain\.$/ },
  'a key that Claude refuses and repeats': {
    says: [{ status: 401, body: claudeEcho }],
    end: /rejected this bot's API key/,
  },
  'an error whose every field repeats the key': {
    says: [{ status: 400, body: typeEcho }],
    end: /rejected my request\. That is my mistake/,
  },
  'a proxy that shows the request in HTML': {
    says: [{ status: 502, body: `<pre>x-api-key: ${KEY}\nauthorization: Bearer ${KEY}</pre>` }],
    end: /could not reach Claude/,
    hurried: true,
  },
  'a stream that breaks': {
    says: [{ say: 'Half of it.', cut: 'reset', afterChars: 6 }],
    end: /dropped here/,
  },
  'a Discord that repeats the address in a refusal': {
    says: [{ say: 'Something.' }],
    end: /Discord has rejected this part/,
    options: {
      scriptFor: (token) => ({ faults: [once({ status: 400, code: 50_035, message: echo(token) })] }),
    },
  },
  'a Discord that fails and repeats the address': {
    says: [{ say: 'After all.' }],
    end: /^After all\.$/,
    options: {
      scriptFor: (token) => ({
        faults: [
          once({ status: 503, message: echo(token) }),
          once({ status: 404, code: 10_015, message: echo(token) }),
          once({ reset: true }),
        ],
      }),
    },
    hurried: true,
  },
  'tools that look for secrets and fail': {
    says: [
      {
        say: '',
        tools: [
          bash('env; printenv; set; export -p; cat /proc/self/environ /proc/*/environ .dev.vars; exit 3'),
          bash('grep -r "sk-ant\\|aW50ZXJhY3Rpb246\\|bot-token" / 2>&1 | head -c 2000'),
          { name: 'no_such_tool', input: { key: 'x' } },
        ],
      },
      { say: 'Nothing found.' },
    ],
    end: /^Nothing found\./,
  },
  'a tool of an MCP server': {
    says: [
      { servers: [{ mcp: 'docs', name: 'find', input: { query: 'x' }, text: 'Three.' }], say: 'Found.' },
    ],
    end: /^Found\./,
    options: { guild: GUILD },
  },
  'a file': {
    says: [{ say: 'Read.' }],
    end: /^Read\./,
    options: { guild: null, attachments: [{ filename: 'a.txt', text: 'some text' }] },
  },
  'a question in private': { says: [{ say: 'Psst.' }], end: /^Psst\.$/, options: { private: true } },
  'a question that is refused': { says: [{ say: '', stop: 'refusal' }], end: /declined to answer/ },
}

test.each(Object.entries(cases))('%s leaves no secret behind', async (_, { says, end, options, hurried }) => {
  const word = unique()
  const [channel, member] = [snowflake(), snowflake()]
  const key = options?.private === true ? `${channel}:${member}` : channel
  await script(word, ...says)
  if (hurried === true) await hurry(key)
  const points = await pointsOf(key)
  const asked = await ask({ prompt: word, channel, member, ...options })
  await asked.reply(({ messages }) => end.test(messages[0]?.content ?? ''))
  const all = await everything(asked, key, word, points)
  expect(points.length).toBeGreaterThan(0)
  expect(all['the log']).toContain(asked.id)
  expect(leaks(all, [KEY, BOT_TOKEN, MCP_TOKEN, asked.token, ...addressIn(asked.body)])).toEqual([])
})

test('a turn that a crash cut off keeps its token only until it has ended', async () => {
  const word = unique()
  const channel = snowflake()
  await script(
    word,
    { say: 'First try, held.', hold: true, holdAfterChars: 10 },
    { say: 'Second try, whole.' },
  )
  const asked = await ask({ prompt: word, channel })
  await asked.growing('First try,')
  // While it is open the next attempt needs it: this also shows that what is looked for would be found.
  const open = { 'the thread object': await runInDurableObject(thread(channel), allStored) }
  expect(leaks(open, [asked.token])).toHaveLength(1)
  await abortAllDurableObjects()
  const points = await pointsOf(channel)
  await runDurableObjectAlarm(thread(channel))
  await asked.text(/whole\.$/)
  const all = await everything(asked, channel, word, points)
  expect(leaks(all, [KEY, BOT_TOKEN, MCP_TOKEN, asked.token])).toEqual([])
  await release(word)
})

test('an answer that the bot goes on with, and that Discord then refuses, tells nobody its token', async () => {
  const word = unique()
  const channel = snowflake()
  const deadline = await deadlineOf(channel)
  const points = await pointsOf(channel)
  await script(word, { say: `First words. And the last of ${word}.`, hold: true, holdAfterChars: 14 })
  const asked = await ask({
    prompt: word,
    channel,
    scriptFor: (token) => ({
      faults: [{ on: 'edit', nth: 2, answer: { status: 403, code: 50_001, message: echo(token) } }],
    }),
  })
  await asked.growing(/^First words\./)
  await checkpointed(channel)
  await deadline()
  await release(word)
  await asked.reply(({ calls }) => calls.some(({ path }) => path.startsWith('/channels/')))
  const all = await everything(asked, channel, word, points)
  expect(leaks(all, [KEY, BOT_TOKEN, MCP_TOKEN, asked.token])).toEqual([])
})

test('neither does anything that is answered at the door', async () => {
  const channel = snowflake()
  const word = unique()
  await script(word, { say: 'Plain.' })
  const points = await pointsOf(channel)
  const asked = await ask({ prompt: word, channel })
  await asked.text('Plain.')
  const forgetting = await askToForget({ channel })
  const others = [
    await ask({ command: 'status', channel }),
    await ask({ command: 'dance', channel }),
    await ask({ type: 3, customId: `details:${asked.id}`, channel }),
    forgetting,
    await pressUnder(forgetting, { channel }),
    await ask({ command: 'help', channel }),
  ]
  const forged = await exports.default.fetch(
    new Request('https://bot.example/interactions', {
      method: 'POST',
      body: asked.body,
      headers: { 'x-signature-ed25519': 'ab'.repeat(64), 'x-signature-timestamp': '1' },
    }),
  )
  const all = {
    ...(await everything(asked, channel, word, points)),
    'answers at the door': JSON.stringify(others.map(({ answer }) => answer)),
    'the answer to a forgery': await forged.text(),
    'the welcome': await (await exports.default.fetch('https://bot.example/')).text(),
  }
  const tokens = [asked, ...others].map(({ token }) => token)
  expect(leaks(all, [KEY, BOT_TOKEN, MCP_TOKEN, ...tokens])).toEqual([])
})
