/** Each file begins with a bot that is new, although files share a runtime. */

import { beforeAll } from 'vitest'
import { newBot } from './new-bot.ts'

beforeAll(newBot)
