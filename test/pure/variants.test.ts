/** The experiments: each is a setting, has a field of its own in events, and gives a thread one variant. */

import { expect, test } from 'vitest'
import { isOn } from '../../src/measure/experiment.ts'
import { turnFigures } from '../../src/measure/figures.ts'
import { experiments, variantFields, variantsOf } from '../../src/measure/variants.ts'
import { channelId } from '../build.ts'
import { documented, settings } from '../fakes/documented-settings.ts'
import { threadOf } from '../../src/ids.ts'

const flags = Object.values(experiments)
const thread = threadOf(channelId('645027906669510667'))
const threads = Array.from({ length: 200 }, (_, n) => threadOf(channelId(String(645_027_906_669 + n))))

test('each experiment is a setting that is documented, and it may be a share', () => {
  expect(documented.map(({ name }) => name)).toEqual(expect.arrayContaining([...flags]))
  for (const [name, flag] of Object.entries(experiments))
    expect(settings({ [flag]: '25%' })).toMatchObject({ [name]: 0.25 })
})

test('without a setting all are on, but what asks Claude on its own', () => {
  const { predict, ...others } = variantsOf(settings(), thread)
  expect(predict).toBe('off')
  expect(new Set(Object.values(others))).toEqual(new Set(['on']))
})

test('each experiment is switched off alone', () => {
  for (const [name, flag] of Object.entries(experiments)) {
    const on = variantsOf(settings({ PREDICT: 'on' }), thread)
    expect(variantsOf(settings({ PREDICT: 'on', [flag]: 'off' }), thread)).toEqual({ ...on, [name]: 'off' })
  }
})

test('a thread is on the side that its flag draws for it', () => {
  const half = settings(Object.fromEntries(flags.map((flag) => [flag, '50%'])))
  for (const one of threads)
    for (const [name, flag] of Object.entries(experiments))
      expect(variantsOf(half, one)).toMatchObject({ [name]: isOn(0.5, flag, one) ? 'on' : 'off' })
})

test('an event has a field for each experiment, by the name of its flag, and a turn a figure', () => {
  const fields = flags.map((flag) => `x_${flag.toLowerCase()}`)
  expect(Object.keys(variantFields())).toEqual(fields)
  const logged = Object.values(turnFigures).map(({ log }) => log)
  expect(logged.filter((log) => log.startsWith('x_'))).toEqual(fields)
})

test('each variant stands in its own field; without a thread all are empty', () => {
  for (const flag of flags) {
    const variants = variantsOf(settings({ PREDICT: 'on', [flag]: 'off' }), thread)
    const off = Object.entries(variantFields(variants)).filter(([, variant]) => variant === 'off')
    expect(off).toEqual([[`x_${flag.toLowerCase()}`, 'off']])
  }
  expect(new Set(Object.values(variantFields()))).toEqual(new Set(['']))
})
