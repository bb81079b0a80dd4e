// What every form does: one submission at a time, words for what was refused.

import { ApiError, isAbort } from './api'
import { brief } from './explain'

export class Form {
  busy = $state(false)
  /** What is wrong with the whole; undefined while nothing is. */
  error = $state<string | undefined>(undefined)
  /** What is wrong with single fields, by their names in the API. */
  fields = $state.raw<Readonly<Record<string, string>>>({})

  /**
   * run does the work unless it is being done; false says that it was refused.
   * A refusal that names one of the known fields is shown there.
   */
  async run(work: () => Promise<void>, known: readonly string[] = [], words: (err: unknown) => string | undefined = () => undefined): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.error = undefined
    this.fields = {}
    try {
      await work()
      return true
    } catch (err) {
      if (isAbort(err)) return false
      const text = words(err) ?? brief(err)
      if (err instanceof ApiError && err.field && known.includes(err.field)) this.fields = { [err.field]: text }
      else this.error = text
      return false
    } finally {
      this.busy = false
    }
  }

  /** refuse says what is wrong before anything is sent. */
  refuse(fields: Readonly<Record<string, string>>): void {
    this.error = undefined
    this.fields = fields
  }
}
