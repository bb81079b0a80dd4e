package audio

import "errors"

// ErrNoVoice says of a speech synthesizer that it has no voice for a language. The
// adapters in the sub-folders wrap it.
var ErrNoVoice = errors.New("no voice for this language")
