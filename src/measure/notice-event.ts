/** The log event of a notice that an answer has ended. */

export interface NoticeEvent {
  readonly evt: 'answer.notice'
  readonly v: 1
  readonly turn: string
  readonly thread: string
  /** `off`: the member or the server does not want any. */
  readonly outcome: 'sent' | 'off' | 'failed'
  /** Why Discord did not take it; `no room`: the channel had no call to spare for a minute. */
  readonly why: string
}
