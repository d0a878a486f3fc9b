/** Names that tell which language, program or system a technical question is about. */

import { entries, mentions, phrases } from './words.ts'

/** Each means a technology wherever it stands. */
const anywhere = phrases(`
  android, angular, ansible, apache, aws, azure, bash, blender, chrome, clojure, cloudflare, cpp, csharp, css,
  cypher, dart, debian, deno, django, docker, dotnet, elixir, emacs, erlang, excel, ffmpeg, firefox, flask,
  flutter, fortran, git, github, godot, golang, graphql, haskell, html, ios, java, javascript, js, json,
  julia, kotlin, kubernetes, latex, linux, lua, macos, matlab, mongodb, mysql, nginx, node, nodejs, numpy,
  ocaml, pandas, perl, php, postgres, postgresql, powershell, prolog, python, pytorch, raspberry pi, react,
  redis, regex, roblox, ruby, rust, scala, sed, sql, sqlite, svelte, terraform, tensorflow, typescript,
  ubuntu, unity, unix, vba, vim, vue, wasm, webpack, windows, yaml, zig, zsh`)

/** Ordinary words, or letters, that mean a technology only behind a preposition. */
const behind = entries('c, go, r, swift, word, access, express, spring, rails, discord')
const afterPreposition = phrases(
  entries('in, with, using, mit, for, für')
    .flatMap((preposition) => behind.map((name) => `${preposition} ${name}`))
    .join(),
)

/** @param words as `wordsOf` makes them */
export const namesTechnology = (words: readonly string[]): boolean =>
  mentions(words, anywhere) || mentions(words, afterPreposition)
