/** What the members of the workload ask, and a Claude whose answers say to which question they belong. */

import type { Answer } from '../../src/playground/claude/answer.ts'
import { type Block, type Message, textOf } from '../../src/playground/claude/content.ts'
import { prose } from './local-stage.ts'

const topics = [
  'a hash map',
  'binary search',
  'garbage collection',
  'a mutex',
  'the event loop',
  'recursion',
  'dependency injection',
  'a bloom filter',
  'the CAP theorem',
  'TCP slow start',
  'a foreign key',
  'tail call optimisation',
  'photosynthesis',
  'sourdough',
  'compound interest',
  'plate tectonics',
  'a heat pump',
  'natural selection',
  'inflation',
  'vaccination',
  'the Doppler effect',
  'a suspension bridge',
]

const askings: readonly ((topic: string) => string)[] = [
  (topic) => `What is ${topic}?`,
  (topic) => `How does ${topic} work?`,
  (topic) => `Give me an example of ${topic}`,
  (topic) => `What are the drawbacks of ${topic}?`,
  (topic) => `Explain ${topic} in simple words please`,
]

/** Some that no cache may keep, some that lean on what was said before, some in German. */
const others = [
  'What is the weather in Lisbon today?',
  'What is the latest version of Node.js?',
  'How many days until Christmas?',
  'Can you check my query for mistakes?',
  'Why does this loop never end?',
  'Wie spät ist es gerade in Tokio?',
  'Wie funktioniert eine Wärmepumpe?',
  'Was ist der Unterschied zwischen TCP und UDP?',
  'Erkläre mir bitte die Photosynthese in einfachen Worten',
  'Which vegetables can be planted in the shade?',
]

/** 120 questions that begin a subject. */
export const openers: readonly string[] = [
  ...topics.flatMap((topic) => askings.map((asking) => asking(topic))),
  ...others,
]

/** They mean nothing without what was said before. */
export const followUps: readonly string[] = [
  'and why is that?',
  'can you give an example?',
  'what about the edge cases?',
  'shorter, please',
  'how would I test that?',
  'is there a better way?',
  'why not the other way round?',
  'and in Python?',
  'what happens if it fails?',
  'go on',
  'und warum ist das so?',
  'who came up with that?',
]

/** Which of `openers`, and for a follow-up which of `followUps` was asked about it. */
export interface Subject {
  readonly opener: number
  readonly followUp: number | undefined
}

export interface Stamped extends Subject {
  /** Which answer of Claude's this is; no two have the same. */
  readonly answer: number
}

const known = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[\s.!?]+/g, ' ')
    .trim()
const opening = new Map(openers.map((text, index) => [known(text), index]))
const following = new Map(followUps.map((text, index) => [known(text), index]))

/** What an answer says of itself; undefined for what is none of ours. */
export function stampIn(text: string): Stamped | undefined {
  const found = /Answer (\d+), to (?:follow-up (\d+) on )?question (\d+):/.exec(text)
  if (found === null) return undefined
  const [, answer, followUp, opener] = found
  return {
    answer: Number(answer),
    opener: Number(opener),
    followUp: followUp === undefined ? undefined : Number(followUp),
  }
}

const LENGTHS = [120, 300, 500, 900]

/** The member's own words, without the line that names the speaker. */
const wordsOf = (content: readonly Block[]): string =>
  textOf(content.slice(-1)).replace(/^\[speaker \d{6}: [^\]\n]*\]\n/, '')

export interface StampedClaude {
  readonly talk: (messages: readonly Message[]) => Answer
  /** The whole text of every answer so far, by its number. */
  readonly said: ReadonlyMap<number, string>
}

/**
 * A Claude that answers each time in other words, as the real one does, and that knows only what it is shown: an answer
 * to a follow-up names the subject of the answer before it in the transcript.
 */
export function stampedClaude(pace: {
  readonly firstTokenMs: number
  readonly tokensPerSecond: number
}): StampedClaude {
  const said = new Map<number, string>()
  return {
    said,
    talk(messages) {
      const asked = wordsOf(messages.at(-1)?.content ?? [])
      const opener = opening.get(known(asked))
      const followUp = following.get(known(asked))
      const before = messages.findLast(({ role }) => role === 'assistant')
      const subject = opener ?? stampIn(textOf(before?.content ?? []))?.opener
      if (subject === undefined) return { say: 'I do not know what this is about.' }
      const answer = said.size + 1
      const to =
        opener === undefined ? `follow-up ${followUp ?? -1} on question ${subject}` : `question ${opener}`
      const length = LENGTHS[answer % LENGTHS.length] ?? 0
      const text = `Answer ${answer}, to ${to}: ${prose(length)} end${answer}`
      said.set(answer, text)
      return { say: text, ...pace }
    },
  }
}
