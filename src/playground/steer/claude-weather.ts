/** Carries the weather to the local Claude. */

import type { Pace } from '../claude/send.ts'
import type { ClaudeFault, Weather } from '../weather/weather.ts'

interface Claude {
  become(pace: Pace, fault: ClaudeFault | undefined): void
}

/** @returns what is to be called at each change */
export const weatherOfClaude =
  (claude: Claude) =>
  (weather: Weather): void =>
    claude.become(
      { firstTokenMs: weather['claude-first'], tokensPerSecond: weather['claude-speed'] },
      weather.claude === 'well' ? undefined : weather.claude,
    )
