/** Everything that a member reads from us, one sentence for each case, in each of our languages. */

import { atTheDoor } from './at-the-door.ts'
import { aboutBudgets } from './about-budgets.ts'
import { aboutFiles } from './about-files.ts'
import { aboutForgetting } from './about-forgetting.ts'
import { aboutHealing } from './about-healing.ts'
import { aboutButtons } from './about-buttons.ts'
import { aboutHelp } from './about-help.ts'
import { aboutModels } from './about-models.ts'
import { aboutNotices } from './about-notices.ts'
import { aboutPrivacy } from './about-privacy.ts'
import { aboutSettings } from './about-settings.ts'
import { aboutUsage } from './about-usage.ts'

export type Language = 'en' | 'de'

/** Discord's locale of a member; we speak German to Germans and English to everybody else. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('de') === true ? 'de' : 'en'

const sentences = {
  ...atTheDoor,
  ...aboutBudgets,
  ...aboutForgetting,
  ...aboutHelp,
  ...aboutModels,
  ...aboutNotices,
  ...aboutPrivacy,
  ...aboutSettings,
  ...aboutUsage,
  'conversation unreachable': {
    en: 'I could not open this conversation. Please try again in a moment.',
    de: 'Ich konnte dieses Gespräch nicht öffnen. Bitte versuch es gleich noch einmal.',
  },
  // How a conversation stands.
  'nothing remembered': {
    en: 'I do not remember anything here yet. Ask a question with `/ask`.',
    de: 'Ich habe mir hier noch nichts gemerkt. Stell eine Frage mit `/ask`.',
  },
  'this conversation': {
    en: 'This conversation',
    de: 'Dieses Gespräch',
  },
  'your conversation': {
    en: 'Your private conversation here',
    de: 'Dein privates Gespräch hier',
  },
  'exchanges kept': {
    en: 'Questions and answers remembered in full: {n}',
    de: 'Fragen und Antworten im vollen Wortlaut: {n}',
  },
  'session open': {
    en: 'Session: open since <t:{n}:f>',
    de: 'Sitzung: offen seit <t:{n}:f>',
  },
  'session closed': {
    en: 'Session: closed, the next question opens a new one',
    de: 'Sitzung: geschlossen, die nächste Frage öffnet eine neue',
  },
  'forgets at': {
    en: 'I will forget this conversation on <t:{n}:f> if nobody asks again',
    de: 'Ich vergesse dieses Gespräch am <t:{n}:f>, wenn niemand mehr fragt',
  },
  'answering now': {
    en: 'Answers in progress: {n}',
    de: 'Antworten in Arbeit: {n}',
  },
  'waiting now': {
    en: 'Questions waiting: {n}',
    de: 'Wartende Fragen: {n}',
  },
  'memory held': {
    en: 'Memory used: {n} KB',
    de: 'Belegter Speicher: {n} KB',
  },
  'last questions': {
    en: 'The last questions:',
    de: 'Die letzten Fragen:',
  },
  'no summary': {
    en: 'There is no summary yet.',
    de: 'Es gibt noch keine Zusammenfassung.',
  },
  summary: {
    en: 'Claude sees this summary of the earlier conversation:',
    de: 'Claude sieht diese Zusammenfassung des früheren Gesprächs:',
  },
  'bot pace': {
    en: 'Half of all answers by this bot take less than {n} s',
    de: 'Die Hälfte aller Antworten dieses Bots dauert weniger als {n} s',
  },
  'bot cache': {
    en: 'Saved answers: {n}%',
    de: 'Gespeicherte Antworten: {n} %',
  },
  ...aboutFiles,
  ...aboutHealing,
  ...aboutButtons,
  // A turn that got no answer.
  overloaded: {
    en: 'Claude is overloaded right now. Please ask again in a minute.',
    de: 'Claude ist gerade überlastet. Bitte frag in einer Minute noch einmal.',
  },
  'rate limited': {
    en: 'This bot has sent Claude too many questions. Please ask again in a minute.',
    de: 'Dieser Bot hat Claude zu viele Fragen geschickt. Bitte frag in einer Minute noch einmal.',
  },
  'spend limit': {
    en: 'The budget for Claude is used up. The operator of this bot has to raise it.',
    de: 'Das Budget für Claude ist aufgebraucht. Der Betreiber dieses Bots muss es erhöhen.',
  },
  'account disabled': {
    en: "Claude has disabled this bot's account. The operator of this bot has to check the Claude Console.",
    de: 'Claude hat das Konto dieses Bots gesperrt. Der Betreiber muss in der Claude-Konsole nachsehen.',
  },
  'key refused': {
    en: "Claude rejected this bot's API key. The operator of this bot has to check ANTHROPIC_API_KEY.",
    de: 'Claude hat den API-Schlüssel dieses Bots abgelehnt. Der Betreiber muss ANTHROPIC_API_KEY prüfen.',
  },
  forbidden: {
    en: 'Claude rejects requests from the region of this bot. The operator of this bot has to move it to another region.',
    de: 'Claude lehnt Anfragen aus der Region dieses Bots ab. Der Betreiber muss ihn in eine andere Region verlegen.',
  },
  'unknown model': {
    en: 'The Claude model of this bot does not exist. The operator of this bot has to check MODEL.',
    de: 'Das Claude-Modell dieses Bots gibt es nicht. Der Betreiber muss MODEL prüfen.',
  },
  'bad request': {
    en: 'Claude rejected my request. That is my mistake, not yours. The operator of this bot can find the reason in the log.',
    de: 'Claude hat meine Anfrage abgelehnt. Das ist mein Fehler, nicht deiner. Der Betreiber dieses Bots findet den Grund im Protokoll.',
  },
  'too much text': {
    en: 'This conversation is too long for Claude. Please start a new thread.',
    de: 'Dieses Gespräch ist für Claude zu lang. Bitte fang einen neuen Thread an.',
  },
  unreachable: {
    en: 'I could not reach Claude. Please ask again in a minute.',
    de: 'Ich konnte Claude nicht erreichen. Bitte frag in einer Minute noch einmal.',
  },
  resting: {
    en: 'Claude is not available. Please ask again after <t:{n}:T>.',
    de: 'Claude ist nicht erreichbar. Bitte frag nach <t:{n}:T> noch einmal.',
  },
  silent: {
    en: 'Claude did not answer in time. Please ask again.',
    de: 'Claude hat nicht rechtzeitig geantwortet. Bitte frag noch einmal.',
  },
  refused: {
    en: 'Claude declined to answer that. Try rephrasing it.',
    de: 'Claude beantwortet diese Frage nicht. Formuliere sie bitte anders.',
  },
  'empty answer': {
    en: 'Claude sent an empty answer. Try rephrasing your question.',
    de: 'Claude hat eine leere Antwort geschickt. Formuliere deine Frage bitte anders.',
  },
  'tools alone': {
    en: 'Claude used its tools and wrote no answer. Ask for the result.',
    de: 'Claude hat seine Werkzeuge benutzt und keine Antwort geschrieben. Frag nach dem Ergebnis.',
  },
  internal: {
    en: 'Something went wrong on my side. Please ask again.',
    de: 'Bei mir ist etwas schiefgegangen. Bitte frag noch einmal.',
  },
  lost: {
    en: 'I was interrupted several times. Please ask again.',
    de: 'Ich wurde mehrmals unterbrochen. Bitte frag noch einmal.',
  },
  // In place of a page.
  filtered: {
    en: 'A filter has blocked this part of the answer. Ask me to rephrase it.',
    de: 'Ein Filter hat diesen Teil der Antwort blockiert. Bitte mich um eine andere Formulierung.',
  },
  'not accepted': {
    en: 'Discord has rejected this part of the answer. Ask me to rephrase it.',
    de: 'Discord hat diesen Teil der Antwort abgelehnt. Bitte mich um eine andere Formulierung.',
  },
  // What stands under an answer that is not whole.
  'cut off': {
    en: 'The connection to Claude dropped here. Ask me to continue.',
    de: 'Die Verbindung zu Claude ist hier abgebrochen. Bitte mich, weiterzumachen.',
  },
  'length limit': {
    en: "That's the maximum length of an answer. Ask me to continue.",
    de: 'Das ist die maximale Länge einer Antwort. Bitte mich, weiterzumachen.',
  },
  'time limit': {
    en: 'The time for this answer is up. Ask me to continue.',
    de: 'Die Zeit für diese Antwort ist abgelaufen. Bitte mich, weiterzumachen.',
  },
  'tools go round': {
    en: 'I stopped because I was repeating the same steps. Tell me how to go on.',
    de: 'Ich habe aufgehört, weil ich dieselben Schritte wiederholt habe. Sag mir, wie ich weitermachen soll.',
  },
  'tools too long': {
    en: 'I reached the maximum number of steps for an answer. Ask me to continue.',
    de: 'Ich habe die Höchstzahl an Schritten für eine Antwort erreicht. Bitte mich, weiterzumachen.',
  },
  'refused midway': {
    en: 'Claude declined to continue here. Try rephrasing your question.',
    de: 'Claude hat die Antwort hier abgebrochen. Formuliere deine Frage bitte anders.',
  },
  'interrupted midway': {
    en: 'I was interrupted here. Ask me to continue.',
    de: 'Ich wurde hier unterbrochen. Bitte mich, weiterzumachen.',
  },
  'file cut': {
    en: 'Your file is long. Claude read only the first {n} KB.',
    de: 'Deine Datei ist lang. Claude hat nur die ersten {n} KB gelesen.',
  },
  // The status line.
  waiting: {
    en: '{n} questions ahead of yours',
    de: 'Noch {n} Fragen vor dir',
  },
  'one waiting': {
    en: '1 question ahead of yours',
    de: 'Noch 1 Frage vor dir',
  },
  'channel limited': {
    en: 'Discord limits edits in this channel right now: the answer comes in larger steps',
    de: 'Discord begrenzt gerade die Änderungen in diesem Kanal: Die Antwort kommt in größeren Schritten',
  },
  'channel full': {
    en: 'Discord limits edits in this channel right now: the answer starts in about {n} s',
    de: 'Discord begrenzt gerade die Änderungen in diesem Kanal: Die Antwort beginnt in etwa {n} s',
  },
  thinking: {
    en: 'Claude is thinking, usually for about {n} s',
    de: 'Claude denkt nach, meist etwa {n} s',
  },
  usually: {
    en: 'usually {n} s',
    de: 'meist {n} s',
  },
  'one tool': { en: '1 tool', de: '1 Werkzeug' },
  tools: { en: '{n} tools', de: '{n} Werkzeuge' },
  // Under an answer, what it cost.
  'footer tokens': { en: '{n} tokens', de: '{n} Tokens' },
  'footer saved': { en: 'saved answer', de: 'gespeicherte Antwort' },
  sources: { en: 'Sources', de: 'Quellen' },
  'from the cache': {
    en: 'Saved answer from <t:{n}:R> · add `fresh:true` to get a new one',
    de: 'Gespeicherte Antwort von <t:{n}:R> · mit `fresh:true` bekommst du eine neue',
  },
  stale: {
    en: 'Claude was not available. This is a saved answer from <t:{n}:R>. It may be out of date.',
    de: 'Claude war nicht erreichbar. Das ist eine gespeicherte Antwort von <t:{n}:R>. Sie ist vielleicht veraltet.',
  },
  'taking longer': {
    en: 'Claude is taking longer than usual, still working on it',
    de: 'Claude braucht länger als sonst und arbeitet noch daran',
  },
  // Under the last page of an answer that is longer than the pages allowed.
  'goes on in the file': {
    en: 'The rest of the answer is in the attached file.',
    de: 'Der Rest der Antwort steht in der angehängten Datei.',
  },
  // In a chart.
  'other slices': { en: 'Other ({n})', de: 'Andere ({n})' },
} satisfies Record<string, Record<Language, string>>

/** A case in which a member reads a sentence of ours. */
export type Case = keyof typeof sentences

/** Whether this is one: what was written down by another version may name one that this one has not. */
export const isCase = (name: string): name is Case => Object.hasOwn(sentences, name)

/** The sentence for a case; `{n}` in it becomes the given number, which may be written already. */
export const sentence = (which: Case, language: Language, n?: number | string): string =>
  sentences[which][language].replace('{n}', () => String(n ?? ''))

/** The status line of a question that waits for others. */
export const ahead = (others: number, language: Language): string =>
  sentence(others === 1 ? 'one waiting' : 'waiting', language, others)
