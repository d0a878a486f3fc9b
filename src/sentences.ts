/** Everything that a member reads from us, one sentence for each case, in each of our languages. */

export type Language = 'en' | 'de'

/** Discord's locale of a member; we speak German to Germans and English to everybody else. */
export const languageOf = (locale: string | undefined): Language =>
  locale?.toLowerCase().startsWith('de') === true ? 'de' : 'en'

const sentences = {
  // Refused at the door.
  'unknown command': {
    en: 'I do not know that command. Try `/ask`.',
    de: 'Diesen Befehl kenne ich nicht. Versuch es mit `/ask`.',
  },
  'unknown button': {
    en: 'That button no longer does anything. Ask me again with `/ask`.',
    de: 'Dieser Knopf tut nichts mehr. Frag mich neu mit `/ask`.',
  },
  'empty prompt': {
    en: 'There is nothing to answer yet: write your question into `prompt`.',
    de: 'Da ist noch keine Frage: Schreib sie in `prompt`.',
  },
  'prompt too long': {
    en: 'Your question is longer than 6,000 characters; please shorten it.',
    de: 'Deine Frage ist länger als 6.000 Zeichen; bitte kürze sie.',
  },
  'no files yet': {
    en: 'I cannot read attached files yet. Paste the text into `prompt` and ask again.',
    de: 'Angehängte Dateien kann ich noch nicht lesen. Füge den Text in `prompt` ein und frag noch einmal.',
  },
  'thread unreachable': {
    en: 'I could not take your question just now. Please ask again in a moment.',
    de: 'Ich konnte deine Frage gerade nicht annehmen. Bitte frag gleich noch einmal.',
  },
  'too many waiting': {
    en: 'Too many questions are waiting here already. Please ask again in a minute.',
    de: 'Hier warten schon zu viele Fragen. Bitte frag in einer Minute noch einmal.',
  },
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
  'refused midway': {
    en: 'Claude stopped here and would rather not go on.',
    de: 'Hier hat Claude aufgehört und möchte nicht weitermachen.',
  },
  'interrupted midway': {
    en: 'I was interrupted here. Ask me to continue.',
    de: 'Hier bin ich unterbrochen worden. Bitte mich weiterzumachen.',
  },
  // The status line.
  waiting: {
    en: 'Waiting: {n} before you',
    de: 'Warten: {n} vor dir',
  },
  thinking: {
    en: 'Thinking, usually about {n} s',
    de: 'Denkt nach, meist etwa {n} s',
  },
  'still here': {
    en: 'Claude is slow, still here',
    de: 'Claude ist langsam, ich bin noch da',
  },
  // In a chart.
  'other slices': {
    en: 'Other ({n})',
    de: 'Andere ({n})',
  },
} satisfies Record<string, Record<Language, string>>

/** A case in which a member reads a sentence of ours. */
export type Case = keyof typeof sentences

/** The sentence for a case; `{n}` in it becomes the given number. */
export const sentence = (which: Case, language: Language, n?: number): string =>
  sentences[which][language].replace('{n}', String(n ?? ''))
