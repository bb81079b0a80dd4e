/** Sentences that were hard to follow twice in a row: each is offered as a card, until it is one or was refused. */
import { api } from './api'
import type { components } from './api.gen'

export type CardOffer = components['schemas']['CardOffer']

export async function fetchOffers(signal: AbortSignal): Promise<CardOffer[]> {
  return (await api.get('/me/card-offers', { signal, background: true })).offers
}

export async function takeOffer({ cueId, episodeId }: CardOffer): Promise<void> {
  await api.put('/me/cards/{cueId}', { path: { cueId }, body: { episodeId, source: 'judged' } })
}

/** For good. */
export async function refuseOffer(cueId: string): Promise<void> {
  await api.delete('/me/card-offers/{cueId}', { path: { cueId } })
}
