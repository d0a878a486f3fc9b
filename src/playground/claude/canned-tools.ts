/** How the local Claude uses tools when it is given them: a few words, each of which shows something of them. */

import { isRecord, type Json } from '../../json.ts'
import type { Answer, Said } from './answer.ts'
import { blocksOf, type Message, textOf } from './content.ts'
import { grown, LONG_LISTS } from './canned-summary.ts'
import type { Language } from './canned-texts.ts'
import { webTalk } from './canned-web.ts'

/** What the tools have answered since the question, round by round and call by call. */
type Rounds = readonly (readonly string[])[]

interface Scene {
  /** The question that it is played for; what stands in the group `it` is handed on. */
  readonly word: RegExp
  readonly needs: readonly string[]
  /** What Claude says next, after so many rounds. */
  readonly next: (rounds: Rounds, language: Language, it: string, asked: Asked) => Said
}

interface Asked {
  /** One message per change of speaker. */
  readonly turns: readonly Message[]
  readonly model: string
}

const bash = (command: string) => ({ name: 'bash', input: { command } })

/** A result as it came, so that it can be seen that nothing was lost; a fence in it must not end ours. */
const quoted = (text: string): string => {
  const short = text.length > 1_500 ? `${text.slice(0, 1_500).toWellFormed()}\n[…]` : text
  return `\`\`\`\n${short.replaceAll('```', "'''")}\n\`\`\``
}

const quotedAll = (round: readonly string[] = []): string => round.map(quoted).join('\n')

/** The newest CSV in the sandbox; where there is none, one is made up. */
const LOOK = `cd /files
f=$(ls -t *.csv 2>/dev/null | head -n 1)
if [ -z "$f" ]; then
  f=sales.csv
  printf 'date,what,amount\\n' > "$f"
  for m in 01 02 03 04 05 06; do
    printf '2026-%s-03,tea,%s\\n2026-%s-17,cake,%s\\n' $m $((10#$m * 7 % 5 * 10 + 20)) $m $((10#$m * 3 % 7 * 5 + 12)) >> "$f"
  done
fi
echo "$f"
head -n 3 "$f"`

/** By the month of the first column with dates, else by the first column; of the last column with numbers. */
const SUM = `awk -F '[,;\\t]' '
  { gsub(/["\\r]/, "") }
  NR == 1 || NF < 2 { next }
  !value {
    for (i = 1; i <= NF; i++) {
      if (!date && $i ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]/) date = i
      else if ($i ~ /^-?[0-9]+(\\.[0-9]+)?$/) value = i
    }
  }
  value { sum[date ? substr($date, 1, 7) : $1] += $value }
  END { for (key in sum) print key, sum[key] }'`

const inQuotes = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** `2026-01 412.5` line by line. */
const sumsIn = (text: string): readonly (readonly [label: string, value: number])[] =>
  [...text.matchAll(/^(.+) (-?\d+(?:\.\d+)?)$/gm)].map(([, label = '', value]) => [label, Number(value)])

function plot(rounds: Rounds, language: Language): Said {
  const [looked, summed, drawn] = rounds
  const isGerman = language === 'de'
  if (looked === undefined)
    return {
      say: isGerman ? 'Ich sehe mir zuerst die Datei an.' : 'I look at the file first.',
      tools: [bash(LOOK)],
    }
  const file = looked[0]?.split('\n')[0] ?? ''
  if (summed === undefined)
    return { say: '', tools: [bash(`${SUM} ${inQuotes(`/files/${file}`)} | sort | head -n 100`)] }
  const sums = sumsIn(summed[0] ?? '')
  if (sums.length === 0)
    return {
      say: `${isGerman ? `In **${file}** finde ich nichts, was sich summieren lässt:` : `I find nothing in **${file}** that can be summed up:`}\n\n${quotedAll(looked)}\n${quotedAll(summed)}`,
    }
  if (drawn === undefined) {
    const title = isGerman ? `Summen nach Monat in ${file}` : `Monthly sums of ${file}`
    const input = {
      type: 'bar',
      title,
      labels: sums.map(([label]) => label),
      series: [{ values: sums.map(([, value]) => value) }],
    }
    return { say: '', tools: [{ name: 'chart', input }] }
  }
  return {
    say: `${isGerman ? `Die Summen aus **${file}**, gezeichnet:` : `The sums of **${file}**, drawn:`}\n\n${quotedAll(summed)}\n${isGerman ? 'Das Zeichenwerkzeug sagt dazu:' : 'The chart tool says of it:'}\n${quotedAll(drawn)}`,
  }
}

