/**
 * A strict reader of Prometheus' text format 0.0.4: it throws at what the format does not allow, and at what its naming advice
 * forbids. Source: Prometheus, "Exposition formats" and "Metric and label naming".
 */

export interface Exposed {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Family {
  readonly name: string
  help?: string
  type?: string
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/y
/** As Go's ParseFloat reads numbers, in the forms that are in use. */
const VALUE = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/

export function readExposition(text: string): readonly Exposed[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end with a line feed')
  if (text.includes('\r')) throw new Error('a line ends with more than a line feed')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  const samples: Exposed[] = []
  let current: Family | undefined

  const enter = (name: string): Family => {
    if (!NAME.test(name)) throw new Error(`no name of a metric: ${name}`)
    if (current?.name === name) return current
    if (families.has(name)) throw new Error(`the lines of ${name} are not in one group`)
    current = { name }
    families.set(name, current)
    return current
  }

  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') throw new Error('an empty line')
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (keyword === undefined && line.startsWith('#')) throw new Error(`a comment: ${line}`)
    if (keyword === undefined) {
      const sample = readSample(line)
      const family = enter(sample.name)
      if (family.help === undefined || family.type === undefined)
        throw new Error(`${sample.name} has a sample before its HELP and TYPE`)
      const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
      if (seen.has(key)) throw new Error(`twice: ${line}`)
      seen.add(key)
      samples.push(sample)
      continue
    }
    const family = enter(name)
    if (keyword === 'HELP') {
      if (family.help !== undefined) throw new Error(`a second HELP of ${name}`)
      if (/\\(?![\\n])/.test(rest)) throw new Error(`a HELP with a wrong escape: ${rest}`)
      family.help = rest
    } else {
      if (family.type !== undefined) throw new Error(`a second TYPE of ${name}`)
      if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`no type: ${rest}`)
      family.type = rest
      checkNaming(name, rest)
    }
  }
  for (const { name } of families.values())
    if (!samples.some((sample) => sample.name === name)) throw new Error(`${name} has no sample`)
  return samples
}

function checkNaming(name: string, type: string): void {
  if (name.endsWith('_total') !== (type === 'counter')) throw new Error(`${name} is named like another type`)
  if (type === 'gauge' && /_(count|sum|bucket)$/.test(name))
    throw new Error(`${name} is named like a part of another`)
  if (/_(ms|milliseconds|minutes|percent|micro|nano|cents)(_|$)/.test(name))
    throw new Error(`${name} is not in a base unit`)
}

function readSample(line: string): Exposed {
  const [, name = '', labels, value = ''] = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  if (!VALUE.test(value)) throw new Error(`no sample: ${line}`)
  return {
    name,
    labels: labels === undefined ? {} : readLabels(labels),
    value: Number(value.replace('Inf', 'Infinity')),
  }
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const labels = new Map<string, string>()
  LABEL.lastIndex = 0
  for (let at = 0; ; at += 1) {
    const [whole, name = '', value = ''] = LABEL.exec(text) ?? []
    if (whole === undefined) throw new Error(`no labels: ${text}`)
    if (labels.has(name) || name.startsWith('__') || name === 'quantile' || name === 'le')
      throw new Error(`a label that may not be there: ${name}`)
    labels.set(
      name,
      value.replaceAll(/\\(.)/g, (_, of: string) => (of === 'n' ? '\n' : of)),
    )
    at += whole.length
    if (at === text.length) return Object.fromEntries(labels)
    if (text[at] !== ',') throw new Error(`no comma between labels: ${text}`)
    LABEL.lastIndex = at + 1
  }
}
