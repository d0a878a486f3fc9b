/** What is said about the settings of a server. Part of sentences.ts, which has the languages. */

export const aboutSettings = {
  // Who may not use the bot.
  'user blocked': {
    en: 'You cannot use this bot. The operator of this bot can tell you why.',
    de: 'Du kannst diesen Bot nicht benutzen. Der Betreiber dieses Bots kann dir sagen, warum.',
  },
  'server not allowed': {
    en: 'This bot does not answer on this server. Ask the operator of this bot.',
    de: 'Dieser Bot antwortet auf diesem Server nicht. Frag den Betreiber dieses Bots.',
  },
  'no direct messages': {
    en: 'This bot does not answer in direct messages. Ask on a server that has this bot.',
    de: 'Dieser Bot antwortet nicht in Direktnachrichten. Frag auf einem Server, auf dem es diesen Bot gibt.',
  },
  'member blocked': {
    en: 'You cannot use me on this server. A manager of this server can tell you why.',
    de: 'Du kannst mich auf diesem Server nicht benutzen. Die Serververwaltung kann dir sagen, warum.',
  },
  'role not allowed': {
    en: 'Your roles do not allow you to use me here. Ask a manager of this server.',
    de: 'Deine Rollen erlauben dir nicht, mich hier zu benutzen. Frag die Serververwaltung.',
  },
  'channel not allowed': {
    en: 'I do not answer in this channel. Ask in another channel, or ask a manager of this server.',
    de: 'In diesem Kanal antworte ich nicht. Frag in einem anderen Kanal oder wende dich an die Serververwaltung.',
  },
  'paused here': {
    en: 'I am paused on this server. A manager of this server can lift the pause.',
    de: 'Ich bin auf diesem Server pausiert. Die Serververwaltung kann die Pause beenden.',
  },
  'paused everywhere': {
    en: 'This bot is paused. Please try again later.',
    de: 'Dieser Bot ist gerade pausiert. Bitte versuch es später noch einmal.',
  },
  'paused because': {
    en: 'The reason: {n}',
    de: 'Der Grund: {n}',
  },
  'may not set': {
    en: 'You need the Manage Server permission to change the settings.',
    de: 'Um die Einstellungen zu ändern, brauchst du die Berechtigung „Server verwalten“.',
  },
  'settings unreachable': {
    en: 'I could not reach the settings. Please try again in a moment.',
    de: 'Ich konnte die Einstellungen nicht erreichen. Bitte versuch es gleich noch einmal.',
  },
  'settings file too large': {
    en: 'That file is too large for settings. Use a file from Export.',
    de: 'Diese Datei ist für Einstellungen zu groß. Nimm eine Datei aus dem Export.',
  },
  'setting not imported': {
    en: 'This is not imported. Set it here.',
    de: 'Das wird nicht importiert. Stell es hier ein.',
  },
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
    de: 'Das ist kein Modellname.',
  },
  'setting no id': {
    en: 'This should be a Discord id, a number in quotes.',
    de: 'Das sollte eine Discord-ID sein, eine Zahl in Anführungszeichen.',
  },
  'setting no lists': {
    en: 'This should be a list of ids; for channels and roles, an object with the lists `allow` and `deny`.',
    de: 'Das sollte eine Liste von IDs sein; bei Kanälen und Rollen ein Objekt mit den Listen `allow` und `deny`.',
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
  'setting no amount': {
    en: 'Each amount should be a number, such as 5.',
    de: 'Jeder Betrag sollte eine Zahl sein, etwa 5.',
  },
  'setting no zone': {
    en: 'This should be the name of a time zone, such as `Europe/Berlin`.',
    de: 'Das sollte der Name einer Zeitzone sein, etwa `Europe/Berlin`.',
  },
} as const
