import { describe, expect, it } from 'vitest'
import { inHand, type Row } from './rows'

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id, cueId: 'cue', mode: 'repeat', recordedAt: '', durationMs: 1000, echoCancelled: false, cut: false, heard: true, state: 'saved', message: '', take: null, waiting: null, ...more,
})

describe('the take in hand', () => {
  const good = row('good')
  const older = row('older')
  const cut = row('cut', { cut: true })
  const failed = row('failed', { heard: false })

  // Newest first.
  it.each<[string, Row[], Row[], string, string, Row | undefined]>([
    ['is the newest', [good, older], [good, older], '', '', good],
    ['is the chosen one', [good, older], [good, older], 'older', '', older],
    ['is the one just recorded', [good, older], [good, older], '', 'older', older],
    ['stays the good one where a newer one was cut off', [cut, good], [cut, good], '', '', good],
    ['is one that was cut off where there is no other', [cut], [cut], '', '', cut],
    ['is one that was cut off where it is chosen', [cut, good], [cut, good], 'cut', '', cut],
    ['is none that failed beside one that was cut off', [failed, cut], [cut], '', '', cut],
    ['is one that failed where there is no other', [failed], [], '', '', failed],
    ['is none without takes', [], [], '', '', undefined],
  ])('%s', (_, rows, goods, picked, fresh, want) => expect(inHand(rows, goods, picked, fresh)).toBe(want))
})
