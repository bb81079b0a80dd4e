import { describe, expect, it } from 'vitest'
import type { components } from '$lib/api.gen'
import spec from '../../../../server/api/openapi.yaml?raw'
import en from './i18n/en'

type Audited = components['schemas']['Audited']

describe('the audit log', () => {
  it('has words for everything that is audited', () => {
    const list = /Audited:[^]*?enum: \[([^\]]+)\]/.exec(spec)?.[1]?.split(', ') as Audited[]
    expect(list.length).toBeGreaterThan(20)
    for (const what of list) expect(en[what], what).toBeTruthy()
  })
})
