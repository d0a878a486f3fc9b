/** What a member reads about a file that could not be read; a part of sentences.ts, which would be too long with it. */

export const aboutFiles = {
  'file too large': {
    en: 'That file is too large for me. A picture may have 3.9 MB and 8,000 pixels a side, a PDF or a text 8 MB.',
    de: 'Diese Datei ist mir zu groß. Ein Bild darf 3,9 MB und 8.000 Pixel je Seite haben, ein PDF oder Text 8 MB.',
  },
  'file of no known kind': {
    en: 'I can read pictures (PNG, JPEG, GIF, WebP), PDFs, and text or code in UTF-8. This file is none of them.',
    de: 'Ich kann Bilder (PNG, JPEG, GIF, WebP), PDFs und Text oder Code in UTF-8 lesen. Diese Datei ist nichts davon.',
  },
  'file empty': {
    en: 'There is nothing in that file. Please attach it again.',
    de: 'In dieser Datei steht nichts. Bitte häng sie noch einmal an.',
  },
  'file locked': {
    en: 'That PDF has a password. Please attach one without.',
    de: 'Dieses PDF hat ein Passwort. Bitte häng eins ohne an.',
  },
  'file with too many pages': {
    en: 'That PDF has more than 100 pages. Please attach the part that you ask about.',
    de: 'Dieses PDF hat mehr als 100 Seiten. Bitte häng den Teil an, um den es dir geht.',
  },
  'file from elsewhere': {
    en: 'I only read files that you attach here in Discord.',
    de: 'Ich lese nur Dateien, die du hier in Discord anhängst.',
  },
  'file gone': {
    en: 'Discord no longer gives me that file. Please attach it again.',
    de: 'Discord gibt mir diese Datei nicht mehr. Bitte häng sie noch einmal an.',
  },
  'file unreachable': {
    en: 'I could not get that file from Discord in time. Please ask again.',
    de: 'Ich habe diese Datei nicht rechtzeitig von Discord bekommen. Bitte frag noch einmal.',
  },
  'file refused': {
    en: 'Claude could not read that file. It may be damaged or too long; try another one, or a part of it.',
    de: 'Claude konnte diese Datei nicht lesen. Vielleicht ist sie beschädigt oder zu lang; versuch es mit einer anderen oder einem Teil.',
  },
}
