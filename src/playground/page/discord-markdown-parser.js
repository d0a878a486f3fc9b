/** The package that reads Discord's Markdown, under a name for Node and browser alike: the server bundles it for the page. */
export { rulesExtended, SimpleMarkdown } from 'discord-markdown-parser'
