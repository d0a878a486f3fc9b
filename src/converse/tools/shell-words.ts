/** The shell is a library, with sentences about its host, its options and itself: here they become plain ones. */

/** What a sentence of the library's becomes, in both streams: `2>&1` mixes them. */
const plainly: readonly (readonly [RegExp, string])[] = [
  [
    /command not available in browser environments\. Exclude '[^'\n]*' from your commands or use the Node\.js bundle\./g,
    'this command is not available here',
  ],
  [/\S+ is not available in browser environments/g, 'this is not available here'],
  [/, increase executionLimits\.\w+/g, ''],
  [
    / are not supported in this environment because the regex engine uses RE2 for ReDoS protection\. RE2 guarantees linear-time matching but cannot support [\w ]+\./g,
    ' are not supported here.',
  ],
  [/not supported in (?:this context|sandboxed environment)/g, 'not supported here'],
  [/shell execution not allowed in sandboxed environment/g, 'no shell can be called here'],
  [/just-bash shell builtins/g, 'Shell builtins'],
  [
    /\s*This is a defense-in-depth measure and indicates a bug in just-bash\. Please report this at security@vercel\.com\.?/g,
    '',
  ],
]

/** One look at a long output, which has none of these nearly always. */
const hasAny =
  /browser environments|executionLimits|RE2 for|in this context|sandboxed environment|just-bash shell|defense-in-depth/

/** An output of the shell without sentences about the library. */
export const plainOutput = (text: string): string =>
  hasAny.test(text) ? plainly.reduce((said, [pattern, plain]) => said.replaceAll(pattern, plain), text) : text

/** What the engine says of a mistake in the library, behind the name of the command. */
const engine =
  /^(.*?: )?(?:\w*Error: )?(?:Cannot (?:read|set) propert(?:y|ies) of (?:undefined|null)|(?:[\w.$]+|\(intermediate value\)[\w.$]*) is not (?:a function|a constructor|iterable|defined)|Maximum call stack size exceeded|Invalid (?:array|string) length|Network connection lost).*$/gm

/** The same for what goes wrong, which may be the library's own mistake besides. */
export const plainErrors = (text: string): string =>
  plainOutput(text).replaceAll(engine, (_, who: string | undefined) => `${who ?? ''}the shell failed here`)
