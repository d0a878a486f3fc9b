/** The models that the local Claude knows, with what each one takes and refuses. */

export const thinkingTypes = ['enabled', 'disabled', 'adaptive', 'between_tools'] as const
export type ThinkingType = (typeof thinkingTypes)[number]

export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof efforts)[number]

export interface ClaudeModel {
  readonly id: string
  readonly name: string
  readonly line: 'haiku' | 'sonnet'
  /** ISO time of the release, as `GET /v1/models` shows it. */
  readonly createdAt: string
  /** Tokens that prompt and answer share. */
  readonly context: number
  /** The largest `max_tokens`. */
  readonly output: number
  /** A prefix below this many tokens is silently not cached. */
  readonly leastCached: number
  readonly thinking: readonly ThinkingType[]
  /** What a request that does not say gets. */
  readonly thinkingByDefault: ThinkingType
  readonly efforts: readonly Effort[]
  /** Whether `tool_choice` may be `any` or `tool`. */
  readonly forcedTools: boolean
}

/**
 * Source: Models overview and the pages on thinking, effort and prompt caching. Where those leave open whether a model takes
 * something (`between_tools` on Haiku 5.5), it is refused here: what works here has to work there.
 */
export const models: readonly ClaudeModel[] = [
  {
    id: 'claude-haiku-5-5',
    name: 'Claude Haiku 5.5',
    line: 'haiku',
    createdAt: '2026-09-24T00:00:00Z',
    context: 1_000_000,
    output: 128_000,
    leastCached: 512,
    thinking: ['adaptive', 'disabled'],
    thinkingByDefault: 'adaptive',
    efforts,
    forcedTools: true,
  },
  {
    id: 'claude-sonnet-5-5',
    name: 'Claude Sonnet 5.5',
    line: 'sonnet',
    createdAt: '2026-08-27T00:00:00Z',
    context: 1_000_000,
    output: 128_000,
    leastCached: 512,
    thinking: ['adaptive', 'between_tools'],
    thinkingByDefault: 'adaptive',
    efforts,
    forcedTools: false,
  },
  {
    id: 'claude-haiku-4-5',
    name: 'Claude Haiku 4.5',
    line: 'haiku',
    createdAt: '2025-10-01T00:00:00Z',
    context: 200_000,
    output: 64_000,
    leastCached: 4_096,
    thinking: ['enabled', 'disabled'],
    thinkingByDefault: 'disabled',
    efforts: [],
    forcedTools: true,
  },
]

export const modelNamed = (id: string): ClaudeModel | undefined => models.find((model) => model.id === id)

const yes = (supported: boolean): { supported: boolean } => ({ supported })

/** One entry of `GET /v1/models`. Shape: `ModelInfo` of the SDK's 1.12 types. */
export function modelInfo(model: ClaudeModel): Readonly<Record<string, unknown>> {
  return {
    type: 'model',
    id: model.id,
    display_name: model.name,
    created_at: model.createdAt,
    deprecated_at: null,
    retires_at: null,
    lifecycle: 'active',
    line: model.line,
    max_input_tokens: model.context,
    max_tokens: model.output,
    capabilities: {
      batch: yes(true),
      citations: yes(true),
      code_execution: yes(true),
      context_management: null,
      effort: {
        supported: model.efforts.length > 0,
        ...Object.fromEntries(efforts.map((effort) => [effort, yes(model.efforts.includes(effort))])),
      },
      image_input: yes(true),
      pdf_input: yes(true),
      server_tools: { supported: true, code_execution: yes(true), web_search: yes(true) },
      structured_outputs: yes(true),
      thinking: {
        supported: true,
        types: Object.fromEntries(thinkingTypes.map((type) => [type, yes(model.thinking.includes(type))])),
      },
    },
  }
}
