package notes

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestCorpusK935Junk plants ten lines that are no part of the episode: all ten
// are shown as unplaced, and the rest is read as if they were not there.
func TestCorpusK935Junk(t *testing.T) {
	t.Parallel()
	text := string(shared(t, "episodes/k935/notes.txt"))
	clean, err := Parse(text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	junk := []string{
		"Click the bell icon to get notified", "【廣告】限時優惠 買一送一", `nload="this.removeAttribute('width');" />`,
		"Image: Getty Images", `<div class="ad-slot"></div>`, "Sign in to leave a comment", "Comments",
		"留言告訴我你對這一集的想法: https://example.org/user/xyz", "LOADING...", "Tags: TikTok, China, USA",
	}
	lines := strings.Split(text, "\n")
	var planted []string
	next := 0
	for i, line := range lines {
		planted = append(planted, line)
		if line == "" && i > 4 && next < len(junk) {
			planted = append(planted, junk[next], "")
			next++
		}
	}
	planted = append(planted, junk[next:]...)
	p, err := Parse(strings.Join(planted, "\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var unplaced []string
	for _, l := range p.Unplaced {
		unplaced = append(unplaced, l.Text)
	}
	if !slices.Equal(unplaced, junk) {
		t.Errorf("unplaced %q", unplaced)
	}
	p.Unplaced = clean.Unplaced
	if !reflect.DeepEqual(clean, p) {
		t.Errorf("read otherwise than without the junk:\n%+v\n%+v", clean, p)
	}
}

func TestCorpusK935Links(t *testing.T) {
	t.Parallel()
	p, err := Parse(string(shared(t, "episodes/k935/notes.txt")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := ExampleLinks(p); !slices.Equal(got, []int{2, 3, 6, 12, 14}) {
		t.Errorf("links %v", got)
	}
}

func TestCorpusArticle(t *testing.T) {
	t.Parallel()
	text := string(shared(t, "episodes/k935/reference-article.txt"))
	got := CleanArticle(text)
	for _, line := range got {
		if strings.Contains(line, "removeAttribute") || strings.Contains(line, "入群") {
			t.Errorf("left in: %q", line)
		}
	}
	want := 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasSuffix(line, "。") && !strings.Contains(line, "nload") {
			want++
		}
	}
	if len(got) < want {
		t.Errorf("%d paragraphs, the article has at least %d", len(got), want)
	}
}

func TestCleanArticleHTML(t *testing.T) {
	t.Parallel()
	got := CleanArticle(`<html><head><style>p{}</style></head><body><nav><a href="/">Home</a></nav><h1>Trees cool the city, study finds</h1>
<p>The shade of a tree can lower
the temperature.</p><figure><img src="x" onload="y"><figcaption>Photo: Example</figcaption></figure>
<p>Nobody was surprised&nbsp;by it.</p><script>var a = 1;</script><p>Subscribe to our newsletter</p></body></html>`)
	want := []string{"Trees cool the city, study finds", "The shade of a tree can lower the temperature.", "Nobody was surprised by it."}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
