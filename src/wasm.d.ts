/** A WebAssembly module that the bundler hands over as it is; the rules of wrangler.toml declare theirs in env.d.ts. */

declare module '*.wasm' {
  const program: WebAssembly.Module
  export default program
}
