/** The `send_file` tool: a file of the sandbox goes along with the answer. */

import { textAt } from '../../json.ts'
import { sentFileName } from '../../deliver/plain-text.ts'
import type { Tool } from './tool.ts'

const description = `Attaches a file of this conversation to your answer, so that the members can open or download it. Use it for what was asked for as a file (a table as CSV, a script, a long text), not for what fits into the answer. At most nine files an answer.`

/** By the end of its name; Discord shows what it knows. */
const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  csv: 'text/csv',
  json: 'application/json',
  md: 'text/markdown',
  html: 'text/html',
}

export const sendFileTool: Tool = {
  description,
  schema: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Where the file is, such as /files/report.csv.' },
      name: { type: 'string', description: 'What the members see it called; without it, its own name.' },
    },
    required: ['path'],
    additionalProperties: false,
  },
  async run(input, { files, attach }) {
    const path = textAt(input, 'path')?.trim() ?? ''
    if (!path.startsWith('/')) return { text: 'The path has to begin with "/".', isError: true }
    const bytes = await files.read(path)
    if (bytes === undefined) return { text: `There is no file ${path}.`, isError: true }
    if (bytes.length === 0) return { text: `${path} is empty, so there is nothing to send.`, isError: true }
    const name = sentFileName(textAt(input, 'name') ?? path.split('/').at(-1) ?? '')
    const ending = name.split('.').at(-1)?.toLowerCase() ?? ''
    const type = types[ending] ?? 'application/octet-stream'
    const sent = attach?.({ name, type, content: bytes }) ?? name
    return { text: `${sent} (${bytes.length} bytes) will be attached to your answer.`, isError: false }
  },
  detail: (input) => textAt(input, 'path') ?? '',
  // A call is what attaches it, so it has to be made each time.
  sameAs: () => undefined,
  afterCrash: 'again',
}