const scenes: readonly Scene[] = [
  {
    word: /^(?:ls|files|dateien)[.!]?$/i,
    needs: ['bash'],
    next: ([listed], language) =>
      listed === undefined
        ? { say: '', tools: [bash('ls -la /files')] }
        : {
            say: `${language === 'de' ? 'Das liegt im Arbeitsordner dieses Gesprächs:' : 'This is in the folder of this conversation:'}\n\n${quotedAll(listed)}`,
          },
  },
  {
    word: /^run(?::\s*|\s+)(?<it>[^]+)$/i,
    needs: ['bash'],
    next: ([done], language, command) =>
      done === undefined
        ? { say: '', tools: [bash(command.replaceAll(/^`+(?:(?:ba)?sh\n)?|`+$/g, ''))] }
        : { say: `${language === 'de' ? 'Die Shell sagt' : 'The shell says'}:\n\n${quotedAll(done)}` },
  },
  {
    word: /^csv[.!]?$|\b(?:plot|zeichne)\b|\bdraw\b.*\bchart\b/i,
    needs: ['bash', 'chart'],
    next: plot,
  },
  {
    word: /^(?:send|schick)(?: \p{L}+){0,3}[.!]?$/iu,
    needs: ['bash', 'send_file'],
    next: ([written, sent], language) => {
      if (written === undefined)
        return {
          say: '',
          tools: [bash('printf "Written in the sandbox.\\n" > /files/hello.txt; wc -c /files/hello.txt')],
        }
      if (sent === undefined)
        return { say: '', tools: [{ name: 'send_file', input: { path: '/files/hello.txt' } }] }
      return {
        say: `${language === 'de' ? 'Die Datei kommt mit dieser Antwort:' : 'The file comes with this answer:'}\n\n${quotedAll(sent)}`,
      }
    },
  },
  {
    word: /^(?:channel|kanal)[.!]?$/i,
    needs: ['read_channel'],
    next: ([read], language) =>
      read === undefined
        ? { say: '', tools: [{ name: 'read_channel', input: {} }] }
        : {
            say: `${language === 'de' ? 'Das steht im Kanal' : 'This is in the channel'}:\n\n${quotedAll(read)}`,
          },
  },
  {
    word: /^(?:web|(?:search the web|such im web)(?::\s*(?<it>.{1,200}))?)[.!]?$/i,
    needs: ['web_search', 'web_fetch'],
    next: (_, language, query) => webTalk(query, language),
  },
  {
    word: /^(?:summary|zusammenfassung)[.!]?$/i,
    needs: ['bash'],
    next: ([read], language, _, { turns, model }) =>
      read === undefined ? { say: '', tools: LONG_LISTS.map(bash) } : { say: grown(turns, model, language) },
  },
  {
    word: /^(?:two tools|zwei werkzeuge)[.!]?$/i,
    needs: ['bash'],
    next: ([both], language) =>
      both === undefined
        ? {
            say: language === 'de' ? 'Zwei in einem Schritt.' : 'Two in one step.',
            tools: [bash('sleep 1; echo "the first"'), bash('sleep 2; echo "the second"')],
          }
        : {
            say: `${language === 'de' ? 'Beide haben geantwortet, in der Reihenfolge der Aufrufe:' : 'Both have answered, in the order of the calls:'}\n\n${quotedAll(both)}`,
          },
  },
]

/** The texts of the results that stand after the last message with words of a member's. */
function roundsSince(turns: readonly Message[]): Rounds {
  const asked = turns.findLastIndex(({ role, content }) => role === 'user' && textOf(content).trim() !== '')
  return turns
    .slice(asked + 1)
    .filter(({ role }) => role === 'user')
    .map(({ content }) =>
      content
        .filter(({ type }) => type === 'tool_result')
        .map((result) => textOf(blocksOf(result['content']))),
    )
}

/**
 * What to say to a question that has to do with tools; undefined for any other, and where the tools are not given.
 *
 * @param tools the request's
 */
export function toolTalk(
  asked: Asked,
  question: string,
  language: Language,
  tools: readonly Json[],
): Answer | undefined {
  const given = new Set(tools.filter(isRecord).map(({ name }) => name))
  const text = question.trim()
  const scene = scenes.find(({ word, needs }) => word.test(text) && needs.every((name) => given.has(name)))
  return scene?.next(roundsSince(asked.turns), language, scene.word.exec(text)?.groups?.['it'] ?? '', asked)
}
