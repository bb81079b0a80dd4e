// The question for the password before a sensitive change: the server answers such a change
// with the kind `unconfirmed`, the person is asked once, and the change is sent again.

let open = $state(false)
let answers: ((confirmed: boolean) => void)[] = []

/** Whether the question stands open. Reactive. */
export function confirming(): boolean {
  return open
}

/** confirmation asks for the password; false where the person put the question away. */
export function confirmation(): Promise<boolean> {
  open = true
  return new Promise((resolve) => answers.push(resolve))
}

/** settleConfirmation tells everything that waits how the question was answered. */
export function settleConfirmation(confirmed: boolean): void {
  const waiting = answers
  answers = []
  open = false
  for (const tell of waiting) tell(confirmed)
}
