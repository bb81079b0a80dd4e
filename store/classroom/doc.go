// Package classroom is the part of the store that keeps classes, their members and consent,
// and the reviews of teachers with the queue that they answer from.
package classroom
