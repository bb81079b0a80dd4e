// Package pronunciation judges how English was read aloud, by a phone model that was
// trained on native speech. It aligns a recording with the phones that its text asks
// for, lets a free phone loop say what it would rather have heard, and turns the
// difference into figures of phones, words and the whole reading. Scores are linear in
// those figures; their coefficients were fitted to the scores of human experts
// (coefficients.json, made by internal/bench/people).
//
// The package is pure: model files and samples go in, figures come out. The model is
// that of Debian's pocketsphinx-en-us (a phonetically tied mixture model of CMU Sphinx,
// BSD licence); this package reads its files but holds no copy of it.
//
// Terms. A senone is one tied state of a triphone (Hwang and Huang 1992). Goodness of
// pronunciation (GOP) is the likelihood of the expected phones over that of a free phone
// loop (Witt and Young 2000). VTLN is vocal tract length normalisation: one factor that
// stretches the frequency axis to the speaker (Lee and Rose 1996).
//
// The method and its figures are in docs/comparing.md, the reasons in
// docs/adr/0021-phone-model.md.
package pronunciation
