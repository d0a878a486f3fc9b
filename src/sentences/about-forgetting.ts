/** What a member reads who wants a conversation to be forgotten. Part of sentences.ts. */

export const aboutForgetting = {
  // What the question shows before anything goes.
  'forget this': {
    en: 'Forget this conversation?',
    de: 'Dieses Gespräch vergessen?',
  },
  'forget yours': {
    en: 'Forget your private conversation here?',
    de: 'Dein privates Gespräch hier vergessen?',
  },
  'goes exchanges': {
    en: 'Questions and answers: {n}',
    de: 'Fragen und Antworten: {n}',
  },
  'goes summary': {
    en: 'The summary of what was said before',
    de: 'Die Zusammenfassung von allem davor',
  },
  'goes files': {
    en: 'Files: {n}',
    de: 'Dateien: {n}',
  },
  'goes since': {
    en: 'All of it since <t:{n}:f>',
    de: 'Alles seit <t:{n}:f>',
  },
  'goes midway': {
    en: 'Answers in progress will still arrive, and I will not remember them',
    de: 'Angefangene Antworten kommen noch an, und ich merke sie mir nicht',
  },
  'goes saved of server': {
    en: 'The saved answers of this server',
    de: 'Die gespeicherten Antworten dieses Servers',
  },
  'goes saved of member': {
    en: 'Your saved answers',
    de: 'Deine gespeicherten Antworten',
  },
  'messages stay': {
    en: 'The messages stay in Discord.',
    de: 'Die Nachrichten bleiben in Discord stehen.',
  },
  'forget button': { en: '🗑 Forget', de: '🗑 Vergessen' },
  'keep button': { en: 'Keep', de: 'Behalten' },
  // Everywhere.
  'forget everywhere': {
    en: 'Forget everything of yours, everywhere?',
    de: 'Überall alles von dir vergessen?',
  },
  'goes conversations': {
    en: 'In {n} conversations that I know, and in this one: your questions, my answers to them, and your files',
    de: 'In {n} Gesprächen, die ich kenne, und in diesem: deine Fragen, meine Antworten darauf und deine Dateien',
  },
  'goes of all': {
    en: 'The summaries of these conversations, and all files in their shells',
    de: 'Die Zusammenfassungen dieser Gespräche, und alle Dateien in deren Shells',
  },
  'goes private': {
    en: 'All of your private conversations',
    de: 'Alle deine privaten Gespräche',
  },
  'goes saved everywhere': {
    en: 'The saved answers of the servers where you asked, and yours',
    de: 'Die gespeicherten Antworten der Server, auf denen du gefragt hast, und deine',
  },
  'goes spent': {
    en: 'What you have used, and your settings. Where members have a budget, this month’s use stays until the month is over',
    de: 'Dein Verbrauch und deine Einstellungen. Wo Mitglieder ein Budget haben, bleibt der Verbrauch dieses Monats bis zum Monatsende',
  },
  'stays of others': {
    en: 'What others asked stays. Your questions in progress are stopped.',
    de: 'Was andere gefragt haben, bleibt. Deine laufenden Fragen werden beendet.',
  },
  'forgetting still': {
    en: 'I am still working on your earlier request. Conversations left: {n}',
    de: 'Ich arbeite noch an deiner letzten Bitte. Verbleibende Gespräche: {n}',
  },
  'forgotten everywhere': {
    en: 'I have forgotten everything of yours. Conversations: {n}',
    de: 'Ich habe alles von dir vergessen. Gespräche: {n}',
  },
  'forgetting on': {
    en: 'I continue in the background. Conversations left: {n}. `/forget` with `everywhere` shows how far I am.',
    de: 'Ich mache im Hintergrund weiter. Verbleibende Gespräche: {n}. `/forget` mit `everywhere` zeigt, wie weit ich bin.',
  },
  'forgetting slowly': {
    en: 'This takes a while. I continue in the background. `/forget` with `everywhere` shows how far I am.',
    de: 'Das dauert eine Weile. Ich mache im Hintergrund weiter. `/forget` mit `everywhere` zeigt, wie weit ich bin.',
  },
  // What comes of it.
  forgotten: {
    en: 'I have forgotten this conversation.',
    de: 'Ich habe dieses Gespräch vergessen.',
  },
  'forgotten in private': {
    en: 'I have forgotten your private conversation here.',
    de: 'Ich habe dein privates Gespräch hier vergessen.',
  },
  'forgotten midway': {
    en: 'I have forgotten this conversation. Answers in progress will still arrive. I will not remember them.',
    de: 'Ich habe dieses Gespräch vergessen. Angefangene Antworten kommen noch an. Ich merke sie mir nicht.',
  },
  'nothing to forget': {
    en: 'There is nothing to forget here.',
    de: 'Hier gibt es nichts zu vergessen.',
  },
  'forgot saved answers': {
    en: 'I have forgotten the saved answers. There was nothing else to forget.',
    de: 'Ich habe die gespeicherten Antworten vergessen. Sonst gab es nichts zu vergessen.',
  },
  'kept everything': {
    en: 'I have forgotten nothing.',
    de: 'Ich habe nichts vergessen.',
  },
  'forget changed': {
    en: 'Something has changed here in the meantime, so I have forgotten nothing yet.',
    de: 'Hier hat sich inzwischen etwas geändert. Ich habe noch nichts vergessen.',
  },
  'forget too late': {
    en: 'You asked me that too long ago. I have forgotten nothing. Use `/forget` again.',
    de: 'Das ist zu lange her. Ich habe nichts vergessen. Nutze `/forget` noch einmal.',
  },
  'may not forget': {
    en: 'You need the Manage Messages permission to make me forget this conversation. Use `private:true` to make me forget only your private conversation here.',
    de: 'Du brauchst die Berechtigung „Nachrichten verwalten“, damit ich dieses Gespräch vergesse. Mit `private:true` vergesse ich nur dein privates Gespräch hier.',
  },
} as const
