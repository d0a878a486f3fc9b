/** The weather of the playground: how Discord, Claude and Cloudflare are for everybody now, as one line that fits into an address. */

/** A number of the field's unit; calm is where nothing is changed. */
interface Amount {
  readonly kind: 'amount'
  readonly least: number
  readonly most: number
  /** What a slider moves by. */
  readonly step: number
  readonly calm: number
  readonly unit: 'ms' | 's' | '%' | ''
}

interface Choice {
  readonly kind: 'choice'
  readonly choices: readonly string[]
  readonly calm: string
}

export type Field = Amount | Choice

const amount = (
  unit: Amount['unit'],
  least: number,
  most: number,
  step: number,
  calm: number,
): Amount & { readonly calm: number } => ({ kind: 'amount', least, most, step, calm, unit })

/** What the local Claude may do to every request. `cut` and `stall` strike answers that begin, and none that continues. */
export const CLAUDE_FAULTS = [
  'overloaded',
  'limit',
  'error',
  'silent',
  'cut',
  'stall',
  'refusal',
  'no-credit',
  'disabled',
] as const
export type ClaudeFault = (typeof CLAUDE_FAULTS)[number]

/** How long each operation and each call takes in a slow Cloudflare: longer than the bot or Discord waits for anything. */
export const SLOW_MS = 3_000

/** `slow` takes its time and succeeds, `gone` fails at once. */
export const KV_FAULTS = ['slow', 'gone'] as const
/** `gone` is out of reach; one that is `busy` has more calls than it can do. */
export const COORDINATOR_FAULTS = ['slow', 'gone', 'busy'] as const

export const FIELDS = {
  /** How long each call of the bot's takes. */
  'discord-latency': amount('ms', 0, 5_000, 50, 0),
  /** Calls that each answer may make in five seconds. */
  'discord-bucket': amount('', 1, 5, 1, 5),
  /** New messages that each channel takes in a minute: the limit that Discord does not name. */
  'discord-limit': amount('', 1, 30, 1, 30),
  /** Of the calls, those that are told to wait for two seconds. */
  'discord-429': amount('%', 0, 100, 5, 0),
  /** Of the calls, those that Discord cannot answer. */
  'discord-5xx': amount('%', 0, 100, 5, 0),
  /** So long after an answer has appeared a moderator deletes it; 0 for never. */
  'discord-deletes': amount('s', 0, 60, 1, 0),
  /** AutoMod takes out messages with common words of the stand-in's. */
  'discord-automod': { kind: 'choice', choices: ['off', 'strict'], calm: 'off' },
  /** The threads that there are. */
  'discord-threads': { kind: 'choice', choices: ['open', 'locked'], calm: 'open' },
  /** Until the first words of an answer. */
  'claude-first': amount('ms', 0, 30_000, 100, 600),
  /** Tokens in a second. */
  'claude-speed': amount('', 1, 300, 1, 60),
  claude: { kind: 'choice', choices: ['well', ...CLAUDE_FAULTS], calm: 'well' },
  /** Each operation of KV. */
  'cloudflare-kv': { kind: 'choice', choices: ['well', ...KV_FAULTS], calm: 'well' },
  /** Each call of the coordinator. */
  'cloudflare-coordinator': { kind: 'choice', choices: ['well', ...COORDINATOR_FAULTS], calm: 'well' },
} as const satisfies Readonly<Record<string, Field>>

export type FieldName = keyof typeof FIELDS

type ValueOf<F> = F extends Amount
  ? number
  : F extends { readonly choices: readonly (infer Name)[] }
    ? Name
    : never

export type Weather = { readonly [Name in FieldName]: ValueOf<(typeof FIELDS)[Name]> }

export const calm: Weather = {
  'discord-latency': 0,
  'discord-bucket': 5,
  'discord-limit': 30,
  'discord-429': 0,
  'discord-5xx': 0,
  'discord-deletes': 0,
  'discord-automod': 'off',
  'discord-threads': 'open',
  'claude-first': 600,
  'claude-speed': 60,
  claude: 'well',
  'cloudflare-kv': 'well',
  'cloudflare-coordinator': 'well',
}

/** Each has a name that may stand in an address, too. */
export const SCENES = {
  'slow-evening': { 'discord-latency': 800, 'claude-first': 4_000, 'claude-speed': 12 },
  'rate-limited-channel': { 'discord-limit': 3, 'discord-bucket': 2, 'discord-429': 20 },
  'discord-is-ill': { 'discord-latency': 400, 'discord-5xx': 30 },
  'automod-is-strict': { 'discord-automod': 'strict' },
  'a-moderator-tidies-up': { 'claude-speed': 8, 'discord-deletes': 4 },
  'locked-threads': { 'discord-threads': 'locked' },
  'claude-is-overloaded': { claude: 'overloaded' },
  'claude-breaks-off': { claude: 'cut' },
  'claude-falls-silent': { claude: 'stall' },
  'no-credit': { claude: 'no-credit' },
  'kv-is-slow': { 'cloudflare-kv': 'slow' },
  'kv-is-gone': { 'cloudflare-kv': 'gone' },
  'coordinator-is-slow': { 'cloudflare-coordinator': 'slow' },
  'coordinator-is-gone': { 'cloudflare-coordinator': 'gone' },
} as const satisfies Readonly<Record<string, Partial<Weather>>>

