/** What a member reads after `/privacy`. Part of sentences.ts. */

export const aboutPrivacy = {
  'privacy title': { en: 'What I keep, and for how long', de: 'Was ich aufbewahre und wie lange' },
  'privacy conversation': {
    en: 'Questions, answers and files of a conversation: {n} days after its last question, or until `/forget`',
    de: 'Fragen, Antworten und Dateien eines Gesprächs: {n} Tage nach der letzten Frage, oder bis zu `/forget`',
  },
  'privacy conversation short': {
    en: 'Questions, answers and files of a conversation: a while after its last question, or until `/forget`',
    de: 'Fragen, Antworten und Dateien eines Gesprächs: eine Weile nach der letzten Frage, oder bis zu `/forget`',
  },
  'privacy saved': {
    en: 'Answers that I may give again, only on the same server: a day at most; private ones never',
    de: 'Antworten, die ich noch einmal geben darf, nur auf demselben Server: höchstens einen Tag; private nie',
  },
  'privacy usage': {
    en: 'Your usage, without your words: this month and last month. `/usage` shows it',
    de: 'Dein Verbrauch, ohne deine Worte: in diesem und im letzten Monat. `/usage` zeigt ihn',
  },
  'privacy log': {
    en: 'A log with ids, times and costs, without your words: seven days; figures from it: three months',
    de: 'Ein Protokoll mit IDs, Zeiten und Kosten, ohne deine Worte: sieben Tage; Zahlen daraus: drei Monate',
  },
  'privacy readers': {
    en: 'Claude (Anthropic) reads your questions, your name here, your files and the conversation. The operator of this bot can read what I keep.',
    de: 'Claude (Anthropic) liest deine Fragen, deinen Namen hier, deine Dateien und das Gespräch. Der Betreiber dieses Bots kann lesen, was ich aufbewahre.',
  },
  'privacy forget': {
    en: 'See what I remember here with `/status`, and erase it with `/forget`. The messages stay in Discord.',
    de: 'Mit `/status` siehst du, was ich mir hier merke, mit `/forget` löschst du es. Die Nachrichten bleiben in Discord stehen.',
  },
  'privacy link': { en: 'All of it: {n}', de: 'Alles dazu: {n}' },
} as const
