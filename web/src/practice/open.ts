/** All that the page needs to play, as one thing to fetch beside the episode. */
import Room from './ui/Room.svelte'
import { Practice } from './ui/practice.svelte'
import { loadWords, tp } from './ui/words.svelte'

export { loadWords, Practice, Room, tp }
