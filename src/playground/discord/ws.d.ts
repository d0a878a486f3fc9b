/** What `serve.ts` uses of the package, which has no types of its own. */

declare module 'ws' {
  import type { WebSocketServerLike } from '@hono/node-server'

  export const WebSocketServer: new (options: { readonly noServer: true }) => WebSocketServerLike & {
    readonly clients: ReadonlySet<{ terminate(): void }>
  }
}
