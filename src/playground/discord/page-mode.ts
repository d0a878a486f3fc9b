/** Lets people play: what a page says and presses, the bot is called for as Discord calls it. */

import { acknowledge, interact } from './interactions.ts'
import { isRecord, listOf, recordOf, textOf, type Json } from './json.ts'
import { TYPE } from './payload.ts'
import type { Posting } from './posting.ts'
import type { Signer } from './signer.ts'
import { CONTEXT, knownChannel, ownersIn } from './channels.ts'
import { chosenIn, isSelect } from './chosen.ts'
import { channels, type DemoChannel, type DemoMember, findMember, members } from './demo-data.ts'
import { seesChannel, seesMessage } from './seen-by.ts'
import { ACK_MS, fail, type Interaction, type State } from './state.ts'

export interface PageHost {
  readonly state: State
  readonly signer: Signer
  /** Where the bot listens for interactions; undefined where there is none. */
  readonly botUrl: (() => string) | undefined
  readonly posting: Posting
}

/** What became of something that a person did. */
export type Done =
  | {
      readonly ok: true
      readonly interaction: string
      readonly message: string | null
      /** The reason that stands under the command if the bot failed. */
      readonly failed: string | null
      /** What a modal is to be made of, if the bot answered with one. */
      readonly modal: Json | null
    }
  | { readonly ok: false; readonly reason: string }

/** What the bot offers for an option, by the names that a member reads. */
export type Suggested =
  | { readonly ok: true; readonly choices: readonly { readonly name: string; readonly value: string }[] }
  | { readonly ok: false; readonly reason: string }

/** What Discord's client says in their place. */
const SUGGESTIONS_FAILED = 'Loading options failed'

/** `{channel, member, command, options, private?, attachments?, target?}`: a member uses a command; `target` is a message. */
export async function say(host: PageHost, raw: Json): Promise<Done> {
  const name = textOf(raw['command']) ?? 'ask'
  const place = placeOf(host.state, raw, name)
  if (!place.ok) return place
  return post(host, {
    name,
    options: { ...namedOptions(raw['options']), ...(raw['private'] === true ? { private: true } : {}) },
    ...(raw['target'] === undefined ? {} : { target: raw['target'] }),
    ...place.from,
    attachments: raw['attachments'],
  })
}

/** Where a member uses a command, if they may: the part of an interaction that says so. */
type Place = { readonly ok: true; readonly from: Json } | { readonly ok: false; readonly reason: string }

function placeOf(state: State, raw: Json, command: string): Place {
  const id = textOf(raw['channel']) ?? channels[0].id
  const channel = knownChannel(state.threads, id)
  const member = memberOf(raw)
  if (channel === undefined || !seesChannel(state.threads, member, id))
    return { ok: false, reason: `There is no channel ${id}.` }
  const owners = ownersIn(channel, member)
  if (owners === undefined)
    return {
      ok: false,
      reason: `Threadkeeper is not in this place, and ${member.name} has not installed it.`,
    }
  if (isHidden(state, command, channel, member, owners))
    return { ok: false, reason: `There is no command /${command} for this member.` }
  return {
    ok: true,
    from: { channel: id, member: { id: member.id }, owners, context: CONTEXT[channel.kind] },
  }
}

const ADMINISTRATOR = 8n

/**
 * A member sees no command that is not installed in this way or not meant for such a place, and on a server none that asks
 * for permissions which they have not. Without `integration_types` a command is for servers alone, without `contexts` for
 * all places.
 * Source: Discord, Application Commands, "Permissions" and "Contexts".
 */
function isHidden(
  { commands }: State,
  name: string,
  { kind }: DemoChannel,
  member: DemoMember,
  owners: Json,
): boolean {
  const command = [...commands.values()].flat().find((one) => one['name'] === name)
  if (command === undefined) return false
  const { integration_types: types = [0], contexts } = command
  const isInstalled = listOf(types).some((type) => owners[String(type)] !== undefined)
  const isMeant = !Array.isArray(contexts) || contexts.includes(CONTEXT[kind])
  if (!isInstalled || !isMeant) return true
  const needed = textOf(command['default_member_permissions'])
  if (needed === undefined || kind === 'dm' || kind === 'group') return false
  const has = BigInt(member.permissions)
  return (has & ADMINISTRATOR) === 0n && (has & BigInt(needed)) !== BigInt(needed)
}

const namedOptions = (options: unknown): Json =>
  isRecord(options)
    ? options
    : Object.fromEntries(
        listOf(options).map((one) => [String(recordOf(one)['name']), recordOf(one)['value']]),
      )

/**
 * `{channel, member, command, options, option, typed}`: a member is typing the value of an option that has `autocomplete`;
 * `options` are those that are filled in already. Source: Discord, Application Commands, "Autocomplete".
 */
