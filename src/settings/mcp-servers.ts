/** The setting MCP_SERVERS: JSON text becomes the servers whose tools Claude may use, or one sentence for each mistake. */

import { isRecord, type Json, parseJson } from '../json.ts'

/** A server that speaks the Model Context Protocol. Nothing in it is a secret. */
export interface McpServer {
  readonly name: string
  readonly url: string
  /** The name of the secret variable that holds its token. */
  readonly tokenName?: string
  /** The tools that Claude may use of it; all where there is no list. */
  readonly tools?: readonly string[]
  /** Ids of guilds, and `dm` for where there is none; every guild where there is no list. */
  readonly places?: readonly string[]
}

export interface ReadMcpServers {
  readonly servers: readonly McpServer[]
  /** The tokens by the names of their servers. */
  readonly tokens: Readonly<Record<string, string>>
  readonly problems: readonly string[]
}

/** Each is asked for its tools before Claude says a word. */
const MOST_SERVERS = 10

const KEYS: ReadonlySet<string> = new Set(['name', 'url', 'authorization_token', 'tools', 'guilds'])

/** Sent to a stranger, these would be the bot. */
const OUR_OWN = /^(ANTHROPIC|DISCORD)_/

/** Reads MCP_SERVERS; `env` holds the secrets that it names. Never throws, and never tells the value of any variable. */
export function readMcpServers(raw: string, env: Readonly<Record<string, unknown>>): ReadMcpServers {
  const list = raw === '' ? [] : parseJson(raw)
  if (!Array.isArray(list))
    return {
      servers: [],
      tokens: {},
      problems: ['MCP_SERVERS is not a JSON list such as [{"name": "docs", "url": "https://…"}].'],
    }
  const problems: string[] = []
  const servers: McpServer[] = []
  const tokens: Record<string, string> = {}
  if (list.length > MOST_SERVERS) problems.push(`MCP_SERVERS has more than ${MOST_SERVERS} servers.`)
  for (const [index, one] of list.entries()) {
    const wrong = (what: string): unknown => problems.push(`MCP_SERVERS: server ${index + 1} ${what}`)
    if (!isRecord(one)) {
      wrong('should be an object with a "name" and a "url".')
      continue
    }
    const { name, url, authorization_token: tokenName } = one
    const [tools, places] = [listOf(one, 'tools', TOOL), listOf(one, 'guilds', PLACE)]
    if (typeof name !== 'string' || !NAME.test(name))
      wrong('should have a "name" of letters, digits, "-" and "_".')
    else if (servers.some((other) => other.name === name)) wrong('has the name of another.')
    if (!isAddress(url)) wrong('should have a plain https address as its "url".')
    if (tools === 'wrong') wrong('should have the names of tools in "tools", at least one.')
    if (places === 'wrong') wrong('should have ids of guilds or "dm" in "guilds", at least one.')
    if (Object.keys(one).some((key) => !KEYS.has(key))) wrong(`may only have ${[...KEYS].join(', ')}.`)
    const token = typeof tokenName === 'string' && VARIABLE.test(tokenName) ? env[tokenName] : undefined
    if (tokenName !== undefined && (typeof tokenName !== 'string' || !VARIABLE.test(tokenName)))
      wrong('should have the name of a secret variable in "authorization_token", not the token itself.')
    else if (typeof tokenName === 'string' && OUR_OWN.test(tokenName))
      wrong("may not be given the bot's own secrets.")
    else if (tokenName !== undefined && (typeof token !== 'string' || token === ''))
      wrong(`needs the secret ${tokenName}, which is missing.`)
    if (typeof name !== 'string' || !isAddress(url)) continue
    servers.push({
      name,
      url,
      ...(typeof tokenName === 'string' ? { tokenName } : {}),
      ...(Array.isArray(tools) ? { tools } : {}),
      ...(Array.isArray(places) ? { places } : {}),
    })
    if (typeof token === 'string') tokens[name] = token
  }
  return { servers, tokens, problems }
}

const NAME = /^[\w-]{1,64}$/
const TOOL = /^[\w.-]{1,128}$/
const PLACE = /^(\d{1,20}|dm)$/
const VARIABLE = /^[A-Z][A-Z0-9_]{0,63}$/

const listOf = (one: Json, key: string, shape: RegExp): string[] | 'wrong' | undefined => {
  const raw = one[key]
  if (raw === undefined) return undefined
  const all = Array.isArray(raw) ? raw.filter((item) => typeof item === 'string' && shape.test(item)) : []
  return Array.isArray(raw) && all.length > 0 && all.length === raw.length ? all.map(String) : 'wrong'
}

/** Claude connects to it, not we; a password would be shown wherever the address is. */
function isAddress(raw: unknown): raw is string {
  if (typeof raw !== 'string' || raw.length > 2_000 || !URL.canParse(raw)) return false
  const { protocol, username, password } = new URL(raw)
  return protocol === 'https:' && username === '' && password === ''
}
