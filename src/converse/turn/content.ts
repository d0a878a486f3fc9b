/** What a turn shows in Discord: an answer of Claude's as far as it has come, or a cached one. */

import { type Content, noContent } from '../../deliver/content.ts'
import type { Button } from '../../deliver/message.ts'
import { TEXT_BYTES } from '../../limits.ts'
import { ahead, type Language, sentence } from '../../sentences.ts'
import type { Hit } from '../cache/cache.ts'
import type { FileRef } from '../claude/file-block.ts'
import type { Question } from '../question.ts'
import { progressLine, toolFooter } from '../tools/progress.ts'
import { type Answer, toolCallsOf } from './answer.ts'
import type { Course } from './course.ts'
import { toolLogId } from './tool-log-id.ts'
import { sourcesLine } from './sources.ts'

type Asked = Pick<Question, 'language' | 'private' | 'userInstall'>

/**
 * What a turn shows: its place while it waits, Claude's answer with our sentences under it or instead of it, or a cached
 * one.
 *
 * @param now milliseconds since 1970; the status line tells how long tools have been at work
 */
export function contentOf(course: Course, asked: Asked, now: number): Content {
  const { position, cached, shown, answer, file } = course
  const { language } = asked
  if (shown !== undefined)
    return cached.use === 'stale'
      ? staleContent(shown, answer.text, language)
      : cachedContent(shown, language)
  const line = position === undefined ? progressLine(answer.atWork, now, language) : ahead(position, language)
  const grown = { text: answer.text, status: line === '' ? undefined : line, files: answer.files }
  if (answer.ending === undefined) return { ...grown, note: undefined, buttons: [], isLast: false }
  return {
    ...grown,
    note: noteOf(answer, language, file),
    buttons: buttonsOf(answer, asked),
    isLast: true,
  }
}

function noteOf(answer: Answer, language: Language, file: FileRef | undefined): string | undefined {
  const { why = '', again = 0 } = answer.ending ?? {}
  const lines = [
    ...(why === '' ? [] : [sentence(why, language, Math.ceil(again / 1_000))]),
    ...(file?.isCut === true ? [sentence('file cut', language, TEXT_BYTES / 1_000)] : []),
  ]
  const calls = toolCallsOf(answer)
  const links = sourcesLine(answer.sources, language)
  const note = [
    ...(lines.length === 0 ? [] : [lines.join(' ')]),
    ...(links === '' ? [] : [links]),
    ...(calls === 0 ? [] : [toolFooter(calls, answer.toolMs, language)]),
  ].join('\n')
  return note === '' ? undefined : note
}

const buttonsOf = (answer: Answer, asked: Asked): readonly Button[] =>
  toolCallsOf(answer) === 0
    ? []
    : [
        {
          label: sentence('details', asked.language),
          id: toolLogId({ turn: answer.by, isOwn: asked.private || asked.userInstall }),
        },
      ]

/** A cached answer says that it is one, and how to get another. */
const cachedContent = ({ answer, madeAt }: Hit, language: Language): Content => ({
  ...noContent,
  text: answer,
  note: `-# ${sentence('from the cache', language, Math.floor(madeAt / 1_000))}`,
  isLast: true,
})

/**
 * An expired answer that stands in for Claude's, marked as such.
 *
 * @param begun the text that Claude has begun with, which is white space
 */
const staleContent = ({ answer, madeAt }: Hit, begun: string, language: Language): Content => ({
  ...noContent,
  text: begun + answer,
  note: sentence('stale', language, Math.floor(madeAt / 1_000)),
  isLast: true,
})
