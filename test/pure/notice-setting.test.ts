/** The setting that tells a member of a long answer's end: whose it is, and what holds where nobody can say. */

import { expect, test } from 'vitest'
import { neverSet } from '../../src/guild/kept-settings.ts'
import { readNotice, setNotice, type SettingsObject, wantsNotice } from '../../src/guild/notice-setting.ts'
import { guildId, memberId } from '../build.ts'
import { testClock } from '../fakes/clock.ts'

const member = memberId('7')
const asked = { member, guild: guildId('9'), userInstall: false }

type Kept = boolean | 'unset' | 'down' | 'hangs'

const objects =
  (kept: Readonly<Record<string, Kept>>, changes: unknown[] = []) =>
  (owner: string): SettingsObject => ({
    readSettings() {
      const notify = kept[owner] ?? 'unset'
      if (notify === 'down') return Promise.reject(new Error('down'))
      if (notify === 'hangs') return new Promise(() => undefined)
      return Promise.resolve(notify === 'unset' ? neverSet : { version: 1, settings: { notify } })
    },
    changeSettings(patch, by) {
      changes.push([owner, patch, by])
      return Promise.resolve({ kept: neverSet, changed: [], refused: [] })
    },
  })

const wants = (kept: Readonly<Record<string, Kept>>, of: Parameters<typeof wantsNotice>[1] = asked) => {
  const clock = testClock()
  return clock.until(wantsNotice({ clock, settingsOf: objects(kept), complain: () => undefined }, of))
}

test.each([
  ['unset', true],
  [true, true],
  [false, false],
  ['down', true],
  ['hangs', true],
] as const)('where the member’s own setting is %s they are told: %s', async (notify, expected) => {
  expect(await wants({ 'member:7': notify })).toBe(expected)
})

test('a server that wants none is obeyed, and only where it has a say', async () => {
  const server = { ...asked, settings: { notify: false } }
  expect(await wants({ 'member:7': true }, server)).toBe(false)
  expect(await wants({ 'member:7': false }, { ...asked, settings: { notify: true } })).toBe(false)
  // Those of the member themselves, as they were when they asked.
  expect(await wants({ 'member:7': true }, { ...server, userInstall: true })).toBe(true)
  expect(await wants({ 'member:7': true }, { ...server, guild: null })).toBe(true)
})

test('the member alone changes their own, and on is what holds without a setting', async () => {
  const changes: unknown[] = []
  await setNotice(objects({}, changes), member, false)
  await setNotice(objects({}, changes), member, true)
  expect(changes).toEqual([
    ['member:7', { notify: false }, member],
    ['member:7', { notify: null }, member],
  ])
  expect(await readNotice(objects({ 'member:7': false }), member)).toBe(false)
  expect(await readNotice(objects({}), member)).toBe(true)
})
