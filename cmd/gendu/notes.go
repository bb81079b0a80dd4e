package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"gendu"
	"gendu/lang/charset"
	"gendu/transcripts/notes"
)

type notesCmd struct {
	File        string `arg:"" help:"The page as text or HTML; - reads standard input."`
	JSON        bool   `help:"Print the page as JSON."`
	Article     string `type:"existingfile" help:"The reference article, as text or HTML: its readable paragraphs join the references."`
	Encoding    string `enum:",utf-8,utf-16le,utf-16be,big5,gb18030,shift_jis,euc-jp,euc-kr,windows-1250,windows-1251,windows-1252" default:"" help:"Encoding of the page; guessed by default."`
	Language    string `help:"Language of the speech (BCP 47); guessed by default."`
	Translation string `help:"Language of the translation (BCP 47); guessed by default."`
}

func (c *notesCmd) Run() error {
	text, guess, err := readTextAs(c.File, c.Encoding)
	if err != nil {
		return err
	}
	if c.Encoding == "" && guess != "utf-8" {
		fmt.Fprintf(os.Stderr, "gendu: %s is read as %s; --encoding chooses another\n", c.File, guess)
	}
	page, err := notes.Parse(text, notes.Options{Language: c.Language, TranslationLanguage: c.Translation})
	if err != nil {
		return err
	}
	if c.Article != "" {
		if err := addArticle(page, c.Article); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(os.Stdout, page)
	}
	printPage(os.Stdout, page)
	return nil
}

// addArticle adds the paragraphs of a reference article to those of the page.
func addArticle(page *gendu.Page, file string) error {
	text, err := readText(file)
	if err != nil {
		return err
	}
	page.References = append(page.References, notes.CleanArticle(text)...)
	return nil
}

// maxText bounds a page or a transcript file on the command line.
const maxText = 20 << 20

// readText reads a text file of any encoding that transcripts recognises.
func readText(file string) (string, error) {
	text, _, err := readTextAs(file, "")
	return text, err
}

// readTextAs reads a text file in a known encoding, or, where that is empty, in
// the one it looks like, and says which it was.
func readTextAs(file, encoding string) (text, name string, err error) {
	b, err := readFile(file, maxText)
	if err != nil {
		return "", "", err
	}
	var decoded []byte
	if encoding == "" {
		decoded, encoding, err = charset.Decode(b)
	} else {
		decoded, err = charset.DecodeAs(b, encoding)
	}
	if err != nil {
		return "", "", fmt.Errorf("%s: %w", file, err)
	}
	return string(decoded), encoding, nil
}

func readFile(file string, most int64) ([]byte, error) {
	in := os.Stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("%s is larger than %d MiB", file, most>>20)
	}
	return b, nil
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

func printPage(w io.Writer, p *gendu.Page) {
	fmt.Fprintf(w, "%s %s\n%s\n", p.Series, p.Number, p.Title)
	if p.TitleTranslation != "" {
		fmt.Fprintln(w, p.TitleTranslation)
	}
	for _, h := range p.Highlights {
		fmt.Fprintf(w, "\n  highlight  %s\n", h)
	}
	for i, paragraph := range p.Paragraphs {
		fmt.Fprintf(w, "\nparagraph %d\n", i+1)
		for _, s := range paragraph.Sentences {
			fmt.Fprintf(w, "  %s\n", s.Text)
			if s.Translation != "" {
				fmt.Fprintf(w, "    %s\n", s.Translation)
			}
		}
	}
	for _, k := range p.Keywords {
		fmt.Fprintf(w, "\n  keyword    %s (%s) [%s. %s]\n             %s\n", k.Term, strings.Join(k.Syllables, "-"), k.PartOfSpeech, k.Definition, k.Example)
	}
	for _, r := range p.References {
		fmt.Fprintf(w, "\n  reference  %s\n", r)
	}
	for _, l := range p.Unplaced {
		fmt.Fprintf(w, "\n  unplaced   line %d: %s\n", l.Line, l.Text)
	}
}
