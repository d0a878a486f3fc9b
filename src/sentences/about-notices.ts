/** What tells a member that an answer is done, and what switches that off and on. Part of sentences.ts. */

export const aboutNotices = {
  // Behind the mention of the member; `{n}` is the address of the answer.
  'notice done': { en: 'Your answer is done: {n}', de: 'Deine Antwort ist fertig: {n}' },
  'notice cut': { en: 'Your answer broke off: {n}', de: 'Deine Antwort ist abgebrochen: {n}' },
  'notice failed': {
    en: 'Your question did not work out: {n}',
    de: 'Mit deiner Frage hat es nicht geklappt: {n}',
  },
  quiet: { en: "🔕 Don't tell me", de: '🔕 Nicht mehr Bescheid sagen' },
  tell: { en: "🔔 Tell me when it's done", de: '🔔 Bescheid sagen, wenn fertig' },
  'notices off': {
    en: 'I will no longer tell you when a slow answer is done. You can switch it on again here, or under *⋯ More* below any answer.',
    de: 'Ich sage dir nicht mehr Bescheid, wenn eine langsame Antwort fertig ist. Wieder einschalten kannst du es hier oder unter *⋯ Mehr* an jeder Antwort.',
  },
  'notices on': {
    en: 'I will tell you when an answer that took longer than 20 seconds is done. You can switch it off here, or under *⋯ More* below any answer.',
    de: 'Ich sage dir Bescheid, wenn eine Antwort, die länger als 20 Sekunden gedauert hat, fertig ist. Ausschalten kannst du es hier oder unter *⋯ Mehr* an jeder Antwort.',
  },
  'notice of another': {
    en: 'Only the member who is mentioned can do this. You find your own switch under *⋯ More* below any answer.',
    de: 'Das kann nur das Mitglied, das erwähnt wird. Deinen eigenen Schalter findest du unter *⋯ Mehr* an jeder Antwort.',
  },
  'notices not changed': {
    en: 'I could not change that. Try again in a minute.',
    de: 'Das konnte ich nicht ändern. Versuch es in einer Minute noch einmal.',
  },
} as const
