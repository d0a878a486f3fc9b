/** The set pieces of the local Claude's default talk, in English and German. */

export type Language = 'en' | 'de'
type Texts = Readonly<Record<Language, string>>

const fence = '```'

export const help: Texts = {
  en: `**What the local Claude can do**
I am a stand-in: no key, no network, no understanding. I remember our conversation, and I know some words that show what the bot does with an answer:

- \`long\`: about 5,000 characters with headings, lists and code · \`huge\`: three times that, so the rest comes as a file
- \`code\`: code in several languages · \`table\`: a table · \`emoji\`: characters that are easy to tear apart
- \`markdown\`: everything that Discord can show, and some things it cannot
- \`slow\`: an answer at walking pace · \`think\`: thoughts before the words
- \`fail\`, \`overloaded\`, \`limit\`: Claude refuses the request · \`credit\`, \`disabled\`: it refuses the account · \`poison\`: it refuses all later requests that carry the word · \`refuse\`: Claude declines to answer
- \`cut\`, \`stall\`: the answer breaks off, or stops moving
- with tools: \`ls\`, \`run <command>\`, \`csv\` or \`plot\` (also with a CSV attached), \`send\`, \`two tools\`, \`channel\` (I read the channel), \`web\` (I search, and cite pages), \`summary\` (long lists, until the bot summarises our talk)
- or attach a file (a picture, a PDF, a text): I tell you what of it has reached me

Or tell me something: *my name is Robin*, then *what is my name?*, then *what did I ask before?*`,
  de: `**Was der lokale Claude kann**
Ich bin ein Ersatz: kein Schlüssel, kein Netz, kein Verstand. Ich erinnere mich an unser Gespräch und kenne ein paar Wörter, die zeigen, was der Bot aus einer Antwort macht:

- \`long\`: etwa 5.000 Zeichen mit Überschriften, Listen und Code · \`huge\`: dreimal so viel, also kommt der Rest als Datei
- \`code\`: Code in mehreren Sprachen · \`table\`: eine Tabelle · \`emoji\`: Zeichen, die leicht zerreißen
- \`markdown\`: alles, was Discord zeigen kann, und manches, was es nicht kann
- \`slow\`: eine Antwort im Schritttempo · \`think\`: Gedanken vor den Worten
- \`fail\`, \`overloaded\`, \`limit\`: Claude weist die Anfrage ab · \`credit\`, \`disabled\`: das Konto · \`poison\`: alle späteren Anfragen mit diesem Wort · \`refuse\`: Claude möchte nicht antworten
- \`cut\`, \`stall\`: die Antwort bricht ab oder bleibt stehen
- mit Werkzeugen: \`ls\`, \`run <Befehl>\`, \`csv\` oder \`plot\` (auch mit angehängter CSV-Datei), \`send\`, \`two tools\`, \`channel\` (ich lese den Kanal), \`web\` (ich suche und nenne Quellen), \`summary\` (lange Listen, bis der Bot unser Gespräch zusammenfasst)
- oder häng eine Datei an (ein Bild, ein PDF, einen Text): Ich sage dir, was davon bei mir ankommt

Oder erzähl mir etwas: *ich heiße Robin*, dann *wie heiße ich?*, dann *was habe ich vorher gefragt?*`,
}

const samples = `${fence}ts
const greet = (name: string): string => \`Hello, \${name}!\`
console.log(greet('Grace'))
${fence}

${fence}python
def greet(name: str) -> str:
    return f"Hello, {name}!"
${fence}

${fence}sql
SELECT name, count(*) AS questions
FROM turns GROUP BY name ORDER BY questions DESC;
${fence}

${fence}diff
- const answer = queue.shift()
+ const answer = latest
${fence}`

export const code: Texts = {
  en: `Four short pieces, each with its language:\n\n${samples}\n\nThe braces, quotes and spaces have to arrive as they are.`,
  de: `Vier kurze Stücke, jedes mit seiner Sprache:\n\n${samples}\n\nKlammern, Anführungszeichen und Leerzeichen müssen unverändert ankommen.`,
}

export const table: Texts = {
  en: `Three ways to keep a promise:

| Way | Price | Good for |
|---|---:|---|
| Write it down first | one row | crashes |
| Ask again | some tokens | broken streams |
| Say sorry | a sentence | everything else |

Discord shows no tables, so the bot has to turn this into something that lines up.`,
  de: `Drei Arten, ein Versprechen zu halten:

| Art | Preis | Gut gegen |
|---|---:|---|
| Vorher aufschreiben | eine Zeile | Abstürze |
| Noch einmal fragen | ein paar Token | gerissene Ströme |
| Um Verzeihung bitten | ein Satz | alles Übrige |

Discord zeigt keine Tabellen; der Bot muss daraus etwas machen, das bündig steht.`,
}

