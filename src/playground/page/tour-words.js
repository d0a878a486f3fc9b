/** Every sentence of the guided tour, in English and in German. */

export const tourEnglish = {
  tour: 'Guided tour',
  tourOpen: 'Guided tour',
  tourOffer: 'New here? Six short steps show what this bot can do.',
  tourTake: 'Take the tour',
  tourLeave: 'Leave the tour',
  tourStep: (number, name, isDone) => `Step ${number}: ${name}${isDone ? ', done' : ''}`,
  tourSteps: 'Steps of the tour',
  tourNames: {
    memory: 'Memory',
    cache: 'Saved answers',
    together: 'Two members at once',
    chart: 'A file and a chart',
    crash: 'A crash',
    stop: 'Stop',
  },
  tourWhy: {
    memory:
      'Each channel, thread and direct message has one conversation. Tell the bot a name, then ask for it.',
    cache:
      'Ask “table” in two places of the server. The second answer is there at once, without a call to Claude. It has to be the first question in both places.',
    together:
      'You and another member ask the same at the same moment. The bot asks Claude once, and both of you watch the same answer grow.',
    chart: 'Send a CSV with the question. Claude adds it up, draws a chart and attaches the picture.',
    crash:
      'Ask for a slow answer, and crash the bot in the middle of it. The answer continues on the same message.',
    stop: 'Ask for a slow answer, and stop it with the button below it. What is there stays.',
  },
  tourPresses: {
    memory: ['Tell it a name', 'Ask for the name'],
    cache: ['Ask it for me', 'Ask it somewhere else'],
    together: ['Ask it as two members'],
    chart: ['Ask it for me'],
    crash: ['Ask it for me', 'Crash the bot'],
    stop: ['Ask it for me', 'Press Stop'],
  },
  tourDone: {
    memory: 'It remembered. Other channels know nothing of this.',
    cache: 'That was a saved answer, as the line below it says.',
    together: 'Both got one answer, and it was paid for once.',
    chart: 'The picture below the answer was drawn from your file.',
    crash: 'The bot crashed and finished the answer anyway.',
    stop: 'Stopped. The line below the answer says by whom.',
  },
  tourWaiting: 'Wait for the answer…',
  tourCrashing: 'The bot has crashed. Wait for the answer to continue…',
  tourNext: (name) => `Next: ${name}`,
  tourSkip: 'Skip this step',
  tourEnd: 'End of the tour',
  tourNowhere: 'You have no place for this step. Ask as another member, such as Ada.',
  tourNoCrash: 'This playground cannot crash the bot. Skip this step.',
  tourQuestions: { tell: 'my name is Robin', recall: 'what is my name?' },
}

export const tourGerman = {
  tour: 'Rundgang',
  tourOpen: 'Rundgang',
  tourOffer: 'Neu hier? Sechs kurze Schritte zeigen, was dieser Bot kann.',
  tourTake: 'Rundgang beginnen',
  tourLeave: 'Rundgang verlassen',
  tourStep: (number, name, isDone) => `Schritt ${number}: ${name}${isDone ? ', erledigt' : ''}`,
  tourSteps: 'Schritte des Rundgangs',
  tourNames: {
    memory: 'Gedächtnis',
    cache: 'Gespeicherte Antworten',
    together: 'Zwei Mitglieder zugleich',
    chart: 'Datei und Diagramm',
    crash: 'Ein Absturz',
    stop: 'Stopp',
  },
  tourWhy: {
    memory:
      'Jeder Kanal, jeder Thread und jede Direktnachricht hat ein Gespräch. Nenne dem Bot einen Namen und frag dann danach.',
    cache:
      'Frag an zwei Orten des Servers „table“. Die zweite Antwort ist sofort da, ohne Aufruf von Claude. An beiden Orten muss es die erste Frage sein.',
    together:
      'Du und ein anderes Mitglied fragen im selben Moment dasselbe. Der Bot fragt Claude nur einmal, und ihr seht beide dieselbe Antwort wachsen.',
    chart:
      'Schick mit der Frage eine CSV-Datei. Claude rechnet sie zusammen, zeichnet ein Diagramm und hängt das Bild an.',
    crash:
      'Frag nach einer langsamen Antwort und lass den Bot mittendrin abstürzen. Die Antwort geht in derselben Nachricht weiter.',
    stop: 'Frag nach einer langsamen Antwort und stopp sie mit dem Button darunter. Was schon da ist, bleibt.',
  },
  tourPresses: {
    memory: ['Namen nennen', 'Nach dem Namen fragen'],
    cache: ['Für mich fragen', 'Noch einmal woanders fragen'],
    together: ['Zu zweit fragen'],
    chart: ['Für mich fragen'],
    crash: ['Für mich fragen', 'Bot abstürzen lassen'],
    stop: ['Für mich fragen', 'Stop drücken'],
  },
  tourDone: {
    memory: 'Er hat es sich gemerkt. Andere Kanäle wissen davon nichts.',
    cache: 'Das war eine gespeicherte Antwort, wie die Zeile darunter sagt.',
    together: 'Beide haben eine Antwort bekommen, und sie wurde nur einmal bezahlt.',
    chart: 'Das Bild unter der Antwort entstand aus deiner Datei.',
    crash: 'Der Bot ist abgestürzt und hat die Antwort trotzdem beendet.',
    stop: 'Gestoppt. Die Zeile unter der Antwort sagt, von wem.',
  },
  tourWaiting: 'Warte auf die Antwort…',
  tourCrashing: 'Der Bot ist abgestürzt. Warte, bis die Antwort weitergeht…',
  tourNext: (name) => `Weiter: ${name}`,
  tourSkip: 'Diesen Schritt überspringen',
  tourEnd: 'Rundgang beenden',
  tourNowhere: 'Du hast keinen Ort für diesen Schritt. Frag als ein anderes Mitglied, zum Beispiel als Ada.',
  tourNoCrash: 'Dieser Spielplatz kann den Bot nicht abstürzen lassen. Überspring diesen Schritt.',
  tourQuestions: { tell: 'mein Name ist Robin', recall: 'wie ist mein Name?' },
}
