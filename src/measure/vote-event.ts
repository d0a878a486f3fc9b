/** The log event of a vote: who voted is not in it. */

export interface VoteEvent {
  readonly evt: 'answer.vote'
  readonly v: 1
  readonly turn: string
  readonly thread: string
  /** `none`: a vote was taken back. */
  readonly vote: 'good' | 'bad' | 'none'
  /** How the answer stands now. */
  readonly good: number
  readonly bad: number
}
