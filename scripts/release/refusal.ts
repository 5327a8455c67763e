/** The tool will not do this; the message is one sentence for the person at the keyboard. */
export class Refusal extends Error {}
