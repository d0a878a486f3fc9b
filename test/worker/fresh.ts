/** Empties the storage of all objects before each file: files share a runtime, and each begins with a bot that is new. */

import { reset } from 'cloudflare:test'
import { beforeAll } from 'vitest'

beforeAll(() => reset())
