/** What a member reads about a file that could not be read; a part of sentences.ts, which would be too long with it. */

export const aboutFiles = {
  'file too large': {
    en: 'That file is too large. The limit for an image is 3.9 MB and 8,000 pixels per side. The limit for a PDF or a text is 8 MB.',
    de: 'Diese Datei ist zu groß. Ein Bild darf 3,9 MB groß sein und 8.000 Pixel pro Seite haben. Ein PDF oder Text darf 8 MB groß sein.',
  },
  'file of no known kind': {
    en: 'I cannot read this kind of file. I can read images (PNG, JPEG, GIF, WebP), PDFs, office documents (such as .docx and .xlsx), text and code.',
    de: 'Diese Art von Datei kann ich nicht lesen. Ich lese Bilder (PNG, JPEG, GIF, WebP), PDFs, Office-Dokumente (wie .docx und .xlsx), Text und Code.',
  },
  'file damaged': {
    en: 'That file is damaged or incomplete. Please attach it again or save it anew.',
    de: 'Diese Datei ist beschädigt oder unvollständig. Bitte häng sie noch einmal an oder speichere sie neu.',
  },
  'file without text': {
    en: 'I found no text in that document. If its pages were scanned, save it as a PDF.',
    de: 'In diesem Dokument habe ich keinen Text gefunden. Wenn die Seiten eingescannt sind, speichere es als PDF.',
  },
  'file is a HEIC photo': {
    en: 'That is a HEIC photo. Claude cannot see this format. Attach a JPEG or a screenshot of it. For JPEG photos on an iPhone: Settings > Camera > Formats > Most Compatible.',
    de: 'Das ist ein HEIC-Foto. Dieses Format kann Claude nicht sehen. Häng ein JPEG oder einen Screenshot davon an. JPEG-Fotos auf dem iPhone: Einstellungen > Kamera > Formate > Maximale Kompatibilität.',
  },
  'file is an AVIF picture': {
    en: 'That is an AVIF picture. Claude cannot see this format. Save it as a PNG or JPEG, or attach a screenshot of it.',
    de: 'Das ist ein AVIF-Bild. Dieses Format kann Claude nicht sehen. Speichere es als PNG oder JPEG oder häng einen Screenshot davon an.',
  },
  'file is a BMP picture': {
    en: 'That is a BMP picture. Claude cannot see this format. Save it as a PNG or JPEG.',
    de: 'Das ist ein BMP-Bild. Dieses Format kann Claude nicht sehen. Speichere es als PNG oder JPEG.',
  },
  'file is a TIFF picture': {
    en: 'That is a TIFF picture. Claude cannot see this format. Save it as a PNG, a JPEG or, with several pages, a PDF.',
    de: 'Das ist ein TIFF-Bild. Dieses Format kann Claude nicht sehen. Speichere es als PNG, JPEG oder, bei mehreren Seiten, als PDF.',
  },
  'file of old Office': {
    en: 'That is an old Office file, or one with a password. Save it as .docx, .xlsx or .pptx without a password, or as a PDF.',
    de: 'Das ist eine alte Office-Datei oder eine mit Passwort. Speichere sie als .docx, .xlsx oder .pptx ohne Passwort oder als PDF.',
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
    en: 'Your files are too large together. The files of a question may have up to 8 MB and 100 PDF pages in all.',
    de: 'Deine Dateien sind zusammen zu groß. Die Dateien einer Frage dürfen zusammen bis zu 8 MB und 100 PDF-Seiten haben.',
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
