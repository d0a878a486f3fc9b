/**
 * Reads the shell before the first test of a file that imports this. A thread reads it with its first command: on a busy
 * machine that takes seconds of the command's five, and a crash meanwhile leaves it half read for all tests of the file.
 */

import 'just-bash/browser'
import '../../src/converse/tools/sandbox-fs.ts'
