/** Whether a command may say something else each time although no file has changed. It errs towards yes. */

/** The time, chance, and what shows either. */
const words =
  /\b(?:date|time|timeout|sleep|uptime|cal|shuf|mktemp|uuidgen|RANDOM|SRANDOM|SECONDS|EPOCH\w*|BASHPID|rand|srand|systime|strftime|now|localtime|mktime|random|urandom|[acm](?:min|time)|newer\w*)\b|\$\$|%\(|sort\s[^|;]*-\w*R/

/** What runs text that is not in the command, a path included: such a text may ask for the time as well. */
const runners = /^(?:bash|sh|source|eval|exec|\.|.*\/.*)$/s

/** Where one command ends and another begins. */
const ends = /[;&|(`{\n!]|\b(?:then|do|else|xargs|env|command|builtin)\b|-exec\b/

/** @param command a line of the shell */
export const isNondeterministic = (command: string): boolean =>
  words.test(command) || command.split(ends).some((part) => runners.test(part.trim().split(/\s/, 1)[0] ?? ''))