const everyMark = `# One
## Two
### Three
#### Four
-# small print

**bold**, *italic*, __underlined__, ~~gone~~, ||hidden||, \`code\`, [a link](https://example.com)

> one line of a quotation

1. first
2. second
   - inside
     - further inside

- [ ] open
- [x] done

---

![an image](https://example.com/cat.png)

$$e^{i\\pi} + 1 = 0$$ and \\(a^2 + b^2\\)

<details>HTML</details>

| a | b |
|---|---|
| 1 | 2 |

${fence}js
// @everyone stays asleep, also in code
const fence = "\`\`"
${fence}`

export const markdown: Texts = {
  en: `Every mark that I know; some of them Discord cannot show:\n\n${everyMark}`,
  de: `Alle Zeichen, die ich kenne; manche kann Discord nicht zeigen:\n\n${everyMark}`,
}

const faces = `👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🇩🇪 é (e + accent) 𝒳 漢字 עברית 🧑‍🚀`

export const emoji: Texts = {
  en: `Characters that are longer than they look: ${faces}\n\nIn a row: ${'👩‍👩‍👧‍👦'.repeat(12)}\n\nNone of them may break in two, in any frame.`,
  de: `Zeichen, die länger sind, als sie aussehen: ${faces}\n\nIn einer Reihe: ${'👩‍👩‍👧‍👦'.repeat(12)}\n\nKeines davon darf zerbrechen, in keinem Bild.`,
}

export const poison: Texts = {
  en: 'From now on I refuse every request that carries this question. Ask something else and see what the bot does.',
  de: 'Von nun an weise ich jede Anfrage ab, in der diese Frage steht. Frag etwas anderes und sieh, was der Bot tut.',
}

export const thinking: Texts = {
  en: 'The person wants to see me think. I have no thoughts of my own, so I count to five: one, two, three, four, five. That will do.',
  de: 'Jemand möchte mich denken sehen. Eigene Gedanken habe ich nicht, also zähle ich bis fünf: eins, zwei, drei, vier, fünf. Das genügt.',
}
export const thought: Texts = {
  en: 'I have thought about it first. You should not see the thoughts, only this: **five** is a good number.',
  de: 'Ich habe vorher darüber nachgedacht. Die Gedanken siehst du nicht, nur dies: **Fünf** ist eine gute Zahl.',
}
export const declined: Texts = { en: 'I can begin to answer that, but', de: 'Ich kann das beginnen, aber' }

export const steps: Texts = {
  en: 'This answer takes its time, so that you can watch it grow. First one sentence stands there, then two. The first words came at once; the later ones come together, because Discord allows only a few edits. Nothing jumps, nothing is said twice, and when the last word is there, it is there for good.',
  de: 'Diese Antwort lässt sich Zeit, damit du ihr beim Wachsen zusehen kannst. Erst steht ein Satz da, dann zwei. Die ersten Worte kamen sofort; die späteren kommen gemeinsam, weil Discord nur wenige Änderungen erlaubt. Nichts springt, nichts wird zweimal gesagt, und wenn das letzte Wort da ist, bleibt es da.',
}

