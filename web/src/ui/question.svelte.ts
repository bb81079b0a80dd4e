// One question at a time, asked from anywhere: `if (await confirmed({…}))`. Confirm.svelte
// shows it.

export interface Question {
  title: string
  text: string
  yes: string
  /** Another way to go on, beside yes. */
  other?: string
  /** What is answered with yes cannot be taken back. */
  final?: boolean
}

/** How it was answered; undefined: it was put away. */
export type Answer = 'yes' | 'other' | undefined

let question = $state.raw<Question | undefined>(undefined)
let answer: ((said: Answer) => void) | undefined

/** Whether a question stands open. */
export function asking(): boolean {
  return question !== undefined
}

/** confirmed asks a question; false where it was not answered with yes. */
export async function confirmed(what: Question): Promise<boolean> {
  return (await choice(what)) === 'yes'
}

/** choice asks with two ways to go on; undefined is neither. */
export function choice(what: Question): Promise<Answer> {
  answer?.(undefined)
  question = what
  return new Promise((resolve) => {
    answer = resolve
  })
}

/** The question that stands open. Reactive. */
export function asked(): Question | undefined {
  return question
}

/** reply answers the open question and puts it away. */
export function reply(said: Answer): void {
  const tell = answer
  answer = undefined
  question = undefined
  tell?.(said)
}
