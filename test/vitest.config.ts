/** Two projects: `pure` in Node, `worker` in workerd against the local Discord and the local Claude. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [{ test: { name: 'pure', include: ['test/pure/**/*.test.ts'], environment: 'node' } }],
  },
})
