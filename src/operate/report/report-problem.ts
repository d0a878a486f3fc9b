/** What keeps the report from being made, in one sentence for the operator. Never contains the token. */
export class ReportProblem extends Error {}