export async function suggest(host: PageHost, raw: Json): Promise<Suggested> {
  const name = textOf(raw['command']) ?? 'ask'
  const place = placeOf(host.state, raw, name)
  if (!place.ok) return place
  const option = textOf(raw['option']) ?? ''
  const command = [...host.state.commands.values()].flat().find((one) => one['name'] === name)
  const isSuggested = listOf(command?.['options']).some(
    (one) => recordOf(one)['name'] === option && recordOf(one)['autocomplete'] === true,
  )
  if (!isSuggested) return { ok: false, reason: `Nothing is suggested for the option ${option}.` }
  const { [option]: _, ...others } = namedOptions(raw['options'])
  const sent = await send(host, {
    type: TYPE.autocomplete,
    name,
    options: [
      ...Object.entries(others).map(([one, value]) => ({ name: one, value })),
      { name: option, type: 3, value: textOf(raw['typed']) ?? '', focused: true },
    ],
    ...place.from,
  })
  if (!sent.ok) return sent
  if (sent.data === undefined) return { ok: false, reason: SUGGESTIONS_FAILED }
  return {
    ok: true,
    choices: listOf(sent.data['choices']).map((one) => {
      const { name: shown, value, name_localizations: translated } = recordOf(one)
      const inLocale = recordOf(translated)[memberOf(raw).locale]
      return { name: textOf(inLocale) ?? String(shown), value: String(value) }
    }),
  }
}

/** `{message, customId, member, values?}`: a member presses a button, or chooses `values` in a select. */
export async function press(host: PageHost, raw: Json): Promise<Done> {
  const message = host.state.messages.get(textOf(raw['message']) ?? '')
  const customId = textOf(raw['customId'])
  const member = memberOf(raw)
  if (message === undefined || message.deleted !== 'no' || !seesMessage(host.state, member, message))
    return { ok: false, reason: 'This message is gone.' }
  const pressed = componentsIn(message.shown.components).find((one) => one['custom_id'] === customId)
  if (customId === undefined || pressed === undefined)
    return { ok: false, reason: 'This message has no such button.' }
  if (pressed['disabled'] === true) return { ok: false, reason: 'This is switched off.' }
  const { threads } = host.state
  const made = isSelect(pressed)
    ? chosenIn(pressed, raw['values'], threads, knownChannel(threads, message.channel))
    : undefined
  if (made?.ok === false) return made
  return post(host, {
    type: TYPE.component,
    message: message.id,
    customId,
    ...(made === undefined ? {} : { chosen: made.chosen }),
    channel: message.channel,
    member: { id: member.id },
    // A button works for everybody who sees it, in the name of the member who brought the bot along for the message.
    owners: message.interaction.owners,
    context: message.interaction.context,
  })
}

/** All of them, those within others too. */
const componentsIn = (raw: unknown): readonly Json[] =>
  listOf(raw)
    .filter(isRecord)
    .flatMap((one) => [one, ...componentsIn([...listOf(one['components']), one['accessory']])])

/** `{member, customId, values, attachments?}`: a member sends off the last such modal that the bot opened for them. */
export async function submit(host: PageHost, raw: Json): Promise<Done> {
  const { id } = memberOf(raw)
  const opened = [...host.state.interactions.values()].findLast(
    ({ member, modal }) => member.id === id && modal !== undefined && modal['custom_id'] === raw['customId'],
  )
  if (opened === undefined) return { ok: false, reason: 'The bot has opened no such form.' }
  const { values, attachments } = raw
  return post(host, { modal: opened.token, values, attachments })
}

const memberOf = (raw: Json): DemoMember => findMember(textOf(raw['member']) ?? '') ?? members[0]

/** Posts what a member does to the bot. `wanted` is what `POST /_local/interactions` takes. */
export async function post(host: PageHost, wanted: Json): Promise<Done> {
  const sent = await send(host, wanted)
  if (!sent.ok) return sent
  const { interaction, type, data = null } = sent
  const message = host.state.messages.get(interaction.original ?? interaction.messages[0] ?? '')
  return {
    ok: true,
    interaction: interaction.id,
    message: message?.id ?? null,
    failed: message?.failed ?? null,
    modal: type === 9 ? data : null,
  }
}

/** What the bot answered; without `data` it did not, and the interaction is dead. */
type Sent =
  | { readonly ok: true; readonly interaction: Interaction; readonly type?: number; readonly data?: Json }
  | { readonly ok: false; readonly reason: string }

const send = (host: PageHost, wanted: Json): Promise<Sent> =>
  host.posting.through(() => sendNow(host, wanted))

/** Posts to the bot and gives it three seconds, as Discord does; each failure ends in a sentence. */
async function sendNow(host: PageHost, wanted: Json): Promise<Sent> {
  const { state, signer, botUrl } = host
  const made = await interact(state, signer, wanted)
  if (!made.ok) return { ok: false, reason: made.why }
  const interaction = state.interactions.get(made.posted.token)
  if (interaction === undefined) return { ok: false, reason: 'The interaction is gone.' }
  if (botUrl === undefined)
    return unreachable(state, interaction, 'There is no bot: this Discord was started without one.')
  const url = botUrl()
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: made.posted.headers,
      body: made.posted.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ACK_MS),
    })
    const contentType = response.headers.get('content-type') ?? 'none'
    const body = await response.text()
    const done = acknowledge(state, interaction, { status: response.status, contentType, body })
    return done.ok ? { ok: true, interaction, type: done.type, data: done.data } : { ok: true, interaction }
  } catch (error) {
    const slow = error instanceof DOMException && error.name === 'TimeoutError'
    if (slow)
      return unreachable(
        state,
        interaction,
        `The application did not respond within ${ACK_MS / 1_000} seconds.`,
      )
    return unreachable(state, interaction, `The bot at ${url} cannot be reached. Is it started?`)
  }
}

function unreachable(state: State, interaction: Interaction, sentence: string): Sent {
  if (interaction.ack.state === 'awaited') fail(state, interaction, sentence, sentence)
  return { ok: true, interaction }
}
