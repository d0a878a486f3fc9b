/** The reply to `/help`: what the bot can do where it was asked, and three examples to press. */

import type { Said } from '../converse/thread/command.ts'
import { isChannelReadable, mayRead } from '../converse/tools/channel-reader.ts'
import { mcpToolsets, placeOf } from '../converse/claude/server-tools.ts'
import type { Button } from '../deliver/message.ts'
import { identifier } from '../deliver/plain-text.ts'
import { effective } from '../guild/effective.ts'
import type { GuildSettings } from '../guild/guild-settings.ts'
import type { ThreadId } from '../ids.ts'
import { isOn } from '../measure/experiment.ts'
import { type Case, sentence } from '../sentences/sentences.ts'
import type { Settings } from '../settings/settings.ts'
import { modelName } from './model-choices.ts'
import type { Origin } from './interaction.ts'

/** Who asks for help, and about which conversation. */
export interface HelpAsked extends Pick<Origin, 'guild' | 'userInstall' | 'language' | 'reader'> {
  readonly thread: ThreadId
  readonly private: boolean
}

/** What the settings say that a conversation may do. */
export interface Offers {
  readonly tools: boolean
  readonly web: boolean
  /** Names of other servers, whose tools Claude may use. */
  readonly services: readonly string[]
  readonly channel: 'read' | 'moderators' | 'no'
  readonly retentionDays: number
  /** Those that members may choose from; empty where there is nothing to choose. */
  readonly models: readonly string[]
}

/** @param own what the server has set: its memory may be shorter */
export function offersOf(settings: Settings, asked: HelpAsked, own: GuildSettings = {}): Offers {
  const tools = isOn(settings.tools, 'TOOLS', asked.thread)
  const isReadable = tools && isChannelReadable(settings) && !asked.userInstall
  const reads = mayRead(settings.readChannel, asked) ? 'read' : 'moderators'
  return {
    tools,
    web: isOn(settings.web, 'WEB', asked.thread),
    services: mcpToolsets(settings.mcpServers, placeOf(asked)).map(({ mcp_server_name: name }) => name),
    channel: isReadable && (reads === 'read' || settings.readChannel === 'moderators') ? reads : 'no',
    retentionDays: effective(settings, own).settings.memoryDays,
    models: settings.models.length > 1 ? settings.models : [],
  }
}

/** One message, for the member alone. */
export function helpReply(offers: Offers, asked: HelpAsked): Said {
  const { language } = asked
  return {
    does: 'say',
    why: '',
    text: [
      `**${sentence('help title', language)}**`,
      ...lines(offers, asked).map(([which, n]) => `- ${sentence(which, language, n)}`),
      sentence('help examples', language),
    ].join('\n'),
    buttons: examplesFor(offers).map((example) => exampleButton(example, asked)),
  }
}

function lines(offers: Offers, asked: HelpAsked): readonly (readonly [Case, (number | string)?])[] {
  const { tools, web, services, channel, retentionDays, models } = offers
  return [
    [askCase(asked)],
    ...(asked.private || askCase(asked) === 'help ask direct' ? [] : [['help private'] as const]),
    ['help form'],
    ['help message'],
    ['help files'],
    ['help lengths'],
    [tools ? 'help tools' : 'help no tools'],
    [web ? 'help web' : 'help no web'],
    ...(services.length === 0 ? [] : [['help services', listed(services.map(identifier))] as const]),
    ...(models.length === 0 ? [] : [['help models', listed(models.map(modelName))] as const]),
    [channelCases[channel]],
    retentionDays === 0 ? ['help memory short'] : ['help memory', retentionDays],
    ['help language'],
  ]
}

/** One message has no room for all names that there may be. In UTF-16 units. */
const NAMES_LENGTH = 400

/** As many names as fit, and a sign where some are missing. */
function listed(names: readonly string[]): string {
  let text = ''
  for (const name of names) {
    if (text.length + name.length > NAMES_LENGTH) return `${text}, …`
    text += text === '' ? name : `, ${name}`
  }
  return text
}

const channelCases = {
  read: 'help channel',
  moderators: 'help channel moderators',
  no: 'help no channel',
} as const satisfies Record<Offers['channel'], Case>

function askCase({ guild, userInstall, private: isPrivate }: HelpAsked): Case {
  if (isPrivate) return 'help ask private'
  if (userInstall) return 'help ask own'
  return guild === null ? 'help ask direct' : 'help ask shared'
}

/** The examples by the names in their ids. A name stays, because a button stays in Discord for longer than the code. */
const examples = {
  sky: 'example sky',
  chart: 'example chart',
  table: 'example table',
  channel: 'example channel',
  web: 'example web',
  limerick: 'example limerick',
} as const satisfies Record<string, Case>

type Example = keyof typeof examples

const isExample = (name: string): name is Example => Object.hasOwn(examples, name)

/** Each shows something that works here. */
const examplesFor = ({ tools, web, channel }: Offers): readonly Example[] => [
  'sky',
  tools ? 'chart' : 'table',
  channel === 'read' ? 'channel' : web ? 'web' : 'limerick',
]

const exampleButton = (example: Example, { language, private: isPrivate }: HelpAsked): Button => ({
  label: sentence(examples[example], language),
  id: `example:1:${example}${isPrivate ? ':own' : ''}`,
})

/** An example that was pressed: what it asks, and whether the answer is for the one who pressed alone. */
export interface PressedExample {
  readonly which: Case
  readonly isPrivate: boolean
}

const ID = /^example:1:([a-z]+)(:own)?$/

/** Undefined for any other id, for a forged one, and for one of another version. */
export function readExampleId(customId: string): PressedExample | undefined {
  const [, name = '', own] = ID.exec(customId) ?? []
  return isExample(name) ? { which: examples[name], isPrivate: own !== undefined } : undefined
}
