/** What the docs show of the setup is what it prints, and the deploy button has a text for all that it asks for. */

import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { afterEach, expect, test } from 'vitest'
import { isRecord, listAt, parseJson, recordAt, textAt } from '../../src/json.ts'
import { USER_AGENT } from '../../src/deliver/discord-http.ts'
import { setUpHere } from '../fakes/operator-setup.ts'
import { operatorStage, type OperatorStage } from '../fakes/operator-stage.ts'

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url).pathname, 'utf8')
const listed = (text: string, pattern: RegExp): readonly string[] =>
  Array.from(text.matchAll(pattern), ([, found = '']) => found)

/** The address is another one in each run. */
const withoutAddress = (text: string): string => text.replace(/deployed at .*/, 'deployed at')

let stage: OperatorStage | undefined
afterEach(async () => {
  await stage?.close()
  stage = undefined
})

test('the steps in README.md and docs/setup.md are those of a run', async () => {
  stage = await operatorStage()
  const { code, out } = await setUpHere(stage)
  expect(code).toBe(0)
  const steps = listed(out, /^✓ (.*)$/gm)
  expect(steps.length).toBeGreaterThan(5)
  expect(listed(read('README.md'), /^ {3}◇ {2}(.*)$/gm).map(withoutAddress)).toEqual(
    steps.map(withoutAddress),
  )
  const run = listed(read('docs/setup.md'), /^◇ {2}([A-Z.]\S*: .*)$/gm)
  expect(run.map(withoutAddress)).toEqual(steps.map(withoutAddress))
  const links = listed(out, /^ {2}(Add it .*)$/gm)
  expect(links).toHaveLength(2)
  expect(listed(read('docs/setup.md'), /^● {2}(Add it .*)$/gm)).toEqual(links)
})

test('the movements by hand are as many as the docs say', () => {
  const [, section = ''] = read('docs/setup.md').split('## Seven movements\n')
  expect(listed(section.split('\n## ')[0] ?? '', /^\| (\d+) \|/gm)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
  ])
  expect(read('README.md')).toContain('Seven movements by hand in all')
})

test('each secret that the deploy button asks for, each binding and the first settings have a text', () => {
  const texts = recordAt(recordAt(parseJson(read('package.json')), 'cloudflare'), 'bindings')
  const toml = parse(read('wrangler.toml'))
  const bound = [
    ...listAt(recordAt(toml, 'durable_objects'), 'bindings').map((one) => textAt(one, 'name')),
    ...listAt(toml, 'kv_namespaces').map((one) => textAt(one, 'binding')),
    ...listAt(toml, 'analytics_engine_datasets').map((one) => textAt(one, 'binding')),
    ...listAt(toml, 'ratelimits').map((one) => textAt(one, 'name')),
  ]
  const asked = listed(read('.dev.vars.example'), /^([A-Z_]+)=/gm)
  expect(asked).toEqual(
    expect.arrayContaining(['DISCORD_PUBLIC_KEY', 'DISCORD_APPLICATION_ID', 'ANTHROPIC_API_KEY']),
  )
  const named = Object.keys(texts)
  expect(named).toEqual(expect.arrayContaining([...asked, ...bound, 'MODEL']))
  const known = new Set([...asked, ...bound, ...Object.keys(recordAt(toml, 'vars'))])
  expect(named.filter((name) => !known.has(name))).toEqual([])
  for (const text of Object.values(texts)) expect(textAt(text, 'description')).toMatch(/^[A-Z].{20,}\.$/)
})

test('one version stands in the package, its lock, the changelog, the upgrade notes and the calls to Discord', () => {
  const version = textAt(parseJson(read('package.json')), 'version')
  const lock = parseJson(read('package-lock.json'))
  const root = isRecord(lock) ? recordAt(recordAt(lock, 'packages'), '') : {}
  expect([textAt(lock, 'version'), textAt(root, 'version')]).toEqual([version, version])
  const headings = listed(read('CHANGELOG.md'), /^## (.*)$/gm)
  expect(headings.filter((one) => !/^\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)$/.test(one))).toEqual([])
  expect(headings[0]).toContain(`${version} (`)
  expect(read('docs/versions.md')).toContain(`\n| ${version} | `)
  expect(USER_AGENT).toContain(`, ${version})`)
})
