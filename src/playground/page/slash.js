/** Reads what is typed into the composer as Discord does: commands, their options, and what could still be meant. */

/**
 * @typedef {{ name: string, type: number, description: string, required: boolean, isSuggested: boolean }} Option
 *   `isSuggested`: the bot offers values while one is typed.
 * @typedef {{ name: string, description: string, options: Option[] }} Command
 */

const STRING = 3
const INTEGER = 4
export const BOOLEAN = 5
const NUMBER = 10
export const ATTACHMENT = 11

/** What there is to type before the bot has registered anything. */
const builtIn = [
  {
    name: 'ask',
    description: 'Ask Claude',
    options: [
      { name: 'prompt', type: STRING, description: '', required: false },
      { name: 'private', type: BOOLEAN, description: '', required: false },
      { name: 'fresh', type: BOOLEAN, description: '', required: false },
      { name: 'file', type: ATTACHMENT, description: '', required: false },
      { name: 'file2', type: ATTACHMENT, description: '', required: false },
      { name: 'file3', type: ATTACHMENT, description: '', required: false },
    ],
  },
]

/**
 * The registered slash commands, in the order in which they were registered.
 *
 * @param {{ global?: object[], guilds?: Record<string, object[]> } | undefined} raw What `/_local/commands` says;
 *   without a command in it the built-in ones are meant.
 * @param {string} language The member's language; Discord shows a command's description in it.
 * @param {string} [permissions] The member's in this place; Discord hides a command from members who lack those that it asks for.
 * @returns {Command[]}
 */
export function readCommands(raw, language, permissions) {
  const all = [raw?.global ?? [], ...Object.values(raw?.guilds ?? {})].flat()
  const commands = all
    .filter((one) => typeof one?.name === 'string' && (one.type ?? 1) === 1)
    .filter((one) => mayUse(one, permissions))
  if (commands.length === 0) return builtIn
  return [...new Map(commands.map((one) => [one.name, one])).values()].map((command) => ({
    name: command.name,
    description: described(command, language),
    options: (command.options ?? [])
      .filter((option) => option.type >= STRING)
      .map((option) => ({
        name: option.name,
        type: option.type,
        description: described(option, language),
        required: option.required === true,
        isSuggested: option.autocomplete === true,
      })),
  }))
}

/**
 * Those of the registered commands that are installed in such a way, and meant for such a place.
 *
 * @param {{ global?: object[], guilds?: Record<string, object[]> } | undefined} raw As for `readCommands`.
 * @param {{ installs: number[], context: number }} place How the bot is there for the member, and Discord's kind of place.
 */
export function offeredIn(raw, { installs, context }) {
  const isOffered = ({ integration_types: types, contexts }) =>
    (types ?? [0]).some((type) => installs.includes(type)) && (contexts ?? [context]).includes(context)
  return raw && { ...raw, global: (raw.global ?? []).filter(isOffered) }
}

const ADMINISTRATOR = 8n

/** In direct messages there are no permissions, and everybody sees every command. */
function mayUse({ default_member_permissions: needed }, permissions) {
  if (needed == null || permissions === undefined) return true
  const has = BigInt(permissions)
  return (has & ADMINISTRATOR) !== 0n || (has & BigInt(needed)) === BigInt(needed)
}

const described = ({ description, description_localizations: translated }, language) =>
  translated?.[language] ?? translated?.[language.slice(0, 2)] ?? description ?? ''

/** The command whose name stands whole at the beginning of the text, with what follows it. */
export function commandIn(text, commands) {
  const match = /^\/([-\w]+)(?:\s+([^]*))?$/.exec(text)
  if (match === null) return undefined
  const command = commands.find((one) => one.name === match[1].toLowerCase())
  return command === undefined
    ? undefined
    : { command, rest: match[2] ?? '', complete: match[0].length > match[1].length + 1 }
}

/**
 * The commands in the menu of a message, by the names that a member reads.
 *
 * @param {{ global?: object[], guilds?: Record<string, object[]> } | undefined} raw As for `readCommands`.
 * @param {string} language
 * @returns {{ name: string, label: string }[]}
 */
