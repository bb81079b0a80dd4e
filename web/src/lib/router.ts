export { beforeLeave, dropHash, navigate, router, setQuery, setTitle, settleAt } from './router.svelte'
