/** What is said about the settings of a server. Part of sentences.ts, which has the languages. */

export const aboutSettings = {
  // What is wrong with the value of a setting; the setting's name stands before it.
  'settings are no object': {
    en: 'This is not a JSON object with settings.',
    de: 'Das ist kein JSON-Objekt mit Einstellungen.',
  },
  'setting unknown': {
    en: 'I do not know this setting.',
    de: 'Diese Einstellung kenne ich nicht.',
  },
  'setting no flag': {
    en: 'This should be `true` or `false`.',
    de: 'Das sollte `true` oder `false` sein.',
  },
  'setting no text': {
    en: 'This should be a text.',
    de: 'Das sollte ein Text sein.',
  },
  'setting too long': {
    en: 'This is longer than {n} characters.',
    de: 'Das ist länger als {n} Zeichen.',
  },
  'setting no choice': {
    en: 'This should be one of {n}.',
    de: 'Das sollte eines davon sein: {n}.',
  },
  'setting no number': {
    en: 'This should be a whole number, {n}.',
    de: 'Das sollte eine ganze Zahl sein, {n}.',
  },
  'setting no model': {
    en: 'This is not the name of a model.',
    de: 'Das ist kein Name eines Modells.',
  },
  'setting no id': {
    en: 'This should be an id of Discord, a number in quotes.',
    de: 'Das sollte eine Id von Discord sein, eine Zahl in Anführungszeichen.',
  },
  'setting no lists': {
    en: 'This should be a list of ids; for channels and roles, an object with the lists `allow` and `deny`.',
    de: 'Das sollte eine Liste von Ids sein; bei Kanälen und Rollen ein Objekt mit den Listen `allow` und `deny`.',
  },
  'setting list too long': {
    en: 'This list has more than {n} entries.',
    de: 'Diese Liste hat mehr als {n} Einträge.',
  },
  'setting no pause': {
    en: 'This should say `why`, `by` whom and `at` what time.',
    de: 'Hier sollte stehen, warum (`why`), von wem (`by`) und wann (`at`).',
  },
  'setting no budget': {
    en: 'This should be an object with amounts, such as `"serverDayUsd": 5`.',
    de: 'Das sollte ein Objekt mit Beträgen sein, etwa `"serverDayUsd": 5`.',
  },
  'setting no zone': {
    en: 'This should be the name of a time zone, such as `Europe/Berlin`.',
    de: 'Das sollte der Name einer Zeitzone sein, etwa `Europe/Berlin`.',
  },
} as const
