/** What a member reads who asks for help, and what the examples ask. Part of sentences.ts. */

export const aboutHelp = {
  'help title': {
    en: 'What I can do here',
    de: 'Was ich hier kann',
  },
  'help ask shared': {
    en: 'Ask with `/ask`. Everybody in this channel shares one conversation with Claude and sees the answers.',
    de: 'Frag mit `/ask`. Alle in diesem Kanal teilen sich ein Gespräch mit Claude und sehen die Antworten.',
  },
  'help ask own': {
    en: 'Ask with `/ask`. I am not a member here. You brought me along. The conversation is yours alone.',
    de: 'Frag mit `/ask`. Ich bin hier kein Mitglied. Du hast mich mitgebracht. Das Gespräch gehört dir allein.',
  },
  'help ask direct': {
    en: 'Ask with `/ask`. This conversation is between you and Claude.',
    de: 'Frag mit `/ask`. Dieses Gespräch ist nur zwischen dir und Claude.',
  },
  'help ask private': {
    en: 'Ask with `/ask` and `private:true`. Only you see the answers. The conversation is yours alone.',
    de: 'Frag mit `/ask` und `private:true`. Nur du siehst die Antworten. Das Gespräch gehört dir allein.',
  },
  'help private': {
    en: 'Add `private:true` to a question: only you see the answer, in a conversation of your own.',
    de: 'Mit `private:true` siehst nur du die Antwort, in einem eigenen Gespräch.',
  },
  'help form': {
    en: 'Send `/ask` alone to get a form for long questions and up to ten files.',
    de: 'Schick `/ask` allein ab, dann öffnet sich ein Formular für lange Fragen und bis zu zehn Dateien.',
  },
  'help message': {
    en: 'To ask about a message, open its menu and choose Apps > Ask Claude.',
    de: 'Um nach einer Nachricht zu fragen, öffne ihr Menü und wähle Apps > Claude fragen.',
  },
  'help files': {
    en: 'Attach up to three files, together 8 MB: images, PDFs, office documents, books, archives, text and code.',
    de: 'Häng bis zu drei Dateien an, zusammen 8 MB: Bilder, PDFs, Office-Dokumente, Bücher, Archive, Text und Code.',
  },
  'help lengths': {
    en: 'A question may have 6,000 characters. An answer takes up to five messages, and the rest comes as a file.',
    de: 'Eine Frage darf 6.000 Zeichen haben. Eine Antwort füllt bis zu fünf Nachrichten, der Rest kommt als Datei.',
  },
  'help tools': {
    en: 'Claude can work in a shell on your files, draw charts and send files.',
    de: 'Claude kann deine Dateien in einer Shell bearbeiten, Diagramme zeichnen und Dateien schicken.',
  },
  'help no tools': {
    en: 'Claude has no shell here and draws no charts.',
    de: 'Claude hat hier keine Shell und zeichnet keine Diagramme.',
  },
  'help web': {
    en: 'Claude can search the web and read pages.',
    de: 'Claude kann im Web suchen und Seiten lesen.',
  },
  'help no web': {
    en: 'Claude cannot search the web.',
    de: 'Claude kann nicht im Web suchen.',
  },
  'help services': {
    en: 'Claude can use these services: {n}',
    de: 'Claude kann diese Dienste benutzen: {n}',
  },
  'help channel': {
    en: 'Claude can read the last messages of this channel for you.',
    de: 'Claude kann für dich die letzten Nachrichten dieses Kanals lesen.',
  },
  'help channel moderators': {
    en: 'Claude reads the messages of this channel for moderators only.',
    de: 'Claude liest die Nachrichten dieses Kanals nur für Moderatoren.',
  },
  'help no channel': {
    en: 'Claude cannot read this channel. It knows only what was asked with `/ask`.',
    de: 'Claude kann diesen Kanal nicht lesen. Es kennt nur, was mit `/ask` gefragt wurde.',
  },
  'help memory': {
    en: 'I remember this conversation until {n} days after the last question. `/status` shows it, `/forget` erases it.',
    de: 'Ich merke mir dieses Gespräch bis {n} Tage nach der letzten Frage. `/status` zeigt es, `/forget` löscht es.',
  },
  'help memory short': {
    en: 'I forget this conversation soon after the last question. `/status` shows it, `/forget` erases it.',
    de: 'Ich vergesse dieses Gespräch bald nach der letzten Frage. `/status` zeigt es, `/forget` löscht es.',
  },
  'help language': {
    en: 'Claude answers in the language of the question. My own words are in English or German, like your Discord.',
    de: 'Claude antwortet in der Sprache der Frage. Meine eigenen Texte sind auf Deutsch oder Englisch, je nach deiner Discord-Sprache.',
  },
  'help examples': {
    en: 'Press an example to ask it:',
    de: 'Drück auf ein Beispiel, um es zu fragen:',
  },
  'example sky': {
    en: 'Explain in simple words why the sky is blue.',
    de: 'Erkläre mir einfach, warum der Himmel blau ist.',
  },
  'example chart': {
    en: 'Draw a bar chart of the highest mountain of each continent.',
    de: 'Zeichne ein Balkendiagramm vom höchsten Berg jedes Kontinents.',
  },
  'example table': {
    en: 'Make a table of the planets with their sizes.',
    de: 'Mach eine Tabelle der Planeten mit ihren Größen.',
  },
  'example channel': {
    en: 'Summarise the last 50 messages of this channel.',
    de: 'Fass die letzten 50 Nachrichten dieses Kanals zusammen.',
  },
  'example web': {
    en: 'Search the web: what is in the news today?',
    de: 'Such im Web: Was steht heute in den Nachrichten?',
  },
  'example limerick': {
    en: 'Write a limerick about a forgetful robot.',
    de: 'Schreib einen Limerick über einen vergesslichen Roboter.',
  },
} as const
