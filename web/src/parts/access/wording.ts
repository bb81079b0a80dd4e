// The version of the words by which members are asked for all their recordings. The server
// keeps it with the answer. A change of what askTitle, askText or askFree say raises it
// here and in coursework/consent.go; wording.test.ts holds the words of each version.
export const wording = '2'
