/** The models that members may choose from: what is suggested, and what a typed name means. */

import { line } from '../deliver/plain-text.ts'
import { type Case, type Language, sentence } from '../sentences/sentences.ts'

/** One choice of an option (Application Commands, "Application Command Option Choice Structure"). */
export interface Choice {
  readonly name: string
  readonly value: string
}

/** How many choices Discord takes (Receiving and Responding, "Autocomplete"), and how long a name may be. */
const MOST_CHOICES = 25
const NAME_CODE_POINTS = 100

/**
 * What the option `model` offers while somebody types.
 *
 * @param models the first is the usual one; a bot with one model says so
 */
export function suggestions(models: readonly string[], typed: string, language: Language): readonly Choice[] {
  const [only = ''] = models
  if (models.length < 2)
    return only === '' ? [] : [choice(sentence('one model', language, modelName(only)), only)]
  return matching(models, typed)
    .slice(0, MOST_CHOICES)
    .map((model) => choice(described(model, model === only, language), model))
}

const choice = (name: string, value: string): Choice => ({ name: line(name, NAME_CODE_POINTS), value })

const matching = (models: readonly string[], typed: string): readonly string[] => {
  const sought = typed.trim().toLowerCase()
  return models.filter((model) => `${model} ${modelName(model)}`.toLowerCase().includes(sought))
}

/** Claude's models by the names that people know; another's by its own. */
export function modelName(model: string): string {
  const [, family = '', major, minor] =
    /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-\d{8})?$/.exec(model) ?? []
  if (major === undefined) return model
  const version = minor === undefined ? major : `${major}.${minor}`
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${version}`
}

const families: Readonly<Record<string, Case>> = {
  haiku: 'model haiku',
  sonnet: 'model sonnet',
  opus: 'model opus',
}

function described(model: string, isUsual: boolean, language: Language): string {
  const family = families[/^claude-([a-z]+)-/.exec(model)?.[1] ?? '']
  return [
    modelName(model),
    ...(family === undefined ? [] : [sentence(family, language)]),
    ...(isUsual ? [sentence('usual model', language)] : []),
  ].join(' · ')
}

/** What a member typed or chose: one of the models, also where it names just one of them in part. Undefined for another. */
export function chosenModel(models: readonly string[], typed: string): string | undefined {
  if (models.includes(typed)) return typed
  const found = typed.trim() === '' ? [] : matching(models, typed)
  return found.length === 1 ? found[0] : undefined
}
