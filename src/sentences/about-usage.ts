/** What a member reads after `/usage`. Part of sentences.ts. */

export const aboutUsage = {
  'usage of mine here': { en: 'Your usage on this server', de: 'Dein Verbrauch auf diesem Server' },
  'usage of mine in private': {
    en: 'Your usage outside of servers',
    de: 'Dein Verbrauch außerhalb von Servern',
  },
  'usage of server': { en: 'The usage of this server', de: 'Der Verbrauch dieses Servers' },
  'usage today': { en: 'Today: {n}', de: 'Heute: {n}' },
  'usage this month': { en: 'This month: {n}', de: 'In diesem Monat: {n}' },
  'usage questions': { en: 'Questions: {n}', de: 'Fragen: {n}' },
  'usage tokens': { en: 'Tokens: {n}', de: 'Token: {n}' },
  'usage saved': { en: 'Answered from saved answers: {n}', de: 'Aus gespeicherten Antworten: {n}' },
  'usage by model': { en: 'By model', de: 'Nach Modell' },
  'usage by member': { en: 'By member', de: 'Nach Mitglied' },
  'usage by day': { en: 'Cents per day', de: 'Cent pro Tag' },
  'usage for managers': {
    en: 'Only members who can manage this server see what it uses. `/usage` shows you your own.',
    de: 'Nur wer diesen Server verwalten darf, sieht seinen Verbrauch. `/usage` zeigt dir deinen eigenen.',
  },
  'usage unreachable': {
    en: 'I could not read the usage. Please try again in a moment.',
    de: 'Ich konnte den Verbrauch nicht lesen. Bitte versuch es gleich noch einmal.',
  },
} as const
