/** What Claude says in the pictures of the docs, word by word, so that they look the same each time. */

import type { Answer } from '../../src/playground/claude/answer.ts'

export const questions = {
  undo: 'How do I undo my last commit?',
  tea: 'How long should green tea steep?',
  rainfall: 'Draw last year’s rainfall by season.',
  explain: 'What do I have to bring?',
  german: 'Wie mache ich meinen letzten Commit rückgängig?',
  rain: 'Which season had most rain?',
} as const

const undo = `That depends on whether it is pushed already.

- **Only on your machine:** \`git reset --soft HEAD~1\` takes the commit back and keeps your changes.
- **Pushed:** \`git revert HEAD\` adds a commit that undoes it, so that nobody else's history breaks.

\`\`\`sh
git reset --soft HEAD~1
git status
\`\`\``

/** So far has the answer come when its picture is taken. */
export const heldAfter = 'adds a commit that undoes it'

const tea =
  'Two to three minutes in water of about 75 °C. **Longer makes it bitter**, and so does boiling water. Good leaves can be steeped again: a minute longer each time.'

const german = `Das hängt davon ab, ob er schon hochgeladen ist.

- **Nur bei dir:** \`git reset --soft HEAD~1\` nimmt den Commit zurück und behält deine Änderungen.
- **Hochgeladen:** \`git revert HEAD\` macht ihn mit einem neuen Commit rückgängig.`

const chart = {
  type: 'bar',
  title: 'Rainfall by season',
  unit: 'mm',
  labels: ['Winter', 'Spring', 'Summer', 'Autumn'],
  series: [{ values: [182, 131, 204, 167] }],
}

const rain = `**Summer**, with 204 of 684 mm: it is the season of thunderstorms.

1. **Summer:** 204 mm, nearly a third of the year.
2. **Winter:** 182 mm, spread over many days.
3. **Autumn:** 167 mm, most of it in November.
4. **Spring:** 131 mm, the driest season.`

/** By the question that each answers, call after call. */
export const answers: readonly (readonly [question: string, said: readonly Answer[]])[] = [
  [
    questions.undo,
    [{ say: undo, hold: true, holdAfterChars: undo.indexOf(heldAfter) + heldAfter.length + 1 }],
  ],
  [questions.tea, [{ say: tea }]],
  [
    questions.rainfall,
    [
      { say: '', tools: [{ name: 'chart', input: chart }] },
      { say: 'Summer was the wettest season, with 204 of 684 mm.' },
    ],
  ],
  [questions.explain, [{ say: 'Nothing: Ben brings bread and cheese, and Cleo brings wine.' }]],
  [questions.german, [{ say: german }]],
  [questions.rain, [{ say: rain, firstTokenMs: 600, tokensPerSecond: 15 }]],
]

export const filmed = {
  tea: 'How long should tea steep?',
  rainfall: questions.rainfall,
  history: 'How did tea come to Europe?',
} as const

const steeping = `That depends on the leaves:

| Tea | Water | Minutes |
|---|---|---|
| Green | 75 °C | 2 to 3 |
| Oolong | 85 °C | 3 to 4 |
| Black | 95 °C | 4 to 5 |

**Longer makes it bitter**, and so does water that is too hot for green leaves. Good leaves can be steeped again: give them *a minute longer* each time.`

const history = `Portuguese sailors drank tea in Macau in the sixteenth century, and wrote home about it. The first chests came with Dutch ships in 1610, and for decades tea was a medicine that only pharmacists sold. Catherine of Braganza brought the habit to the English court in 1662, and within a hundred years it was an everyday drink. Caravans carried it to Moscow over land, which took more than a year each way.`

/** What Claude says in the film, at the pace of a small model. */
export const filmedAnswers: readonly (readonly [question: string, said: readonly Answer[]])[] = [
  [filmed.tea, [{ say: steeping, firstTokenMs: 500, tokensPerSecond: 30, chunkChars: 4 }]],
  [
    filmed.rainfall,
    [
      { say: '', tools: [{ name: 'chart', input: chart }] },
      { say: 'Summer was the wettest season, with 204 of 684 mm.', tokensPerSecond: 30, chunkChars: 4 },
    ],
  ],
  [filmed.history, [{ say: history, firstTokenMs: 500, tokensPerSecond: 25, chunkChars: 4 }]],
]