const isField = (name: string): name is FieldName => Object.hasOwn(FIELDS, name)
const isScene = (name: string): name is keyof typeof SCENES => Object.hasOwn(SCENES, name)

export const fieldNames: readonly FieldName[] = Object.keys(FIELDS).filter(isField)

const fieldOf = (name: FieldName): Field => FIELDS[name]

const CALM = 'calm'

/** @returns `discord-latency:800,claude:overloaded`: what is not calm, in the order of the fields; `calm` where all is */
export function queryOf(weather: Weather): string {
  const parts = fieldNames
    .filter((name) => weather[name] !== calm[name])
    .map((name) => `${name}:${weather[name]}`)
  return parts.length === 0 ? CALM : parts.join(',')
}

/** No weather, but it stands in an address with it: how far ahead the clock is to be at least. It never goes back. */
const AHEAD = 'ahead'
/** The most is a month: so long a conversation is kept after its last turn. */
export const AHEAD_MINUTES = { kind: 'amount', least: 1, most: 31 * 24 * 60 } as const

export type Read =
  | {
      readonly ok: true
      readonly weather: Weather
      /** Only where the line says so. */
      readonly aheadMinutes?: number
    }
  | {
      readonly ok: false
      readonly why: string
      /** What of the line is wrong, so that a page can say it in its language. */
      readonly wrong: Wrong
    }

interface Wrong {
  readonly name: string
  readonly value: string
}

/**
 * Reads `calm`, the name of a scene, or fields with values, and `ahead` with minutes. What is not named is calm, and a later value of one field
 * wins.
 *
 * @returns the weather, or one sentence that says what is wrong
 */
export function weatherOf(query: string): Read {
  const parts = query
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== CALM)
  let raw: Readonly<Record<string, number | string>> = calm
  let ahead: { readonly aheadMinutes?: number } = {}
  for (const part of parts) {
    if (isScene(part)) {
      raw = { ...raw, ...SCENES[part] }
      continue
    }
    const [name = '', ...rest] = part.split(':')
    const wanted = { name: name.trim(), value: rest.join(':').trim() }
    const read = valueOf(wanted.name, wanted.value)
    if ('why' in read) return { ok: false, why: read.why, wrong: wanted }
    if (wanted.name === AHEAD) ahead = { aheadMinutes: Number(read.value) }
    else raw = { ...raw, [wanted.name]: read.value }
  }
  return { ok: true, weather: whole(raw), ...ahead }
}

function valueOf(name: string, text: string): { readonly value: number | string } | { readonly why: string } {
  const field = name === AHEAD ? AHEAD_MINUTES : isField(name) ? fieldOf(name) : undefined
  if (field === undefined)
    return { why: `There is no weather "${name}". There are: ${[...fieldNames, AHEAD].join(', ')}.` }
  if (field.kind === 'choice')
    return field.choices.includes(text)
      ? { value: text }
      : { why: `${name} is one of ${field.choices.join(', ')}, not "${text}".` }
  const value = Number(text)
  const isGood = /^\d+$/.test(text) && value >= field.least && value <= field.most
  return isGood
    ? { value }
    : { why: `${name} is a whole number from ${field.least} to ${field.most}, not "${text}".` }
}

/** Puts values that are checked already in their places. */
const whole = (raw: Readonly<Record<string, number | string>>): Weather => ({
  'discord-latency': Number(raw['discord-latency']),
  'discord-bucket': Number(raw['discord-bucket']),
  'discord-limit': Number(raw['discord-limit']),
  'discord-429': Number(raw['discord-429']),
  'discord-5xx': Number(raw['discord-5xx']),
  'discord-deletes': Number(raw['discord-deletes']),
  'discord-automod': raw['discord-automod'] === 'strict' ? 'strict' : 'off',
  'discord-threads': raw['discord-threads'] === 'locked' ? 'locked' : 'open',
  'claude-first': Number(raw['claude-first']),
  'claude-speed': Number(raw['claude-speed']),
  claude: CLAUDE_FAULTS.find((fault) => fault === raw['claude']) ?? 'well',
  'cloudflare-kv': KV_FAULTS.find((fault) => fault === raw['cloudflare-kv']) ?? 'well',
  'cloudflare-coordinator':
    COORDINATOR_FAULTS.find((fault) => fault === raw['cloudflare-coordinator']) ?? 'well',
})

/**
 * Whether a share of the calls strikes this one: evenly, and the same each time.
 *
 * @param percent of the calls
 * @param n of the call, from 1
 */
export const strikes = (percent: number, n: number): boolean =>
  Math.floor((n * percent) / 100) > Math.floor(((n - 1) * percent) / 100)
