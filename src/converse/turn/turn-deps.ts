/** What a turn's runner needs, grouped by what it is. */

import type { Clock } from '../../clock.ts'
import type { Content } from '../../deliver/content.ts'
import type { Shown } from '../../deliver/reply-plan.ts'
import type { Delivered } from '../../deliver/reply-state.ts'
import type { TurnSettings } from './turn-settings.ts'
import type { Cache } from '../cache/cache.ts'
import type { WaitForSession } from '../coordinator/coordinator-client.ts'
import type { Answer } from './answer.ts'
import type { MessageDeps } from './message.ts'
import type { CacheDeps } from './cached-answer.ts'
import type { SharedAnswers } from './shared-answers.ts'
import type { TurnFiles } from './turn-files.ts'
import type { TurnTools } from './turn-tools.ts'

export interface TurnDeps {
  readonly clock: Clock
  readonly settings: TurnSettings
  /** Asks Claude, once `waitForSession` has run to its end. */
  readonly claude: MessageDeps['claude'] & CacheDeps['claude'] & { readonly waitForSession: WaitForSession }
  readonly files: TurnFiles
  /** Undefined where the flag TOOLS is off. */
  readonly tools: TurnTools | undefined
  /** Undefined where the flag CACHE is off. */
  readonly cache: Cache | undefined
  /** The answers that are growing in this thread right now. */
  readonly shared: SharedAnswers<Answer>
  readonly show: Show
  readonly thread: TurnThread
}

/** How a turn is shown in Discord. */
export interface Show {
  /** Proposes a whole answer as the first response. Returns the messages that were posted; undefined when none was. */
  readonly propose: (content: Content) => Promise<readonly Shown[] | undefined>
  /** @param posted what the first response has shown already */
  readonly deliver: (
    contents: AsyncIterable<Content>,
    watch: Watch,
    posted?: readonly Shown[],
  ) => Promise<Delivered>
  /** Has the bot take the reply over from the interaction's token, which is about to die. False where it cannot. */
  readonly outlives: () => Promise<boolean>
}

/** Receives the progress of a reply while it is delivered. */
export interface Watch {
  /** Stores the posted messages. Never throws. */
  readonly checkpoint: (shown: readonly Shown[]) => void
  /** Nothing more can be shown: the contents have to end now. */
  readonly abandon: () => void
}

/** What a turn needs of its thread. */
export interface TurnThread extends Readonly<CacheDeps['thread']> {
  /**
   * Writes down how far the turn has come: with an edit, what stands in Discord; without one, an answer that has ended,
   * before anything more is shown.
   */
  readonly checkpoint: (answer: Answer, shown?: readonly Shown[]) => void
  /** Claude takes less than we thought: what is up to here need not be shown to it again. */
  readonly forget: MessageDeps['thread']['forget']
  /** Claude has refused this: it need not be refused again. */
  readonly leaveOut: MessageDeps['thread']['leaveOut']
}
