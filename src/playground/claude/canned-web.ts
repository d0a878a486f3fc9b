/** How the local Claude answers with the tools of its own: a search, a page that it reads, and what it cites. */

import type { Said } from './answer.ts'
import type { Language } from './canned-texts.ts'
import type { Page } from './server-tools.ts'

const pages: Readonly<Record<Language, readonly [Page, Page]>> = {
  en: [
    {
      title: 'How a lighthouse is told from another',
      url: 'https://example.com/lighthouses/characteristics',
      text: 'Each lighthouse has a rhythm of its own: so many flashes, and so long a pause.',
    },
    {
      title: 'Lenses of lighthouses',
      url: 'https://example.org/fresnel-lenses',
      text: 'A Fresnel lens gathers the light of a small lamp in one beam.',
    },
  ],
  de: [
    {
      title: 'Woran man einen Leuchtturm erkennt',
      url: 'https://example.com/leuchttuerme/kennungen',
      text: 'Jeder Leuchtturm hat seinen eigenen Takt: so viele Blitze, und eine so lange Pause.',
    },
    {
      title: 'Die Linsen der Leuchttürme',
      url: 'https://example.org/fresnel-linsen',
      text: 'Eine Fresnel-Linse sammelt das Licht einer kleinen Lampe zu einem Strahl.',
    },
  ],
}

/** @param query what to search for; empty for something of its own */
export function webTalk(query: string, language: Language): Said {
  const isGerman = language === 'de'
  const [page, other] = pages[language]
  const search = query === '' ? (isGerman ? 'Leuchttürme' : 'lighthouses') : query
  return {
    opening: isGerman ? 'Ich suche im Web.' : 'I search the web.',
    servers: [
      { search, found: [page, other] },
      { fetch: page.url, page },
    ],
    say: isGerman
      ? `Gesucht habe ich *${search}*, und die erste Seite habe ich ganz gelesen. Dort steht: ${page.text} Auf der zweiten steht: ${other.text}\n\nIch habe kein Netz: **Beide Seiten sind erfunden.** Die Blöcke der Suche, der Seite und der Quellen sind so, wie Claude sie schickt.`
      : `I searched for *${search}* and read the first page whole. It says: ${page.text} The second says: ${other.text}\n\nI have no network: **both pages are made up.** The blocks of the search, the page and the sources are as Claude sends them.`,
    cites: [page, other],
  }
}
