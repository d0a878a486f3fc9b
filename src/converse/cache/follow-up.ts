/** Which questions mean something else when they come again, or from somebody else, though nothing else was said. */

import { mentions, phrases, wordsOf } from './words.ts'

/** They take the last answer one step on, so after their own answer they ask for the step after that. */
const onward = phrases(`
  continue, go on, go ahead, keep going, carry on, proceed, more, another, other, others, else, again, next $,
  next one, next step*, next part*, next point*, the rest, less, further, elaborate, expand, shorten, simplify,
  rephrase, reword, rewrite, retry, redo, regenerate, improve it, improve this, improve that, different one,
  different way, something different, alternative $, alternatives $, make it, make this, make that, shorter,
  longer, simpler, funnier, briefer, instead, and then, then $, why $, why is that $, why not $, how come $,
  how so $, really $, yes $, yeah $, yep $, no $, nope $, ok $, okay $, sure $,

  weiter*, fahr fort, fahre fort, mach es, mach das, mach mal, mehr, noch, nochmal*, andere*, sonst, wieder,
  erneut, nächst*, den rest, der rest, weniger, führ* … aus, ausführlich*, erweiter*, ergänz*, kürze*,
  vereinfach*, formulier*, umformulier*, überarbeite*, verbesser*, schreib … um, alternativen $, anders,
  länger*, einfacher*, lustiger*, stattdessen, und dann, dann $, warum $, wieso $, weshalb $, warum ist das $,
  warum ist das so $, wieso ist das $, wieso ist das so $, wirklich $, echt $, ja $, nein $, doch $, klar $,
  gerne $`)

const self = phrases(`
  i, me, my, mine, myself, we, us, our, ours, ich, mich, mir, mein*, wir, uns, unser*`)

/** "Go on" after "go on" asks for what comes next, not for the same words once more. */
export const movesOn = (text: string): boolean => mentions(wordsOf(text), onward)

/** "What is my favourite colour?": two members who have told theirs expect two answers. */
export const isOfAsker = (text: string): boolean => mentions(wordsOf(text), self)
