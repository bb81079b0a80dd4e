// Package sentences cuts text into sentences, and sentences that take too long to
// repeat into clauses.
//
//	sentences.Split("Dr. Lin said no. She left.", "en") // "Dr. Lin said no.", "She left."
//	sentences.SplitLong(long, "en", 12*time.Second)     // its clauses, as even as they allow
//
// English is cut by rules and, where these leave it open, by the Punkt model; Chinese
// and Japanese by their stops; every other language by Unicode's UAX #29. Duration says
// how long a careful reader takes for a text.
package sentences
