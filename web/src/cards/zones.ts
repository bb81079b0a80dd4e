/** The time zones that a learner can choose, by region; named as in the IANA database. */
export interface Region {
  name: string
  zones: { id: string; name: string }[]
}

/** All zones that the browser knows; what was kept is among them, whatever it is. */
export function regionsOf(known: readonly string[], kept: string): Region[] {
  const regions = new Map<string, Region>()
  for (const id of [...new Set([...known, 'UTC', kept])].filter(Boolean).sort()) {
    const at = id.indexOf('/')
    const name = at < 0 ? 'UTC' : id.slice(0, at)
    const region = regions.get(name) ?? { name, zones: [] }
    regions.set(name, region)
    region.zones.push({ id, name: (at < 0 ? id : id.slice(at + 1)).replaceAll('_', ' ').replaceAll('/', ', ') })
  }
  return [...regions.values()]
}

export function knownZones(): string[] {
  try {
    return Intl.supportedValuesOf('timeZone')
  } catch {
    return [] // an old browser: the zone of the device and the one that is kept are left
  }
}

/** The time of day in a zone, in a language; '' where the browser does not know the zone. */
export function timeIn(zone: string, now: Date, locale: string): string {
  try {
    return now.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', ...(zone ? { timeZone: zone } : {}) })
  } catch {
    return ''
  }
}
