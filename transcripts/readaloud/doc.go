// Package readaloud writes out what a speaker says for each word of a line: numbers
// with their units, money, abbreviations and names in pinyin. A synthetic voice and a
// model of pronunciation are given this text.
//
//	readaloud.Words([]string{"It", "cost", "$5"}, "en") // what is said for each of them
//
// English and Chinese have rules; other languages are left as they are written.
package readaloud
