// Ending something that others granted or made: asked about, done, and said.
import { brief } from '$lib/explain'
import { toast } from '$lib/toast.svelte'
import { confirmed, type Question } from '$ui/question.svelte'

/** What came of it: it was not wanted after all, it is done, or the server refused. */
export type Ended = 'left' | 'done' | 'refused'

/** end asks, does the work and says `done`, or what was wrong. */
export async function end(question: Question, work: () => Promise<unknown>, done: string): Promise<Ended> {
  if (!(await confirmed(question))) return 'left'
  try {
    await work()
  } catch (err) {
    toast(brief(err), 'bad')
    return 'refused'
  }
  toast(done, 'good')
  return 'done'
}
