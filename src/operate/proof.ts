/** Whether the deployed bot has worked: when Claude last answered there, and when Discord last took an answer. */

import { timeOfIso } from '../clock.ts'
import { isRecord, recordAt, textAt } from '../json.ts'
import { type Looked, warning } from './finding.ts'

const AT = 'proven'

/** Of a bot that has worked, the line says when, and not only that it has. @param health what `/health` answered */
export function proofOf(health: unknown): Looked {
  // A version before this one does not tell.
  if (!isRecord(health) || !isRecord(health['proven'])) return { looked: [], findings: [] }
  if (textAt(health, 'status') === 'unknown')
    return only(
      'The coordinator does not answer, so it is not known whether the bot has worked.',
      'Run the doctor again in a minute; if that lasts, run "npx wrangler tail" and open /health.',
    )
  const proven = recordAt(health, 'proven')
  const [claude, discord] = [momentAt(proven, 'claude'), momentAt(proven, 'discord')]
  if (claude !== undefined && discord !== undefined)
    return {
      looked: [`${AT}: Claude last answered ${claude}, Discord last took an answer ${discord}`],
      findings: [],
    }
  if (claude === undefined && discord === undefined)
    return only(
      'The bot is deployed, and has not answered a question yet; neither Claude nor Discord is proven.',
      'Ask it something with /ask in Discord, and run the doctor again.',
    )
  return claude === undefined
    ? only(
        `Discord last took an answer ${discord ?? ''}, and Claude has never answered the deployed bot.`,
        'Ask something with /ask that nobody has asked; the bot says what is wrong, and so does /health under "blocked".',
      )
    : only(
        `Claude last answered ${claude}, and Discord has never taken an answer of the deployed bot.`,
        'Ask something with /ask, run "npx wrangler tail", and look for ask.done; its "why" says what Discord refused.',
      )
}

const only = (wrong: string, cure: string): Looked => ({
  looked: [AT],
  findings: [warning(AT, wrong, cure)],
})

/** Another server may answer there: nothing but a moment is shown of what it says. */
const momentAt = (proven: unknown, name: string): string | undefined => {
  const iso = textAt(proven, name) ?? ''
  return timeOfIso(iso) === undefined ? undefined : iso
}
