/** The `bash` tool: its description for Claude, and its results. */

import { textAt } from '../../json.ts'
import { runBash } from './bash.ts'
import { FILE_BYTES, SANDBOX_BYTES } from './sandbox-paths.ts'
import type { Tool } from './tool.ts'
import { toolText } from './tool-text.ts'
import { isNondeterministic } from './nondeterministic.ts'

const description = `Runs a command line in a small bash-like shell on the files of this conversation.

- Files last from call to call while the conversation goes on. Attached files are in /files, where the first command begins; texts are UTF-8. What was read out of an office document or an archive is beside it, in a directory named like it with .d behind: sheets as .csv, texts as text.txt. At most ${FILE_BYTES / 1_048_576} MB a file and ${SANDBOX_BYTES / 1_048_576} MB in all.
- The working directory is kept from call to call. Variables, functions and background processes are not: each call is a new shell.
- Calls of one message run at the same time where they touch different files, else one after another.
- There are the usual text tools (cat, grep, rg, sed, awk, sort, uniq, cut, tr, head, tail, wc, diff, find, xargs, jq, printf, seq, base64, gzip, sha256sum, ...). There is no network, no package manager, no Python, Node or compiler, and no root.
- A call is all or nothing: if it runs into a limit (5 seconds, 6,000 commands, 1 MB in a pipe or a variable, 2,000 files) it is stopped and its changes are undone. Give awk or sort the whole work instead of looping in the shell; in awk prefer print to printf for thousands of lines.
- Long output loses its middle; use head, tail or grep to see the part that matters.`

/** Also the shell's own bound for its source. */
const COMMAND_UNITS = 65_536

export const bashTool: Tool = {
  description,
  schema: {
    type: 'object',
    properties: {
      command: { type: 'string', description: 'The command line, or a script of several lines.' },
    },
    required: ['command'],
    additionalProperties: false,
  },
  async run(input, context) {
    const command = textAt(input, 'command') ?? ''
    if (command.trim() === '') return { text: 'There is no command in this call.', isError: true }
    if (command.length > COMMAND_UNITS) {
      return {
        text: `A command has at most ${COMMAND_UNITS} characters. Write files in parts.`,
        isError: true,
      }
    }
    const result = await runBash(command, context)
    return { text: toolText(result), isError: result.stopped }
  },
  detail: (input) => textAt(input, 'command') ?? '',
  sameAs(input, { files }) {
    const command = textAt(input, 'command') ?? ''
    return isNondeterministic(command) ? undefined : `${files.version()} ${files.cwd()} ${command}`
  },
  // Nobody knows whether its changes were written down, and a command such as `>>` must not work twice.
  afterCrash: 'tell',
}
