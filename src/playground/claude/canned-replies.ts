/** What the local Claude says when no script tells it to: honest small talk that remembers, and words that show failures. */

import type { Answer, Said } from './answer.ts'
import { type Block, type Message, textOf } from './content.ts'
import { askedToRepeat, endingIn, restAfter } from './continuation.ts'
import { isRecord, type Json } from '../../json.ts'
import { aboutFiles, withoutFileLines } from './canned-files.ts'
import { cannedTitle } from './canned-title.ts'
import { toolTalk } from './canned-tools.ts'
import * as texts from './canned-texts.ts'
import { merged } from './tools.ts'
import { dice } from './seeded.ts'

type Language = texts.Language

const german =
  /[äöüß]|^was\b|\b(ich|du|ist|und|nicht|hilfe|wie|wer|warum|bitte|hallo|mein|meine|der|das|ein|eine|im web|kanal|zusammenfassung)\b/i

const languageOf = (question: string): Language => (german.test(question) ? 'de' : 'en')

/** Without the lines of the program's: who speaks, and the message that is asked about. */
const withoutSpeaker = (text: string): string =>
  text
    .trim()
    .replace(/^\[speaker \w{6,16}: [^\]]*\]\s*/u, '')
    .replace(/^\[message \w{16}\]\n.*\n\[end of message \w{16}\]\n/u, '')

/** What the person said, message by message; tool results and continuations are not questions. */
const questionsOf = (turns: readonly Message[]): readonly string[] =>
  turns
    .filter((turn) => turn.role === 'user')
    .flatMap((turn) => partsOf(textOf(turn.content)))
    .map((text) => withoutFileLines(withoutSpeaker(text)).trim())
    .filter((text) => text !== '')

/** A summary counts as what it is made of, line by line (see talk-texts.ts); the question comes after it. */
function partsOf(text: string): readonly string[] {
  const [summary, question] = text.split(/^\[end of summary \w{6,16}\]$/m)
  return summary === undefined || question === undefined
    ? [text]
    : [...summary.split('\n- ').slice(1), question]
}

const say = (text: string): Said => ({ say: text })

/** The words that show something. Each is in the `help` answer. */
const words = new Map<string, (language: Language) => Answer>([
  ['help', (language) => say(texts.help[language])],
  ['hilfe', (language) => say(texts.help[language])],
  ['long', (language) => say(texts.longAnswer[language])],
  ['huge', (language) => say(texts.hugeAnswer[language])],
  ['code', (language) => say(texts.code[language])],
  ['table', (language) => say(texts.table[language])],
  ['markdown', (language) => say(texts.markdown[language])],
  ['emoji', (language) => say(texts.emoji[language])],
  ['slow', (language) => ({ say: texts.steps[language], firstTokenMs: 2_500, tokensPerSecond: 8 })],
  ['think', (language) => ({ say: texts.thought[language], thinking: texts.thinking[language] })],
  ['fail', () => ({ status: 500 })],
  ['overloaded', () => ({ status: 529 })],
  ['limit', () => ({ status: 429, headers: { 'retry-after': '37' } })],
  ['poison', (language) => say(texts.poison[language])],
  ['credit', () => ({ noCredit: true })],
  ['disabled', () => ({ disabled: true })],
  ['refuse', (language) => ({ say: texts.declined[language], stop: 'refusal' })],
  ['cut', (language) => ({ say: texts.steps[language], cut: 'eof', afterChars: 120 })],
  ['stall', (language) => ({ say: texts.steps[language], cut: 'stall', afterChars: 120 })],
])

/** A word counts when it is nearly all there is: "table", "a long one, please"; not "how long is the Nile?". */
function wordIn(question: string): ((language: Language) => Answer) | undefined {
  const said = question.toLowerCase().match(/[\p{L}]+/gu) ?? []
  if (said.length > 4 || question.includes('?')) return undefined
  return said.map((word) => words.get(word)).find((answer) => answer !== undefined)
}

