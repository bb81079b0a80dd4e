// Package charset finds the encoding of a text file and decodes it.
//
//	text, name, err := charset.Decode(b) // name is one of Names, to be shown and changed
//	text, err = charset.DecodeAs(b, "shift_jis")
//
// UTF-8 stays UTF-8 when single bytes of it are damaged. Of the older encodings one is
// taken only where the text reads like a text of its language; else the caller gets
// ErrUnknown and asks a person.
package charset