export function readMessageCommands(raw, language) {
  const all = [raw?.global ?? [], ...Object.values(raw?.guilds ?? {})].flat()
  const labels = new Map(
    all
      .filter((one) => typeof one?.name === 'string' && one.type === 3)
      .map(({ name, name_localizations: names }) => [name, names?.[language.slice(0, 2)] ?? name]),
  )
  return [...labels].map(([name, label]) => ({ name, label }))
}

/** The commands that could still be meant by a text that begins with a slash. */
export function completions(text, commands) {
  const match = /^\/([-\w]*)$/.exec(text)
  if (match === null) return []
  return commands.filter((command) => command.name.startsWith(match[1].toLowerCase()))
}

/**
 * The options that a text means: `name: value` anywhere for a yes-or-no, a number or a further string without spaces, the rest for the first string.
 *
 * @param {Command} command
 * @param {string} rest What was typed behind the command's name.
 * @returns {Record<string, string | number | boolean>}
 */
export function readOptions(command, rest) {
  const options = {}
  let left = rest
  for (const { name, type } of command.options) {
    if (type === BOOLEAN) {
      left = left.replace(new RegExp(`(?:^|\\s)${name}:\\s*(true|false)(?=\\s|$)`, 'i'), (_, value) => {
        options[name] = value.toLowerCase() === 'true'
        return ''
      })
    }
    if (type === INTEGER || type === NUMBER) {
      left = left.replace(
        new RegExp(`(?:^|\\s)${name}:\\s*(-?\\d+(?:\\.\\d+)?)(?=\\s|$)`, 'i'),
        (_, value) => {
          options[name] = Number(value)
          return ''
        },
      )
    }
  }
  const first = mainOption(command)
  for (const { name } of command.options.filter((one) => one.type === STRING && one !== first)) {
    left = left.replace(new RegExp(`(?:^|\\s)${name}:\\s*(\\S+)(?=\\s|$)`, 'i'), (_, value) => {
      options[name] = value
      return ''
    })
  }
  if (first === undefined) return options
  const said = left.trim().replace(new RegExp(`^${first.name}:\\s*`, 'i'), '')
  // The main option comes first, as it was typed: people read the line again above the answer.
  return said === '' ? options : { [first.name]: said, ...options }
}

export const mainOption = (command) => command.options.find(({ type }) => type === STRING)

/** The names of the options that take a file. */
export const fileOptions = (command) =>
  (command?.options ?? []).filter(({ type }) => type === ATTACHMENT).map(({ name }) => name)

/** The options that are a switch, a file or one of the bot's choices: the chips. */
export const chips = (command) =>
  command.options.filter(
    ({ type, isSuggested }) => type === BOOLEAN || type === ATTACHMENT || isSuggested === true,
  )

export const isSuggested = (command, name) =>
  command.options.some((option) => option.name === name && option.isSuggested === true)

/**
 * The value that is being typed at the end of a text, `name: begin`, of an option whose values the bot suggests.
 *
 * @param {string} text
 * @param {Command} command
 * @returns {{ option: string, typed: string, before: string } | undefined} `before` is the text without it.
 */
export function valueAtEnd(text, command) {
  const [, before, option, typed] = /^([^]*?)(?:^|\s)([-\w]+):[ \t]*(\S*)$/.exec(text) ?? []
  return option !== undefined && isSuggested(command, option) ? { option, typed, before } : undefined
}

/**
 * The text that a command line such as `/ask prompt: hi private: true` was made from, for reading: `hi private: true`.
 *
 * @param {string} line
 * @param {string[]} [files] The names of files that are shown beside it, and that the line need not end with.
 */
export function shownPrompt(line, files = []) {
  const bare = files.reduceRight((left, name) => {
    const option = / file\d?$/.exec(left.slice(0, -`: ${name}`.length))
    return option !== null && left.endsWith(`: ${name}`) ? left.slice(0, option.index) : left
  }, line)
  const match = /^\/(\S+)(?:\s+([^]*))?$/.exec(bare)
  if (match === null) return { name: bare.replace(/^\//, ''), rest: '' }
  return { name: match[1], rest: (match[2] ?? '').replace(/^prompt:\s*/, '') }
}
