/** The words of our modals, in each of our languages. Discord's limits: a title and a label 45 characters, others 100. */

import type { Language } from './sentences.ts'

const words = {
  en: {
    title: 'Ask Claude',
    followUp: 'Follow up',
    question: 'Your question',
    anyLength: 'Up to 4,000 characters, with line breaks',
    files: 'Files',
    someFiles: 'Up to {n} images, PDFs, documents, tables or texts',
    private: 'Private',
    onlyYou: 'Only you see the answer. It belongs to your private conversation.',
    fresh: 'New answer',
    skipsSaved: 'Skip saved answers',
    toCopy: 'Your question, to copy',
  },
  de: {
    title: 'Claude fragen',
    followUp: 'Nachfragen',
    question: 'Deine Frage',
    anyLength: 'Bis zu 4.000 Zeichen, auch mit Zeilenumbrüchen',
    files: 'Dateien',
    someFiles: 'Bis zu {n} Bilder, PDFs, Dokumente, Tabellen oder Texte',
    private: 'Privat',
    onlyYou: 'Nur du siehst die Antwort. Sie gehört zu deinem privaten Gespräch.',
    fresh: 'Neue Antwort',
    skipsSaved: 'Gespeicherte Antworten überspringen',
    toCopy: 'Deine Frage zum Kopieren',
  },
} satisfies Record<Language, Record<string, string>>

export type ModalWords = (typeof words)[Language]

export const modalWords = (language: Language): ModalWords => words[language]
