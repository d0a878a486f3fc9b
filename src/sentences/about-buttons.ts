/** What the buttons of a turn say, and what a member reads who has pressed one. Part of sentences.ts. */

export const aboutButtons = {
  stop: { en: '⏹ Stop', de: '⏹ Stopp' },
  cancel: { en: '✖ Cancel', de: '✖ Zurückziehen' },
  'try now': { en: '▶ Try now', de: '▶ Jetzt versuchen' },
  'try again': { en: '🔁 Try again', de: '🔁 Noch einmal' },
  continue: { en: '⏩ Continue', de: '⏩ Weiter' },
  edit: { en: '✏ Edit question', de: '✏ Frage ändern' },
  'may not edit': {
    en: 'Only the member who asked can change the question.',
    de: 'Die Frage kann nur das Mitglied ändern, das sie gestellt hat.',
  },
  'question begun': {
    en: 'Claude is answering this question already, so it stays as it is. You can edit it when the answer is there.',
    de: 'Claude beantwortet diese Frage schon, also bleibt sie, wie sie ist. Du kannst sie ändern, wenn die Antwort da ist.',
  },
  // In place of an answer, until another begins.
  'asking again': { en: 'Asking Claude again …', de: 'Claude wird noch einmal gefragt …' },
  'tried again already': {
    en: 'There is another answer to this question already.',
    de: 'Auf diese Frage gibt es schon eine weitere Antwort.',
  },
  'continued already': {
    en: 'This answer was continued already. The rest is in a later message.',
    de: 'Diese Antwort wurde schon fortgesetzt. Der Rest steht in einer späteren Nachricht.',
  },
  'nothing to continue': {
    en: 'There is nothing left to continue here.',
    de: 'Hier gibt es nichts fortzusetzen.',
  },
  'enough versions': {
    en: 'There are five answers to this question. Ask again with `/ask` for more.',
    de: 'Auf diese Frage gibt es fünf Antworten. Frag mit `/ask` noch einmal, wenn du mehr willst.',
  },
  'versions apart': {
    en: 'I cannot show another answer here. An answer with several messages or with files stays where it is.',
    de: 'Hier kann ich keine andere Antwort zeigen. Eine Antwort aus mehreren Nachrichten oder mit Dateien bleibt, wo sie ist.',
  },
  details: { en: 'Details', de: 'Einzelheiten' },
  // A turn that a member has ended; `{n}` is who.
  stopped: { en: '⏹ Stopped by {n}', de: '⏹ Gestoppt von {n}' },
  'stopped by a pause': {
    en: '⏹ Stopped, because I am paused',
    de: '⏹ Gestoppt, weil ich pausiert bin',
  },
  'cancelled by a pause': {
    en: '✖ Not answered, because I am paused. Please ask again later',
    de: '✖ Nicht beantwortet, weil ich pausiert bin. Bitte frag später noch einmal',
  },
  cancelled: { en: '✖ Cancelled by {n}', de: '✖ Zurückgezogen von {n}' },
  'nothing to stop': {
    en: 'This answer is over. There is nothing left to stop.',
    de: 'Diese Antwort ist zu Ende. Es gibt nichts mehr zu stoppen.',
  },
  'stopped already': {
    en: 'This answer is being stopped already.',
    de: 'Diese Antwort wird schon gestoppt.',
  },
  'may not stop': {
    en: 'Only the member who asked and moderators can do this.',
    de: 'Das können nur das Mitglied, das gefragt hat, und Moderatoren.',
  },
  'nothing to stop of another': {
    en: 'Only the member who asked can do this, and only until the answer is over.',
    de: 'Das kann nur das Mitglied, das gefragt hat, und nur, bis die Antwort zu Ende ist.',
  },
  'asked again': {
    en: 'I have asked Claude again.',
    de: 'Ich habe Claude noch einmal gefragt.',
  },
  'not silent': {
    en: 'Claude is working on this answer. There is no need to try again.',
    de: 'Claude arbeitet an dieser Antwort. Ein neuer Versuch ist nicht nötig.',
  },
  // Under a page of an answer, where other messages follow before its next page.
  'continues below': { en: '⬇ Continues below', de: '⬇ Geht unten weiter' },
  // Under an answer that has ended.
  'follow up': { en: '💬 Follow up', de: '💬 Nachfragen' },
  good: { en: '👍 Good', de: '👍 Gut' },
  bad: { en: '👎 Bad', de: '👎 Schlecht' },
  more: { en: '⋯ More', de: '⋯ Mehr' },
  thread: { en: '🧵 Thread', de: '🧵 Thread öffnen' },
  'thread opened': {
    en: 'Here is the thread: <#{n}>. The conversation goes on there.',
    de: 'Hier ist der Thread: <#{n}>. Das Gespräch geht dort weiter.',
  },
  'thread there': {
    en: 'This answer has a thread already: <#{n}>.',
    de: 'Diese Antwort hat schon einen Thread: <#{n}>.',
  },
  'too many threads': {
    en: 'This server has as many active threads as Discord allows. Archive one first.',
    de: 'Dieser Server hat so viele aktive Threads, wie Discord erlaubt. Archiviert zuerst einen.',
  },
  'channel not seen': {
    en: 'I cannot see this channel, so I cannot open a thread here. A moderator can let me in.',
    de: 'Ich sehe diesen Kanal nicht und kann hier keinen Thread öffnen. Ein Moderator kann das ändern.',
  },
  'bot may open no thread': {
    en: 'I need the permission Create Public Threads in this channel. A moderator can give it to me.',
    de: 'Mir fehlt in diesem Kanal die Berechtigung „Öffentliche Threads erstellen“. Ein Moderator kann sie mir geben.',
  },
  'may not open threads': {
    en: 'Only the member who asked and members who may create public threads can do this.',
    de: 'Das können nur das Mitglied, das gefragt hat, und wer öffentliche Threads erstellen darf.',
  },
  'thread not opened': {
    en: 'I could not open a thread. Try again in a minute.',
    de: 'Ich konnte keinen Thread öffnen. Versuch es in einer Minute noch einmal.',
  },
  menu: {
    en: 'Here is what else you can do with this answer.',
    de: 'Das kannst du noch mit dieser Antwort tun.',
  },
  'voted good': {
    en: 'Thank you for the 👍. Press it again to take it back.',
    de: 'Danke für das 👍. Klick noch einmal darauf, um es zurückzunehmen.',
  },
  'voted bad': {
    en: 'Thank you for the 👎. Press it again to take it back.',
    de: 'Danke für das 👎. Klick noch einmal darauf, um es zurückzunehmen.',
  },
  'vote taken back': {
    en: 'Your vote no longer counts.',
    de: 'Deine Stimme zählt nicht mehr.',
  },
  'answer past': {
    en: 'This answer is too old for its buttons. Ask again.',
    de: 'Diese Antwort ist zu alt für ihre Buttons. Frag noch einmal.',
  },
  'answer past or of another': {
    en: 'Only the member who asked can use these buttons, and only while the session is open.',
    de: 'Diese Buttons kann nur das Mitglied benutzen, das gefragt hat, und nur, solange die Sitzung offen ist.',
  },
  // What the button Details shows.
  'tool failed': {
    en: '⚠ failed',
    de: '⚠ fehlgeschlagen',
  },
  'tool unfinished': {
    en: '⚠ did not finish',
    de: '⚠ nicht beendet',
  },
  'calls left out': {
    en: 'Not shown here: {n} more',
    de: 'Hier nicht gezeigt: {n} weitere',
  },
  'no details': {
    en: 'Details are kept only while the session is open. Ask again to see them.',
    de: 'Einzelheiten gibt es nur, solange die Sitzung offen ist. Frag noch einmal, um sie zu sehen.',
  },
  'no details of another': {
    en: 'Only the member who asked can see these details. They are kept only while the session is open.',
    de: 'Nur wer gefragt hat, sieht diese Einzelheiten. Es gibt sie nur, solange die Sitzung offen ist.',
  },
} as const
