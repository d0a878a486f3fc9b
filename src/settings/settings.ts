/** The operator's settings: strings from the environment become checked values, or one sentence for each mistake. */

import { KV_SHORTEST_TTL_SECONDS, MODEL_NAME } from '../limits.ts'
import type { MemberId } from '../ids.ts'
import { readAddress } from './address.ts'
import { type GuildPlace, readGuildPlaces, readMembers } from './access-lists.ts'
import { type AlertWebhook, readAlertWebhook } from './alert-webhook.ts'
import { type OperatorBudgets, readBudgets } from './budgets.ts'
import { type McpServer, readMcpServers } from './mcp-servers.ts'
import { type Prices, readPrices } from './prices.ts'
import { shown } from './shown.ts'

export interface Settings {
  readonly discordPublicKey: string
  readonly discordApplicationId: string
  readonly anthropicApiKey: string
  /** The bot token; undefined where there is none, and everything but what needs it works. */
  readonly discordToken: string | undefined
  /** Where the operator is told that Claude is blocked; undefined where they are not. */
  readonly alertWebhook: AlertWebhook | undefined
  /** Without a slash at the end. */
  readonly discordApiBaseUrl: string
  /** Where attached files are: only addresses below it are fetched. Without a slash at the end. */
  readonly discordCdnBaseUrl: string
  /** Where Discord gives a picture in another size; as above. */
  readonly discordMediaBaseUrl: string
  /** Without a slash at the end. */
  readonly anthropicBaseUrl: string
  readonly model: string
  /** Those that members may choose from, `model` first; empty where there is nothing to choose. */
  readonly models: readonly string[]
  /** The same as `model` where there is no other. */
  readonly fallbackModel: string
  readonly maxTokens: number
  readonly systemPrompt: string
  readonly sessionIdleSeconds: number
  readonly transcriptRetentionDays: number
  readonly maxSessions: number
  readonly cacheTtlSeconds: number
  readonly cacheMaxEntries: number
  readonly editIntervalMs: number
  readonly channelEditsPerMinute: number
  readonly turnDeadlineSeconds: number
  readonly streaming: Share
  readonly cache: Share
  /** Claude says of a question whether others may be given its cached answer. */
  readonly cacheVerdict: boolean
  /** The question stands above its answer, but in private. */
  readonly showQuestion: boolean
  readonly tools: Share
  /** Whose questions may have Claude read the last messages of their channel; it takes a bot token besides. */
  readonly readChannel: Readers
  /** Popular answers are refreshed before they expire. Off unless it is asked for: it asks Claude on its own. */
  readonly predict: Share
  /** An answer that is ready within a quarter of a second is the first response. */
  readonly fastLane: Share
  /** Claude keeps the beginning of a conversation and reads it again for a tenth of the price. */
  readonly promptCache: Share
  /** Tools that Claude calls together run together. */
  readonly sideBySideTools: Share
  /** Members are told how long such a question, or a tool, usually takes. */
  readonly eta: Share
  /** The first edit waits a moment for a phrase. */
  readonly firstPhraseWait: Share
  /** Claude may search the web and read pages. Off unless it is asked for: searches are billed, and pages are strangers' text. */
  readonly web: Share
  /** What a call to each model costs. */
  readonly prices: Prices
  /** Where the bot may be used; everywhere where the list is empty. */
  readonly allowedGuilds: readonly GuildPlace[]
  readonly blockedGuilds: readonly GuildPlace[]
  readonly blockedUsers: readonly MemberId[]
  /** Where members read how their data is kept; empty where the operator has no such page. */
  readonly privacyUrl: string
  /** The secret by which ids are hashed in logs and figures; undefined where they stand as they are. */
  readonly idHashKey: string | undefined
  /** What may be spent; a server's own budgets are among its settings. */
  readonly budgets: OperatorBudgets
  readonly mcpServers: readonly McpServer[]
  /** By the names of the servers. */
  readonly mcpTokens: Readonly<Record<string, string>>
}

/** Discord offers so many choices (Receiving and Responding, "Autocomplete"). */
const MOST_MODELS = 25

export type Readers = 'off' | 'moderators' | 'everyone'

/** For how many of the threads a flag is on: 0 for none, 1 for all. */
export type Share = number

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] }

/**
 * Reads the settings by the names of the contract (`MODEL`, `CACHE_TTL_SECONDS`, …). A missing or empty variable takes
 * its default; a wrong one is named, with what is wrong and what would be right. Never throws, never echoes a secret.
 */
