/** What the members of the workload ask, and a Claude whose answers say to which question they belong. */

import { GENERAL, type Verdict } from '../../src/converse/cache/verdict.ts'
import type { Answer } from '../../src/playground/claude/answer.ts'
import { type Block, type Message, textOf } from '../../src/playground/claude/content.ts'
import { prose } from './prose.ts'

/** By language: the askings, and what is asked about. None of these words stands in a rule of the product's. */
const languages: readonly (readonly [
  askings: readonly [(topic: string) => string, (topic: string) => string],
  topics: readonly string[],
])[] = [
  [
    [(topic) => `How does ${topic} work?`, (topic) => `What are the drawbacks of ${topic}?`],
    [
      'garbage collection',
      'a bloom filter',
      'TCP slow start',
      'the CAP theorem',
      'sourdough',
      'compound interest',
      'a heat pump',
      'natural selection',
      'a suspension bridge',
      'vaccination',
      'a mutex',
    ],
  ],
  [
    [(topic) => `Wofür braucht man ${topic}?`, (topic) => `Erkläre ${topic} in drei Sätzen`],
    [
      'einen Fremdschlüssel',
      'Backpulver',
      'eine Zahnradbahn',
      'Osmose',
      'die Mitternachtsformel',
      'einen Kondensator',
      'Plattentektonik',
      'einen Mutex',
      'die Umsatzsteuer',
      'Endrekursion',
      'ein Astrolabium',
    ],
  ],
  [
    [(topic) => `Comment fonctionne ${topic} ?`, (topic) => `Quels sont les avantages de ${topic} ?`],
    [
      'la photosynthèse',
      'la récursivité',
      'une écluse',
      'la fermentation',
      'la TVA',
      "l'effet Doppler",
      'la fibre optique',
      'une éolienne',
      'la mémoïsation',
      "l'inflation",
      'la marée motrice',
    ],
  ],
  [
    [(topic) => `¿Para qué sirve ${topic}?`, (topic) => `Explica ${topic} a un principiante`],
    [
      'una tabla hash',
      'la levadura',
      'el bucle de eventos',
      'una clave primaria',
      'la ósmosis',
      'un transistor',
      'la búsqueda binaria',
      'el interés compuesto',
      'una vacuna',
      'el diafragma de una cámara',
      'la selección natural',
    ],
  ],
  [
    [(topic) => `${topic}とは何ですか？`, (topic) => `${topic}の仕組みを説明してください`],
    [
      'ハッシュ表',
      '光合成',
      '二分探索',
      '発酵',
      '複利',
      '地震波',
      'ヒートポンプ',
      '再帰',
      '消費税',
      '吊り橋',
      'TCP',
    ],
  ],
]

/** No answer to these may be given to another conversation, and what speaks against it. */
const others: readonly (readonly [question: string, against: Partial<Verdict>])[] = [
  ['What is the weather in Lisbon today?', { time: true }],
  ['Wie spät ist es gerade in Tokio?', { time: true }],
  ['Quel est le prix du blé ?', { time: true }],
  ['Lance un dé', { chance: true }],
  ['Elige una carta', { chance: true }],
  ['おみくじを引いて', { chance: true }],
  ['¿Cómo me llamo?', { asker: true }],
  ['Was weißt du über mich?', { asker: true }],
  ['Why does this loop never end?', { alone: false }],
  ['続けて', { alone: false, thread: true }],
]

/** 120 questions that begin a subject. */
export const openers: readonly string[] = [
  ...languages.flatMap(([askings, topics]) =>
    topics.flatMap((topic) => askings.map((asking) => asking(topic))),
  ),
  ...others.map(([question]) => question),
]

/** What a Claude that judges well says of a question. */
export function verdictOn(question: string): Verdict {
  const found = others.find(([other]) => known(other) === known(question))
  return { ...GENERAL, ...found?.[1] }
}

/** They mean nothing without what was said before. */
export const followUps: readonly string[] = [
  'and why is that?',
  'can you give an example?',
  'shorter, please',
  'is there a better way?',
  'go on',
  'und warum ist das so?',
  'geht das auch einfacher?',
  'et pourquoi ?',
  'continue',
  '¿y en la práctica?',
  'sigue',
  'もっと詳しく',
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
    .replaceAll(/[\s.!?？]+/g, ' ')
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
  textOf(content.slice(-1)).replace(/^\[speaker \w{6,16}: [^\]\n]*\]\n/, '')

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
