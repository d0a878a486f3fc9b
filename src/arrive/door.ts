/** Decides at the door what holds for an interaction, and whether its member may use the bot: before anything costs. */

import { type Asker, deniedByOperator, deniedByServer, type OperatorLists } from '../guild/access.ts'
import { leastSpending, type OperatorLimits } from '../guild/effective.ts'
import {
  type GuildSettings,
  PAUSE_WHY_CODE_POINTS,
  type Paused,
  snapshotOf,
} from '../guild/guild-settings.ts'
import type { SettingsReader } from '../guild/settings-reader.ts'
import { escaped, line } from '../deliver/plain-text.ts'
import { OPERATOR, ownerOf } from '../ids.ts'
import { isBlank } from '../deliver/markdown/graphemes.ts'
import { type Language, sentence } from '../sentences/sentences.ts'
import { typedText } from '../converse/question/typed.ts'
import type { Interaction, Origin } from './interaction.ts'
import { type Action, askerOf, type Refusal, refuse } from './route.ts'

export interface DoorDeps {
  readonly settings: OperatorLists & OperatorLimits
  readonly owners: Pick<SettingsReader, 'read'>
}

/** What holds for one interaction. */
export interface Admission {
  /** With the language and the rights that the settings give its member. */
  readonly interaction: Interaction
  /** Where nobody knows them, those that spend least. */
  readonly own: GuildSettings
  /** The interaction goes no further. */
  readonly refusal?: Refusal
}

/**
 * What no server refuses: its managers come to its settings, else nobody could mend them; and everybody reads what
 * is kept of them, and has it erased. Claude is asked for none of it.
 */
const isOpenToAll = (interaction: Interaction): boolean =>
  interaction.kind === 'command'
    ? OPEN_COMMANDS.has(interaction.name)
    : (interaction.kind === 'component' || interaction.kind === 'modal') &&
      OPEN_IDS.test(interaction.customId)

const OPEN_COMMANDS: ReadonlySet<string> = new Set(['settings', 'privacy', 'forget'])
const OPEN_IDS = /^(?:settings|erase|everywhere|keep):/

/** Never rejects, and takes no longer than the reader. @param later takes work for after the response */
export async function admit(
  { settings, owners }: DoorDeps,
  interaction: Interaction,
  later: (work: Promise<void>) => void,
): Promise<Admission> {
  if (!('origin' in interaction)) return { interaction, own: {} }
  const { guild, member, userInstall, language } = interaction.origin
  const { channel, standing } = interaction.origin
  const asker = { guild, channel, around: standing.around, member, roles: standing.roles }
  const byOperator = deniedByOperator(settings, asker)
  // Nothing is read for whom the operator does not want.
  if (byOperator !== undefined) return { interaction, own: {}, refusal: refuse(byOperator, language) }
  const [known, everywhere] = await Promise.all([
    owners.read(ownerOf(guild, member, userInstall), later),
    owners.read(OPERATOR, later),
  ])
  const own = known?.settings ?? leastSpending(settings)
  const held = { ...interaction, origin: heldTo(interaction.origin, own) }
  if (isOpenToAll(held)) return { interaction: held, own }
  const refusal = refusalOf(own, everywhere?.settings.paused, asker, held.origin.language)
  return { interaction: held, own, ...(refusal === undefined ? {} : { refusal }) }
}

/**
 * The action of one who may use the bot; of anybody else the refusal, with what they had typed. While an option is being
 * typed there is nothing to refuse yet.
 */
export function admittedAction(action: Action, { refusal }: Pick<Admission, 'refusal'>): Action {
  if (refusal === undefined) return action
  if (action.do === 'suggest' || action.do === 'suggest nothing') return { do: 'suggest nothing' }
  const { typed = '', language = 'en' } = askerOf(action) ?? {}
  return isBlank(typed) ? refusal : { ...refusal, typed: typedText(typed, language) }
}

/** The settings go with whatever asks Claude: a command, a modal, a press. */
function heldTo(origin: Origin, own: GuildSettings): Origin {
  const { language, mayStop = 'moderators' } = own
  const settings = snapshotOf(own)
  return {
    ...origin,
    language: language ?? origin.language,
    standing: {
      ...origin.standing,
      stopsOthers: mayStop === 'everyone' || (mayStop === 'moderators' && origin.standing.stopsOthers),
    },
    ...(settings === undefined ? {} : { settings }),
  }
}

/** A pause by the operator holds everywhere. */
function refusalOf(
  own: GuildSettings,
  everywhere: Paused | undefined,
  asker: Asker,
  language: Language,
): Refusal | undefined {
  const paused = everywhere ?? own.paused
  if (paused !== undefined) return pauseRefusal(paused, everywhere !== undefined, language)
  const why = deniedByServer(own, asker)
  return why === undefined ? undefined : refuse(why, language)
}

function pauseRefusal({ why }: Paused, isEverywhere: boolean, language: Language): Refusal {
  const refusal = refuse(isEverywhere ? 'paused everywhere' : 'paused here', language)
  const reason = escaped(line(why, PAUSE_WHY_CODE_POINTS))
  return reason === ''
    ? refusal
    : { ...refusal, text: `${refusal.text} ${sentence('paused because', language, reason)}` }
}