interface Fact {
  readonly of: string
  readonly is: string
}
const tellings = [
  /\b(?:my|mein|meine) (?<of>[\p{L} ]{1,30}?) (?:is|ist) (?<is>[^.!?,\n]{1,60})/giu,
  /\b(?:ich heiße|call me|i am called|nenn mich) (?<is>[\p{L}-]{1,40})/giu,
]
const askings = [
  /\b(?:what|who|wer|was|wie|welche[rs]?)\b.*?\b(?:my|mein|meine) (?<of>[\p{L} ]{1,30}?)\s*(?:\?|$)/iu,
  /\b(?<of>wie heiße ich|who am i|wer bin ich)\b/iu,
]
const same = new Map([
  ['wie heiße ich', 'name'],
  ['who am i', 'name'],
  ['wer bin ich', 'name'],
])

const factsOf = (questions: readonly string[]): readonly Fact[] =>
  questions
    .filter((question) => !question.includes('?'))
    .flatMap((question) => tellings.flatMap((telling) => [...question.matchAll(telling)]))
    .map(({ groups }) => ({
      of: (groups?.['of'] ?? 'name').trim().toLowerCase(),
      is: (groups?.['is'] ?? '').trim(),
    }))

function remembered(question: string, earlier: readonly string[], language: Language): string | undefined {
  if (/what (did|have) i (just )?(ask|say|said)|was habe ich .*(gefragt|gesagt)/i.test(question)) {
    if (earlier.length === 0)
      return language === 'de' ? 'Das war deine erste Frage.' : 'Nothing yet: this is your first question.'
    const list = earlier.slice(-10).map((text, index) => `${index + 1}. ${brief(text)}`)
    return `${language === 'de' ? 'Du hast vorher gesagt:' : 'Before this you said:'}\n\n${list.join('\n')}`
  }
  const asked = askings.map((asking) => question.match(asking)?.groups?.['of']).find((of) => of !== undefined)
  if (asked === undefined) return undefined
  const of = same.get(asked.toLowerCase()) ?? asked.trim().toLowerCase()
  const is = factsOf(earlier).findLast((fact) => fact.of === of)?.is
  if (is !== undefined)
    return language === 'de'
      ? `Du hast es mir gesagt: **${is}**.`
      : `You told me earlier: your ${of} is **${is}**.`
  return language === 'de' ? 'Das hast du mir noch nicht gesagt.' : `You have not told me your ${of} yet.`
}

const segments = new Intl.Segmenter()
const brief = (text: string): string => {
  // Whole characters as a person sees them: a torn emoji here would look like a fault of the bot.
  const letters = Array.from(segments.segment(text.replace(/\s+/g, ' ')), ({ segment }) => segment)
  return letters.length > 80 ? `${letters.slice(0, 79).join('')}…` : letters.join('')
}

const openings: Readonly<Record<Language, readonly string[]>> = {
  en: ['A good thing to ask.', 'I am glad you ask.', 'Let me see.'],
  de: ['Gute Frage.', 'Schön, dass du fragst.', 'Mal sehen.'],
}

function smallTalk(question: string, earlier: readonly string[], language: Language): string {
  const roll = dice([...earlier, question].join('\n'))
  const choices = openings[language]
  const fact = factsOf([question])[0]
  const rolled = choices[roll(0, choices.length - 1)] ?? ''
  const opening = fact === undefined ? rolled : language === 'de' ? 'Danke.' : 'Thank you.'
  const count = earlier.length + 1
  if (language === 'de') {
    const noted = fact === undefined ? '' : ` Ich merke mir: **${fact.is}**.`
    return `${opening}${noted} Du hast geschrieben: *${brief(question)}*

Ich bin allerdings nicht Claude, sondern sein **lokaler Ersatz**: Ich laufe auf deinem Rechner, brauche keinen Schlüssel und verstehe nichts. Alles andere ist echt. Der Bot liest meine Wörter, während sie entstehen, und zeigt sie dir in so wenigen Änderungen wie möglich.

Das war Nummer ${count} in unserem Gespräch, und ich erinnere mich an alles davon:
- frag *was habe ich vorher gefragt?* und ich zähle es auf
- sag *ich heiße Robin* und frag später *wie heiße ich?*
- schreib \`help\`, und ich zeige dir, was noch geht

Mit einem echten Schlüssel antwortet an meiner Stelle Claude.`
  }
  const noted = fact === undefined ? '' : ` I will remember: your ${fact.of} is **${fact.is}**.`
  return `${opening}${noted} You wrote: *${brief(question)}*

I am not Claude, though, but its **local stand-in**: I live on your machine, need no key and understand nothing. Everything else is real. The bot reads my words while they are made and shows them to you in as few edits as it can.

This was number ${count} in our conversation, and I remember all of it:
- ask *what did I ask before?* and I will list it
- say *my name is Robin* and later ask *what is my name?*
- write \`help\` and I will show you what else there is

With a real key, Claude answers in my place.`
}

