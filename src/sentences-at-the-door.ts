/** What a member reads whose question goes no further than the door. Part of sentences.ts, which has the languages. */

export const atTheDoor = {
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
  'asking too fast': {
    en: 'You have asked me a lot just now. I will take your next question in a minute at the latest.',
    de: 'Du hast mich gerade sehr viel gefragt. Deine nächste Frage nehme ich spätestens in einer Minute an.',
  },
  'thread unreachable': {
    en: 'I could not take your question just now. Please ask again in a moment.',
    de: 'Ich konnte deine Frage gerade nicht annehmen. Bitte frag gleich noch einmal.',
  },
  'too many waiting': {
    en: 'Too many questions are waiting here already. Please ask again in a minute.',
    de: 'Hier warten schon zu viele Fragen. Bitte frag in einer Minute noch einmal.',
  },
} as const
