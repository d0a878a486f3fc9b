/** Reads the turns of a thread that have not ended, as its queue needs them. */

import { isInteractionId, isMemberId } from '../../ids.ts'
import type { CountedStorage } from '../../storage/counted-storage.ts'
import type { OpenTurn } from './queue.ts'

/** Oldest first; a row that cannot be read is left out. */
export const readOpenTurns = (sql: CountedStorage['sql']): readonly OpenTurn[] =>
  sql
    .exec(
      `SELECT id, member, json_extract(progress, '$.stoppedBy') IS NOT NULL AS stopped, untraced,
         json_extract(question, '$.renews.version') > 1 AS in_place
       FROM turns WHERE ended_at IS NULL ORDER BY seq`,
    )
    .toArray()
    .flatMap(({ id, member, stopped, untraced, in_place: inPlace }) =>
      isInteractionId(id) && isMemberId(member)
        ? [
            {
              id,
              member,
              ...(stopped === 1 ? { isStopped: true } : {}),
              ...(untraced === 1 ? { isUntraced: true } : {}),
              ...(inPlace === 1 ? { isInPlace: true } : {}),
            },
          ]
        : [],
    )
