/** Reads what draws charts before the first test of a file that imports this, for the reason that `read-shell.ts` gives. */

import '../../src/converse/tools/chart.ts'
import '../../src/converse/tools/chart/png.ts'