/** The rest of an answer that broke off, found by the words that it ended with. */
function continued(
  messages: readonly Message[],
  ending: string,
  rest: readonly [readonly Block[], readonly Json[]],
): Answer | undefined {
  const before = messages.slice(
    0,
    messages.findLastIndex((message) => message.role === 'user'),
  )
  const asked = before.findLastIndex((message) => message.role === 'user')
  if (asked === -1) return undefined
  const whole = talk(before.slice(0, asked + 1), ...rest)
  if (!('say' in whole)) return whole
  const left = restAfter(whole.say, ending)
  if (left === undefined) return undefined
  const repeats = askedToRepeat(whole.say, left, textOf(messages.at(-1)?.content ?? []))
  return say(whole.say.slice(whole.say.length - left.length - repeats))
}

/** The text of the tool results in the last message, if that is what it is. */
function resultsIn(last: Message | undefined): string | undefined {
  const results = last?.content.filter((block) => block.type === 'tool_result') ?? []
  if (results.length === 0) return undefined
  return results
    .map(({ content }) =>
      typeof content === 'string'
        ? content
        : Array.isArray(content)
          ? textOf(content.filter(isBlockLike))
          : '',
    )
    .join('\n')
}
const isBlockLike = (raw: unknown): raw is Block => isRecord(raw) && typeof raw['type'] === 'string'

export type Talk = (
  messages: readonly Message[],
  system: readonly Block[],
  tools: readonly Json[],
  choice?: Json,
  model?: string,
) => Answer

/**
 * The answer to a conversation; the same conversation always gets the same one.
 * @param choice the request's `tool_choice`: a forced tool is called, with its required texts set to the question
 * @param model the one that is asked
 */
export function talk(
  messages: readonly Message[],
  system: readonly Block[],
  tools: readonly Json[],
  choice?: Json,
  model = '',
): Answer {
  const turns = merged(messages)
  const questions = questionsOf(messages)
  const question = questions.at(-1) ?? ''
  const title = cannedTitle(system, question)
  if (title !== undefined) return say(title)
  const language = languageOf(question)
  const forced =
    choice?.['type'] === 'tool' ? tools.find((tool) => tool['name'] === choice['name']) : tools[0]
  if (forced !== undefined && (choice?.['type'] === 'tool' || choice?.['type'] === 'any')) {
    const schema = isRecord(forced['input_schema']) ? forced['input_schema'] : {}
    const needed: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
    const input = Object.fromEntries(needed.map((key) => [String(key), question]))
    return { say: '', tools: [{ name: String(forced['name']), input }] }
  }
  const isProgram = /^\[program \w{6,16}\]/.test(question)
  const tooled = isProgram ? undefined : toolTalk({ turns, model }, question, language, tools)
  if (tooled !== undefined) return tooled
  const results = resultsIn(turns.at(-1))
  if (results !== undefined)
    return say(
      `${language === 'de' ? 'Das Werkzeug sagt' : 'The tool says'}:\n\n\`\`\`\n${results.replaceAll('```', "'''")}\n\`\`\``,
    )
  const ending = endingIn(question)
  if (ending !== undefined) {
    const rest = continued(messages, ending, [system, tools])
    if (rest !== undefined) return rest
  }
  const earlier = questions.slice(0, -1)
  if (isProgram) return say(texts.summary(earlier.slice(-40).map(brief)))
  const shown = wordIn(question)
  if (shown !== undefined)
    // One word says nothing about the language; what was said before does.
    return shown(languageOf([...earlier.slice(-3), question].join(' ')))
  const files = aboutFiles(messages, question, language)
  if (files !== undefined) return say(files)
  return say(remembered(question, earlier, language) ?? smallTalk(question, earlier, language))
}
