import { expect, test } from 'vitest'
import { workMeter } from '../../src/converse/tools/work-meter.ts'

test('a million steps are fine', () => {
  const meter = workMeter()
  for (let n = 0; n < 1_000_000; n += 1) meter.hit('awk:expr:variable')
  expect(meter.isSpent()).toBe(false)
})

test('a step too many ends the script, and each further one, too', () => {
  const meter = workMeter()
  const steps = (): void => {
    for (let n = 0; n < 10_000; n += 1) meter.hit('awk:stmt:printf')
  }
  expect(steps).toThrow('too much work')
  expect(meter.isSpent()).toBe(true)
  expect(() => meter.hit('bash:cmd:SimpleCommand')).toThrow('too much work')
})
