/** The pages of the app, each a script of its own. */
import type { Component } from 'svelte'
import type { PageProps } from '$lib/page'
import type { Route } from '$lib/routes'

export interface Module {
  readonly default: Component<PageProps>
}

const pages = import.meta.glob<Module>('./pages/*.svelte')

/** The page of a route. What is on its way already is not fetched again. */
export function pageOf(route: Route): Promise<Module | undefined> {
  return Promise.resolve(pages[`./pages/${route.page}.svelte`]?.())
}