export function readSettings(env: Readonly<Record<string, unknown>>): ReadSettings {
  const problems: string[] = []
  const text = (name: string, fallback: string): string => {
    const raw = env[name]
    if (raw === undefined || raw === '') return fallback
    if (typeof raw === 'number') return String(raw)
    if (typeof raw === 'string') return raw.trim()
    problems.push(`${name} is not text; write it in quotes.`)
    return fallback
  }
  const secret = (name: string, shape: RegExp, right: string): string => {
    const before = problems.length
    const raw = text(name, '')
    if (problems.length > before) return raw
    if (raw === '') problems.push(`${name} is missing; it should be ${right}.`)
    else if (!shape.test(raw)) problems.push(`${name} is not ${right}.`)
    return raw
  }
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const raw = text(name, String(fallback))
    const value = /^\d{1,9}$/.test(raw) ? Number(raw) : Number.NaN
    if (value >= least && value <= most) return value
    problems.push(`${name} is "${shown(raw)}"; it should be a whole number from ${least} to ${most}.`)
    return fallback
  }
  const share = (name: string, fallback: 'on' | 'off' = 'on'): Share => {
    const raw = text(name, fallback).toLowerCase()
    if (raw === 'on') return 1
    if (raw === 'off') return 0
    const percent = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(raw)
    const value = Number(percent?.[1] ?? Number.NaN)
    if (value >= 0 && value <= 100) return value / 100
    problems.push(`${name} is "${shown(raw)}"; it should be "on", "off" or a share such as "50%".`)
    return 1
  }
  const onOrOff = (name: string, fallback: 'on' | 'off'): boolean => {
    const raw = text(name, fallback).toLowerCase()
    if (raw === 'on' || raw === 'off') return raw === 'on'
    problems.push(`${name} is "${shown(raw)}"; it should be "on" or "off".`)
    return fallback === 'on'
  }
  const readers = (name: string): Readers => {
    const raw = text(name, 'off').toLowerCase()
    if (raw === 'off' || raw === 'moderators' || raw === 'everyone') return raw
    problems.push(`${name} is "${shown(raw)}"; it should be "off", "moderators" or "everyone".`)
    return 'off'
  }
  const address = (name: string, fallback: string): string => {
    const raw = text(name, fallback)
    const read = readAddress(name, raw, fallback)
    if (read.ok) return read.address
    problems.push(read.problem)
    return fallback
  }
  const model = (name: string, fallback: string): string => {
    const raw = text(name, fallback)
    if (/^[\w.:@/-]{1,128}$/.test(raw)) return raw
    problems.push(`${name} is "${shown(raw)}"; it should be a model's name such as "${fallback}".`)
    return fallback
  }
  const main = model('MODEL', 'claude-haiku-5-5')
  const several = (name: string): readonly string[] => {
    const names = text(name, '')
      .split(/[\s,]+/)
      .filter((one) => one !== '')
    const wrong = names.find((one) => one.length > MODEL_NAME || !/^[\w.:@/-]+$/.test(one))
    const all = [...new Set(names.length === 0 ? [] : [main, ...names])]
    if (wrong !== undefined)
      problems.push(`${name} is "${shown(wrong)}"; it should be models' names with commas between them.`)
    else if (all.length > MOST_MODELS)
      problems.push(`${name} is too long; it should be at most ${MOST_MODELS} models, MODEL included.`)
    return all
  }
  const places = (name: string): readonly GuildPlace[] => {
    const read = readGuildPlaces(name, text(name, ''))
    problems.push(...read.problems)
    return read.listed
  }
  const mcp = readMcpServers(text('MCP_SERVERS', ''), env)
  const prices = readPrices(text('PRICES', ''))
  const users = readMembers('BLOCKED_USERS', text('BLOCKED_USERS', ''))
  const hashKey = (): string | undefined => {
    const isOn = onOrOff('HASH_IDS', 'off')
    // Without HASH_IDS nothing is wrong with it.
    const isThere = text('HASH_IDS_KEY', '') !== ''
    if (!isOn) return undefined
    const key = secret('HASH_IDS_KEY', /^.{32,}$/, 'a secret of 32 characters or more')
    return isThere ? key : undefined
  }
  const alertWebhook = (): AlertWebhook | undefined => {
    const raw = text('ALERT_WEBHOOK', '')
    const webhook = readAlertWebhook(raw)
    if (raw !== '' && webhook === undefined)
      problems.push(
        'ALERT_WEBHOOK is not the address of a Discord webhook; it should be what Discord copies with "Copy Webhook URL" ("https://discord.com/api/webhooks/…").',
      )
    return webhook
  }
  const budgets = readBudgets((name) => text(name, ''))
  problems.push(...mcp.problems, ...prices.problems, ...users.problems, ...budgets.problems)
  const settings: Settings = {
    discordPublicKey: secret(
      'DISCORD_PUBLIC_KEY',
      /^[\da-f]{64}$/i,
      'the 64 hexadecimal digits that the Discord developer portal shows as "Public Key"',
    ),
    discordApplicationId: secret(
      'DISCORD_APPLICATION_ID',
      /^\d{1,20}$/,
      'the number that the Discord developer portal shows as "Application ID"',
    ),
    anthropicApiKey: secret('ANTHROPIC_API_KEY', /^\S{8,}$/, 'a key from the Claude console ("sk-ant-…")'),
    discordToken: text('DISCORD_TOKEN', '') || undefined,
    alertWebhook: alertWebhook(),
    discordApiBaseUrl: address('DISCORD_API_BASE_URL', 'https://discord.com/api/v10'),
    discordCdnBaseUrl: address('DISCORD_CDN_BASE_URL', 'https://cdn.discordapp.com'),
    discordMediaBaseUrl: address('DISCORD_MEDIA_BASE_URL', 'https://media.discordapp.net'),
    anthropicBaseUrl: address('ANTHROPIC_BASE_URL', 'https://api.anthropic.com'),
    model: main,
    models: several('MODELS'),
    fallbackModel:
      text('FALLBACK_MODEL', '') === '' && env['FALLBACK_MODEL'] !== undefined
        ? main
        : model('FALLBACK_MODEL', 'claude-sonnet-5-5'),
    maxTokens: whole('MAX_TOKENS', 4_096, 1, 64_000),
    systemPrompt: text('SYSTEM_PROMPT', ''),
    sessionIdleSeconds: whole('SESSION_IDLE_SECONDS', 1_800, 60, 86_400),
    transcriptRetentionDays: whole('TRANSCRIPT_RETENTION_DAYS', 30, 0, 3_650),
    maxSessions: whole('MAX_SESSIONS', 50, 1, 10_000),
    cacheTtlSeconds: whole('CACHE_TTL_SECONDS', 600, KV_SHORTEST_TTL_SECONDS, 86_400),
    cacheMaxEntries: whole('CACHE_MAX_ENTRIES', 1_000, 1, 100_000),
    editIntervalMs: whole('EDIT_INTERVAL_MS', 1_500, 250, 60_000),
    channelEditsPerMinute: whole('CHANNEL_EDITS_PER_MINUTE', 30, 5, 300),
    turnDeadlineSeconds: whole('TURN_DEADLINE_SECONDS', 870, 30, 2_700),
    streaming: share('STREAMING'),
    cache: share('CACHE'),
    cacheVerdict: onOrOff('CACHE_VERDICT', 'on'),
    showQuestion: onOrOff('SHOW_QUESTION', 'on'),
    tools: share('TOOLS'),
    readChannel: readers('READ_CHANNEL'),
    predict: share('PREDICT', 'off'),
    fastLane: share('FAST_LANE'),
    promptCache: share('PROMPT_CACHE'),
    sideBySideTools: share('SIDE_BY_SIDE_TOOLS'),
    eta: share('ETA'),
    firstPhraseWait: share('FIRST_PHRASE_WAIT'),
    web: share('WEB', 'off'),
    prices: prices.prices,
    allowedGuilds: places('ALLOWED_GUILDS'),
    blockedGuilds: places('BLOCKED_GUILDS'),
    blockedUsers: users.listed,
    privacyUrl: text('PRIVACY_URL', '') === '' ? '' : address('PRIVACY_URL', 'https://example.com/privacy'),
    idHashKey: hashKey(),
    budgets: budgets.budgets,
    mcpServers: mcp.servers,
    mcpTokens: mcp.tokens,
  }
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems }
}

/** Left out of the mark, because they change no answer. Of the secrets, a hash would stand in KV besides. */
const unmarked: ReadonlySet<string> = new Set([
  'discordPublicKey',
  'discordApplicationId',
  'anthropicApiKey',
  'discordToken',
  'alertWebhook',
  'mcpTokens',
  'prices',
  'allowedGuilds',
  'blockedGuilds',
  'blockedUsers',
  'budgets',
  'privacyUrl',
  'idHashKey',
  'streaming',
  'cache',
  'fastLane',
  'promptCache',
  'predict',
  'sideBySideTools',
  'eta',
  'firstPhraseWait',
] satisfies readonly (keyof Settings)[])

/**
 * One text for all settings but the secrets, the same for equal settings in any order. It is part of the name of every
 * cached answer, so that after any change, a deploy with other `[vars]`, none of the old answers is found.
 */
export const settingsMark = (settings: Settings): string =>
  JSON.stringify(
    Object.entries(settings)
      .filter(([name]) => !unmarked.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
