/** Drafts of this browser: one for each recording that runs, and the recovery of those that were left. */
import type { Database } from '../outbox/database'
import { RecordingDraft, IdbDrafts, recovered, type DraftHead } from './drafts'
import type { WaitingTake } from '../outbox/waitingtakes'
import { database } from '../outbox/uploads'

const lockOf = (id: string) => `gendu-draft-${id}`

/** As long as its page lives, a draft is nobody else's: the lock ends with the page, however that ends. */
const held = new Map<string, () => void>()

function hold(id: string): void {
  void navigator.locks?.request(lockOf(id), () => new Promise<void>((free) => held.set(id, free)))
}

/** Begins to write a recording down; null where the browser has no storage. */
export function beginDraft(head: DraftHead): RecordingDraft | null {
  const db = database()
  if (!db) return null
  hold(head.id)
  return new RecordingDraft(new IdbDrafts(db), head)
}

/** The take is on the shelf or on the server, or was none: its draft is not needed any more. */
export async function forgetDraft(id: string): Promise<void> {
  const db = database()
  if (db) await new IdbDrafts(db).drop(id).catch(() => undefined) // it is recovered, and sent as the same take
  held.get(id)?.()
  held.delete(id)
}

/** Makes takes of the drafts that no page holds any more, oldest first. */
export async function recoverDrafts(db: Database, userId: string, keep: (take: WaitingTake) => Promise<void>): Promise<void> {
  const drafts = new IdbDrafts(db)
  const heads = await drafts.of(userId).catch((): DraftHead[] => [])
  heads.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1))
  for (const head of heads) await alone(head.id, () => recoverOne(drafts, head, keep))
}

async function recoverOne(drafts: IdbDrafts, head: DraftHead, keep: (take: WaitingTake) => Promise<void>): Promise<void> {
  try {
    const take = recovered(head, await drafts.samples(head.id))
    // Putting it on the shelf takes the draft off in the same step.
    if (take) await keep(take)
    else await drafts.drop(head.id)
  } catch {
    // No room, or no answer: the draft stays for the next page.
  }
}

/** Runs where no page holds the draft; a browser without locks has one page, as far as anybody knows. */
async function alone(id: string, run: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return run()
  await navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
    if (lock) await run()
  })
}
