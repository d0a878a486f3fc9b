/** The words of our modals, in each of our languages. Discord's limits: a title and a label 45 characters, others 100. */

import type { Language } from './sentences.ts'

const words = {
  en: {
    title: 'Ask Claude',
    followUp: 'Follow up',
    edit: 'Edit question',
    onlyBeginning: 'Your question is longer than a form takes. Here are its first 4,000 characters.',
    question: 'Your question',
    anyLength: 'Up to 4,000 characters, with line breaks',
    files: 'Files',
    someFiles: 'Up to {n} images, PDFs, documents, tables or texts',
    private: 'Private',
    onlyYou: 'Only you see the answer. It belongs to your private conversation.',
    fresh: 'New answer',
    skipsSaved: 'Skip saved answers',
    emptyExplains: 'Leave this empty to have the message explained',
    filesStayShut: 'I cannot open the files of a message. If they matter, attach them here.',
    explain: 'Explain this message: what does it say, and what does it mean?',
    toCopy: 'Your question, to copy',
  },
  de: {
    title: 'Claude fragen',
    followUp: 'Nachfragen',
    edit: 'Frage ändern',
    onlyBeginning: 'Deine Frage ist länger, als ein Formular zulässt. Hier sind ihre ersten 4.000 Zeichen.',
    question: 'Deine Frage',
    anyLength: 'Bis zu 4.000 Zeichen, auch mit Zeilenumbrüchen',
    files: 'Dateien',
    someFiles: 'Bis zu {n} Bilder, PDFs, Dokumente, Tabellen oder Texte',
    private: 'Privat',
    onlyYou: 'Nur du siehst die Antwort. Sie gehört zu deinem privaten Gespräch.',
    fresh: 'Neue Antwort',
    skipsSaved: 'Gespeicherte Antworten überspringen',
    emptyExplains: 'Leer lassen, um dir die Nachricht erklären zu lassen',
    filesStayShut: 'Dateien einer Nachricht kann ich nicht öffnen. Häng sie hier an, wenn es um sie geht.',
    explain: 'Erkläre diese Nachricht: Was steht darin, und was bedeutet sie?',
    toCopy: 'Deine Frage zum Kopieren',
  },
} satisfies Record<Language, Record<string, string>>

export type ModalWords = (typeof words)[Language]

export const modalWords = (language: Language): ModalWords => words[language]
