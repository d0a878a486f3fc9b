/** Everything that a member reads from us, one sentence for each case, in each of our languages. */

import { atTheDoor } from './sentences-at-the-door.ts'
import { aboutFiles } from './sentences-about-files.ts'

export type Language = 'en' | 'de'

/** Discord's locale of a member; we speak German to Germans and English to everybody else. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('de') === true ? 'de' : 'en'

const sentences = {
  ...atTheDoor,
  // A conversation that is to be forgotten.
  forgotten: {
    en: 'Forgotten. I no longer know what was said here.',
    de: 'Vergessen. Was hier gesagt wurde, weiß ich nicht mehr.',
  },
  'forgotten in private': {
    en: 'Forgotten. I no longer know what you told me here in private.',
    de: 'Vergessen. Was du mir hier privat erzählt hast, weiß ich nicht mehr.',
  },
  'forgotten midway': {
    en: 'Forgotten. What is being answered right now will still arrive, but I will not remember it either.',
    de: 'Vergessen. Was ich gerade beantworte, kommt noch an, aber auch das merke ich mir nicht.',
  },
  'nothing to forget': {
    en: 'There is nothing to forget: I know of nothing that was said here.',
    de: 'Es gibt nichts zu vergessen: Ich weiß von nichts, was hier gesagt wurde.',
  },
  'may not forget': {
    en: 'Only members who may manage messages can make me forget this conversation. With `private:true` I forget the one that only you and I have here.',
    de: 'Nur wer hier Nachrichten verwalten darf, kann mich dieses Gespräch vergessen lassen. Mit `private:true` vergesse ich das, das hier nur wir beide haben.',
  },
  'conversation unreachable': {
    en: 'I could not look into this conversation just now. Please try again in a moment.',
    de: 'Ich konnte gerade nicht in dieses Gespräch sehen. Bitte versuch es gleich noch einmal.',
  },
  // How a conversation stands.
  'nothing remembered': {
    en: 'There is nothing here yet that I remember. Ask me something with `/ask`.',
    de: 'Hier ist noch nichts, woran ich mich erinnere. Frag mich etwas mit `/ask`.',
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
    en: 'Questions and answers remembered word for word: {n}',
    de: 'Wortwörtlich gemerkte Fragen und Antworten: {n}',
  },
  'session open': {
    en: 'Session: open, begun <t:{n}:R>',
    de: 'Sitzung: offen, begonnen <t:{n}:R>',
  },
  'session closed': {
    en: 'Session: closed, the next question opens a new one',
    de: 'Sitzung: geschlossen, die nächste Frage öffnet eine neue',
  },
  'forgets at': {
    en: 'Forgotten if nobody asks again: <t:{n}:R>',
    de: 'Vergessen, wenn niemand mehr fragt: <t:{n}:R>',
  },
  'answering now': {
    en: 'Being answered now: {n}',
    de: 'Werden gerade beantwortet: {n}',
  },
  'waiting now': {
    en: 'Waiting: {n}',
    de: 'Warten: {n}',
  },
  'memory held': {
    en: 'Memory held: {n} KB',
    de: 'Belegter Speicher: {n} KB',
  },
  'no summary': {
    en: 'Nothing has been summarised so far.',
    de: 'Bisher ist nichts zusammengefasst.',
  },
  summary: {
    en: 'What Claude is shown in place of what came before:',
    de: 'Das sieht Claude anstelle dessen, was davor war:',
  },
  'bot pace': {
    en: 'The whole bot: half of all answers take less than {n} s',
    de: 'Der ganze Bot: die Hälfte der Antworten dauert weniger als {n} s',
  },
  'bot cache': {
    en: 'From the cache: {n}%',
    de: 'Aus dem Zwischenspeicher: {n} %',
  },
  ...aboutFiles,
  // A turn that got no answer.
  overloaded: {
    en: 'Claude is overloaded right now. Please ask again in a minute.',
    de: 'Claude ist gerade überlastet. Bitte frag in einer Minute noch einmal.',
  },
  'rate limited': {
    en: 'Claude has had too many questions from us just now. Please ask again in a minute.',
    de: 'Claude hat gerade zu viele Fragen von uns bekommen. Bitte frag in einer Minute noch einmal.',
  },
  'spend limit': {
    en: 'The budget for Claude is used up. Whoever runs this bot has to raise it.',
    de: 'Das Budget für Claude ist aufgebraucht. Wer diesen Bot betreibt, muss es erhöhen.',
  },
  'key refused': {
    en: 'Claude does not accept the key of this bot. Whoever runs it has to check ANTHROPIC_API_KEY.',
    de: 'Claude nimmt den Schlüssel dieses Bots nicht an. Wer ihn betreibt, muss ANTHROPIC_API_KEY prüfen.',
  },
  forbidden: {
    en: 'Claude refuses to talk to this bot from where it runs. Whoever runs it has to move it to another region.',
    de: 'Claude spricht von diesem Ort aus nicht mit dem Bot. Wer ihn betreibt, muss ihn in eine andere Region legen.',
  },
  'unknown model': {
    en: 'The Claude model that is set for this bot does not exist. Whoever runs it has to check MODEL.',
    de: 'Das für diesen Bot eingestellte Claude-Modell gibt es nicht. Wer ihn betreibt, muss MODEL prüfen.',
  },
  'bad request': {
    en: 'Claude could not read what I sent; that is a mistake of mine. Try to ask in other words.',
    de: 'Claude konnte meine Anfrage nicht lesen; das ist mein Fehler. Frag bitte mit anderen Worten.',
  },
  'too much text': {
    en: 'This conversation has become too long for Claude. Please start afresh in a new thread.',
    de: 'Dieses Gespräch ist für Claude zu lang geworden. Bitte fang in einem neuen Thread neu an.',
  },
  unreachable: {
    en: 'I could not reach Claude. Please ask again in a minute.',
    de: 'Ich konnte Claude nicht erreichen. Bitte frag in einer Minute noch einmal.',
  },
  resting: {
    en: 'Claude is not available right now. The best time to ask again: <t:{n}:R>.',
    de: 'Claude ist gerade nicht zu erreichen. Frag am besten dann noch einmal: <t:{n}:R>.',
  },
  silent: {
    en: 'Claude did not answer in time. Please ask again.',
    de: 'Claude hat nicht rechtzeitig geantwortet. Bitte frag noch einmal.',
  },
  refused: {
    en: 'Claude would rather not answer that. Try to ask it in another way.',
    de: 'Das möchte Claude nicht beantworten. Versuch, anders zu fragen.',
  },
  'empty answer': {
    en: 'Claude had nothing to say to that. Try to ask it in another way.',
    de: 'Dazu hatte Claude nichts zu sagen. Versuch, anders zu fragen.',
  },
  internal: {
    en: 'Something went wrong on my side. Please ask again.',
    de: 'Bei mir ist etwas schiefgegangen. Bitte frag noch einmal.',
  },
  lost: {
    en: 'I was interrupted again and again while answering. Please ask once more.',
    de: 'Ich bin beim Antworten immer wieder unterbrochen worden. Bitte frag noch einmal.',
  },
  'not accepted': {
    en: 'Discord did not accept this text (a filter of the server, perhaps), so I cannot show it here.',
    de: 'Discord hat diesen Text nicht angenommen (vielleicht ein Filter des Servers); ich kann ihn hier nicht zeigen.',
  },
  // What stands under an answer that is not whole.
  'cut off': {
    en: 'The line to Claude broke here. Ask me to continue.',
    de: 'Hier ist die Verbindung zu Claude abgerissen. Bitte mich weiterzumachen.',
  },
  'length limit': {
    en: 'This is as long as one answer may be. Ask me to continue.',
    de: 'Länger darf eine Antwort nicht sein. Bitte mich weiterzumachen.',
  },
  'time limit': {
    en: 'This is as long as I may take for one answer. Ask me to continue.',
    de: 'Länger darf ich für eine Antwort nicht brauchen. Bitte mich weiterzumachen.',
  },
  'tools go round': {
    en: 'I kept doing the same thing without getting on, so I stopped. Tell me how to go on.',
    de: 'Ich habe immer wieder dasselbe getan, ohne weiterzukommen, und aufgehört. Sag mir, wie es weitergehen soll.',
  },
  'tools too long': {
    en: 'This took more steps than one answer may have, so I stopped. Ask me to go on.',
    de: 'Das hat mehr Schritte gebraucht, als eine Antwort haben darf. Bitte mich weiterzumachen.',
  },
  'refused midway': {
    en: 'Claude stopped here and would rather not go on.',
    de: 'Hier hat Claude aufgehört und möchte nicht weitermachen.',
  },
  'interrupted midway': {
    en: 'I was interrupted here. Ask me to continue.',
    de: 'Hier bin ich unterbrochen worden. Bitte mich weiterzumachen.',
  },
  'file cut': {
    en: 'Your file is long: Claude has read its first {n} KB.',
    de: 'Deine Datei ist lang: Claude hat die ersten {n} KB gelesen.',
  },
  // The status line.
  waiting: {
    en: 'Waiting: {n} before you',
    de: 'Warten: {n} vor dir',
  },
  'channel limited': {
    en: 'Discord takes only a few edits in this channel right now: the answer goes on in larger steps',
    de: 'Discord nimmt in diesem Kanal gerade nur wenige Änderungen an: Die Antwort kommt in größeren Schritten',
  },
  'channel full': {
    en: 'Discord takes no more edits in this channel right now: my answer can appear here in about {n} s',
    de: 'Discord nimmt in diesem Kanal gerade keine Änderungen mehr an: Meine Antwort kann in etwa {n} s hier stehen',
  },
  thinking: {
    en: 'Thinking, usually about {n} s',
    de: 'Denkt nach, meist etwa {n} s',
  },
  usually: {
    en: 'usually {n} s',
    de: 'meist {n} s',
  },
  'one tool': { en: '1 tool', de: '1 Werkzeug' },
  tools: { en: '{n} tools', de: '{n} Werkzeuge' },
  sources: { en: 'Sources', de: 'Quellen' },
  details: { en: 'Details', de: 'Einzelheiten' },
  // What the button Details shows.
  'tool failed': {
    en: '⚠ failed',
    de: '⚠ fehlgeschlagen',
  },
  'tool unfinished': {
    en: '⚠ did not finish',
    de: '⚠ nicht fertig geworden',
  },
  'calls left out': {
    en: 'And {n} more that do not fit here',
    de: 'Und {n} weitere, die hier nicht mehr hinpassen',
  },
  'no details': {
    en: 'Details are kept only while the session is open. Ask again if you want to see how it is done.',
    de: 'Einzelheiten gibt es nur, solange die Sitzung offen ist. Frag noch einmal, wenn du sehen willst, wie es geht.',
  },
  'no details of another': {
    en: 'Only who asked can see these details, and only while the session is open.',
    de: 'Diese Einzelheiten sieht nur, wer gefragt hat, und nur solange die Sitzung offen ist.',
  },
  'from the cache': {
    en: 'From memory, said <t:{n}:R> · ask afresh with `fresh:true`',
    de: 'Aus dem Gedächtnis, gesagt <t:{n}:R> · frag mit `fresh:true` neu',
  },
  stale: {
    en: 'Claude is not available right now. This was said <t:{n}:R> and may be out of date.',
    de: 'Claude ist gerade nicht zu erreichen. Das hier wurde <t:{n}:R> gesagt und kann veraltet sein.',
  },
  'taking longer': {
    en: 'Claude is taking longer, I am still here',
    de: 'Claude braucht länger, ich bin noch da',
  },
  // Under the last page of an answer that is longer than the pages allowed.
  'goes on in the file': {
    en: 'The answer goes on in the attached file.',
    de: 'Die Antwort geht in der angehängten Datei weiter.',
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
  sentences[which][language].replace('{n}', String(n ?? ''))
