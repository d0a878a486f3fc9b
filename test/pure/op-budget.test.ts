import { expect, test } from 'vitest'
import { opBudget } from '../../src/converse/tools/op-budget.ts'

test('a million steps are fine', () => {
  const budget = opBudget()
  for (let n = 0; n < 1_000_000; n += 1) budget.hit('awk:expr:variable')
  expect(budget.isSpent()).toBe(false)
})

test('a step too many ends the script, and each further one, too', () => {
  const budget = opBudget()
  const steps = (): void => {
    for (let n = 0; n < 10_000; n += 1) budget.hit('awk:stmt:printf')
  }
  expect(steps).toThrow('too much work')
  expect(budget.isSpent()).toBe(true)
  expect(() => budget.hit('bash:cmd:SimpleCommand')).toThrow('too much work')
})