type Section = readonly [heading: string, prose: string, points: readonly string[]]
const sections: Readonly<Record<Language, readonly Section[]>> = {
  en: [
    [
      'The question',
      'A person types a command. Discord signs it and sends it to the bot, which has three seconds for its first word. In that time it has to find out whether the message is real, who asks, and where the answer belongs. Nothing slow may happen here: no model, no long look into a store, only a promise that an answer is on its way.',
      ['check the signature', 'find the thread', 'write the question down'],
    ],
    [
      'The thread',
      'Each conversation has one place of its own. That place remembers what was said, in order, and it lets one question of a person finish before the next one starts. Because the question is written down before anything else happens, a crash loses nothing: the next to wake up finds the note and goes on from there.',
      ['one conversation, one memory', 'questions in order', 'a watch that looks after open ones'],
    ],
    [
      'The model',
      'The conversation is shown to Claude, and the words come back one small piece at a time. Some pieces are a letter, some are half a sentence. Between them there may be silence, and the reader has to know the difference between a model that thinks and a line that is dead. Only a real ending counts as the end.',
      ['read every piece', 'notice silence', 'believe only the last event'],
    ],
    [
      'The edits',
      'Discord lets a message be changed a few times in some seconds and not more. So the bot does not show each piece: it keeps the newest text and sends it when there is room. Old text is never sent late, because new text has taken its place. One edit is always saved for the ending, which nobody may miss.',
      ['the newest text wins', 'one edit at a time', 'the last one is kept in reserve'],
    ],
    [
      'The pages',
      'A message has room for two thousand characters; this answer has more. It is cut between paragraphs where that is possible, and between lines where it is not. A block of code that has to be cut is closed on one page and opened again on the next, in the same language, so that every page can be read alone.',
      ['cut where a reader would pause', 'close what is open', 'never touch a finished page'],
    ],
    [
      'The trouble',
      'Lines break, models are overloaded, budgets end. Each of these has a plan: ask again once, ask another model, go on where the text broke off. And when no plan is left, there is a sentence that says so in plain words, and what may be done about it. Silence is the only answer that is not allowed.',
      ['try again, but not for ever', 'keep what was said', 'say what happened'],
    ],
    [
      'The memory',
      'When the answer is there, it becomes part of the conversation, and the next question builds on it. What was said long ago is told in fewer words, so that the model can still see all of it. After a month without a word the conversation is forgotten, and anybody who wants that sooner only has to ask.',
      ['add, do not rewrite', 'shorten the oldest', 'forget on request'],
    ],
    [
      'The tools',
      'Some questions need more than words: a sum, a list that has to be sorted, a file that has to be read. Then the model asks for a tool, waits for what it says, and goes on with its answer. While that happens, a small line under the text tells what is going on, so that nobody has to wonder about the pause.',
      ['one line for each step', 'results together and first', 'no end without words'],
    ],
    [
      'The price',
      'Every word costs a little, and so does every word that the model has to read again. What never changes stands at the front and is kept warm; what is new comes at the end. So the tenth question of a conversation costs hardly more than the first, and the same question asked twice costs nothing at all.',
      ['the constant part first', 'only add at the end', 'answer the same question from memory'],
    ],
    [
      'The figures',
      'After each answer a few numbers are written down: how long until the first words, how long until the last, how many edits, how many words were read from memory. One line for one answer is enough. Who looks at a hundred such lines sees at once whether the bot got faster or slower this week, and why.',
      ['one line for one answer', 'times as a person felt them', 'no names, no texts'],
    ],
    [
      'The people',
      'Several people may talk at the same time, and each of them expects an answer as if nobody else were there. So the answers grow side by side, and they share what Discord allows between them. An answer that is nearly done goes first. Somebody who has to wait is told so, together with their place in the line.',
      ['side by side, not one by one', 'endings go first', 'a place in the line is shown'],
    ],
  ],
  de: [
    [
      'Die Frage',
      'Jemand tippt einen Befehl. Discord unterschreibt ihn und schickt ihn an den Bot, der drei Sekunden für sein erstes Wort hat. In dieser Zeit muss er herausfinden, ob die Nachricht echt ist, wer fragt und wohin die Antwort gehört. Nichts Langsames darf hier geschehen: kein Modell, kein langer Blick in einen Speicher, nur das Versprechen, dass eine Antwort unterwegs ist.',
      ['die Unterschrift prüfen', 'den Faden finden', 'die Frage aufschreiben'],
    ],
    [
      'Der Faden',
      'Jedes Gespräch hat einen eigenen Ort. Dieser Ort weiß, was gesagt wurde, in der richtigen Reihenfolge, und lässt die eine Frage zu Ende kommen, bevor die nächste beginnt. Weil die Frage aufgeschrieben ist, bevor etwas anderes geschieht, geht bei einem Absturz nichts verloren: Wer als Nächster aufwacht, findet den Zettel und macht dort weiter.',
      ['ein Gespräch, ein Gedächtnis', 'Fragen der Reihe nach', 'eine Wache für die offenen'],
    ],
    [
      'Das Modell',
      'Claude bekommt das Gespräch zu sehen, und die Wörter kommen in kleinen Stücken zurück. Manche sind ein Buchstabe, manche ein halber Satz. Dazwischen kann es still sein, und wer liest, muss ein Modell, das nachdenkt, von einer toten Leitung unterscheiden. Nur ein wirkliches Ende gilt als Ende.',
      ['jedes Stück lesen', 'Stille bemerken', 'nur dem letzten Ereignis glauben'],
    ],
    [
      'Die Änderungen',
      'Discord lässt eine Nachricht in einigen Sekunden ein paarmal ändern und nicht öfter. Darum zeigt der Bot nicht jedes Stück: Er behält den neuesten Text und schickt ihn, sobald Platz ist. Alter Text kommt nie verspätet, denn neuer steht an seiner Stelle. Eine Änderung bleibt immer für den Schluss aufgehoben.',
      ['der neueste Text gewinnt', 'immer nur eine Änderung unterwegs', 'die letzte bleibt in Reserve'],
    ],
    [
      'Die Seiten',
      'In eine Nachricht passen zweitausend Zeichen; diese Antwort hat mehr. Sie wird zwischen Absätzen geschnitten, wo das geht, und zwischen Zeilen, wo es nicht geht. Ein Stück Code, das geschnitten werden muss, wird auf der einen Seite geschlossen und auf der nächsten in derselben Sprache wieder geöffnet.',
      ['schneiden, wo man Luft holt', 'schließen, was offen ist', 'fertige Seiten nie anfassen'],
    ],
    [
      'Der Ärger',
      'Leitungen reißen, Modelle sind überlastet, Guthaben enden. Für jedes davon gibt es einen Plan: einmal neu fragen, ein anderes Modell fragen, dort weitermachen, wo der Text abriss. Und wenn kein Plan mehr da ist, gibt es einen Satz, der das in klaren Worten sagt. Schweigen ist die einzige Antwort, die nicht erlaubt ist.',
      ['noch einmal, aber nicht ewig', 'behalten, was gesagt ist', 'sagen, was geschehen ist'],
    ],
    [
      'Das Gedächtnis',
      'Wenn die Antwort da ist, gehört sie zum Gespräch, und die nächste Frage baut darauf auf. Was lange her ist, wird kürzer erzählt, damit das Modell noch alles sieht. Nach einem Monat ohne ein Wort wird das Gespräch vergessen, und wer das früher möchte, muss nur darum bitten.',
      ['anfügen, nicht umschreiben', 'das Älteste kürzen', 'auf Wunsch vergessen'],
    ],
    [
      'Die Werkzeuge',
      'Manche Fragen brauchen mehr als Worte: eine Summe, eine Liste, die sortiert, eine Datei, die gelesen werden will. Dann bittet das Modell um ein Werkzeug, wartet auf dessen Antwort und fährt fort. Währenddessen sagt eine kleine Zeile unter dem Text, was gerade geschieht, damit sich niemand über die Pause wundern muss.',
      ['eine Zeile für jeden Schritt', 'Ergebnisse gemeinsam und zuerst', 'kein Ende ohne Worte'],
    ],
    [
      'Der Preis',
      'Jedes Wort kostet ein wenig, und jedes, das das Modell noch einmal lesen muss, auch. Was sich nie ändert, steht vorn und wird warm gehalten; was neu ist, kommt ans Ende. So kostet die zehnte Frage eines Gesprächs kaum mehr als die erste, und dieselbe Frage kostet beim zweiten Mal gar nichts.',
      ['das Feste zuerst', 'nur am Ende anfügen', 'gleiche Fragen aus dem Gedächtnis'],
    ],
    [
      'Die Zahlen',
      'Nach jeder Antwort werden einige Zahlen aufgeschrieben: wie lange bis zu den ersten Worten, wie lange bis zu den letzten, wie viele Änderungen, wie viel aus dem Gedächtnis kam. Eine Zeile für eine Antwort genügt. Wer hundert davon ansieht, weiß sofort, ob der Bot schneller geworden ist oder langsamer.',
      ['eine Zeile für eine Antwort', 'Zeiten, wie man sie spürt', 'keine Namen, keine Texte'],
    ],
    [
      'Die Leute',
      'Mehrere können zugleich reden, und alle erwarten eine Antwort, als wären sie allein. Darum wachsen die Antworten nebeneinander und teilen sich, was Discord erlaubt. Eine Antwort, die fast fertig ist, geht vor. Wer warten muss, erfährt das, und dazu den eigenen Platz in der Reihe.',
      ['nebeneinander statt nacheinander', 'der Schluss geht vor', 'der Platz in der Reihe wird gezeigt'],
    ],
  ],
}

const long = (language: Language): string => {
  const body = sections[language].map(
    ([heading, prose, points], index) =>
      `## ${index + 1}. ${heading}\n\n${prose}\n\n${points.map((point) => `- ${point}`).join('\n')}`,
  )
  const [title, close] =
    language === 'en'
      ? [
          '# How an answer travels',
          'That was all. If this last sentence is here, nothing was lost on the way.',
        ]
      : [
          '# Wie eine Antwort reist',
          'Das war alles. Wenn dieser letzte Satz hier steht, ging unterwegs nichts verloren.',
        ]
  return [title, ...body.slice(0, 4), samples, ...body.slice(4), close].join('\n\n')
}
export const longAnswer: Texts = { en: long('en'), de: long('de') }

/** Longer than five messages. */
export const hugeAnswer: Texts = {
  en: Array.from({ length: 3 }, () => longAnswer.en).join('\n\n'),
  de: Array.from({ length: 3 }, () => longAnswer.de).join('\n\n'),
}

/** What stands for the older part of a conversation; it keeps what was said in words that are understood again. */
export const summary = (questions: readonly string[]): string =>
  `The local stand-in remembers that these were said:\n${questions.map((one) => `- ${one}`).join('\n')}`
