/** What a member reads about a file that could not be read; a part of sentences.ts, which would be too long with it. */

export const aboutFiles = {
  'file too large': {
    en: 'That file is too large. The limit for an image is 3.9 MB and 8,000 pixels per side. The limit for a PDF or a text is 8 MB.',
    de: 'Diese Datei ist zu groß. Ein Bild darf 3,9 MB groß sein und 8.000 Pixel pro Seite haben. Ein PDF oder Text darf 8 MB groß sein.',
  },
  'file of no known kind': {
    en: 'I cannot read this kind of file. I can read images (PNG, JPEG, GIF, WebP), PDFs, and text or code in UTF-8.',
    de: 'Diese Art von Datei kann ich nicht lesen. Ich lese Bilder (PNG, JPEG, GIF, WebP), PDFs und Text oder Code in UTF-8.',
  },
  'file empty': {
    en: 'That file is empty. Please attach another one.',
    de: 'Diese Datei ist leer. Bitte häng eine andere an.',
  },
  'file locked': {
    en: 'That PDF has a password. Please attach one without a password.',
    de: 'Dieses PDF hat ein Passwort. Bitte häng eins ohne Passwort an.',
  },
  'file with too many pages': {
    en: 'That PDF has more than 100 pages. Please attach only the pages for your question.',
    de: 'Dieses PDF hat mehr als 100 Seiten. Bitte häng nur die Seiten für deine Frage an.',
  },
  'file from elsewhere': {
    en: 'I can only read files from Discord. Please attach the file here.',
    de: 'Ich kann nur Dateien aus Discord lesen. Bitte häng die Datei hier an.',
  },
  'file gone': {
    en: 'That file is no longer on Discord. Please attach it again.',
    de: 'Diese Datei gibt es bei Discord nicht mehr. Bitte häng sie noch einmal an.',
  },
  'file unreachable': {
    en: 'I could not download that file from Discord in time. Please ask again.',
    de: 'Ich konnte diese Datei nicht rechtzeitig von Discord laden. Bitte frag noch einmal.',
  },
  'file beyond the limit': {
    en: 'Your files are too large together. All files of a question may have 8 MB and 100 PDF pages.',
    de: 'Deine Dateien sind zusammen zu groß. Alle Dateien einer Frage dürfen 8 MB und 100 PDF-Seiten haben.',
  },
  'file cut short': {
    en: 'This file is long. Claude read only its beginning.',
    de: 'Diese Datei ist lang. Claude hat nur den Anfang gelesen.',
  },
  'file refused': {
    en: 'Claude could not read that file. It may be damaged or too long. Try another file or a shorter one.',
    de: 'Claude konnte diese Datei nicht lesen. Vielleicht ist sie beschädigt oder zu lang. Versuch es mit einer anderen oder kürzeren Datei.',
  },
  'file alone': {
    en: 'Claude added no words. The answer is attached.',
    de: 'Claude hat nichts dazu geschrieben. Die Antwort ist angehängt.',
  },
}
