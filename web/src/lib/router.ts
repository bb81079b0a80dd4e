export { beforeLeave, dropHash, navigate, router, setQuery, setTitle } from './router.svelte'
