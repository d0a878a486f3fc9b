/** What a member reads whose question goes no further than the door. Part of sentences.ts, which has the languages. */

export const atTheDoor = {
  'unknown command': {
    en: 'I do not know this command. Use `/ask`.',
    de: 'Diesen Befehl kenne ich nicht. Nutze `/ask`.',
  },
  'unknown button': {
    en: 'This button no longer works. Ask again with `/ask`.',
    de: 'Dieser Button funktioniert nicht mehr. Frag noch einmal mit `/ask`.',
  },
  'empty prompt': {
    en: 'Your question is empty. Please write one.',
    de: 'Deine Frage ist leer. Bitte schreib eine.',
  },
  'prompt too long': {
    en: 'Your question is longer than 6,000 characters. Please shorten it.',
    de: 'Deine Frage ist länger als 6.000 Zeichen. Bitte kürze sie.',
  },
  'held no longer': {
    en: 'I no longer have what you asked about, because the form was open for too long. Please start again.',
    de: 'Das Formular war zu lange offen, deshalb fehlt mir, wonach du gefragt hast. Bitte fang noch einmal an.',
  },
  'message is spoken': {
    en: 'That is a voice message, and Claude cannot listen to it. Type what it says with `/ask`.',
    de: 'Das ist eine Sprachnachricht, und die kann Claude nicht anhören. Schreib mit `/ask`, was darin gesagt wird.',
  },
  'message is sound or video': {
    en: 'Claude can neither listen to sounds nor watch videos. Write with `/ask` what it is about.',
    de: 'Claude kann weder Ton anhören noch Videos ansehen. Schreib mit `/ask`, worum es geht.',
  },
  'message unreadable': {
    en: 'There is nothing in that message that I can read. Ask with `/ask` instead.',
    de: 'In dieser Nachricht ist nichts, was ich lesen kann. Frag stattdessen mit `/ask`.',
  },
  'asking too fast': {
    en: 'You have asked a lot of questions in a short time. Please ask again in a minute.',
    de: 'Du hast in kurzer Zeit sehr viele Fragen gestellt. Bitte frag in einer Minute noch einmal.',
  },
  'thread unreachable': {
    en: 'I could not accept your question. Please ask again in a moment.',
    de: 'Ich konnte deine Frage nicht annehmen. Bitte frag gleich noch einmal.',
  },
  'too many waiting': {
    en: 'Too many questions are waiting here. Please ask again in a minute.',
    de: 'Hier warten zu viele Fragen. Bitte frag in einer Minute noch einmal.',
  },
} as const
