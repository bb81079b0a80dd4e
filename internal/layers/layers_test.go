package layers

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPackagesKeepTheirLayers(t *testing.T) {
	t.Parallel()
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
}

func TestEveryRoomIsOnTheMap(t *testing.T) {
	t.Parallel()
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	for room := range Map {
		if _, err := os.Stat(root + "/" + room); err != nil {
			t.Errorf("the map names a room that is not there: %v", err)
		}
	}
	for folder := range Inside {
		if _, err := os.Stat(root + "/" + folder); err != nil {
			t.Errorf("Inside names a package that is not there: %v", err)
		}
	}
}

func TestCheckFindsFaults(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, file, src, want string
	}{
		{"down", "server/a.go", `import "gendu/store"`, ""},
		{"root", "audio/a.go", `import "gendu"`, ""},
		{"a package beside it", "transcripts/notes/a.go", `import "gendu/transcripts/formats"`, ""},
		{"a package above it in its folder", "transcripts/formats/a.go", `import "gendu/transcripts/notes"`, "it may import only"},
		{"the same from a test", "transcripts/sentences/a_test.go", `import "gendu/transcripts/bitext"`, ""},
		{"its folder's root", "transcripts/sentences/a.go", `import "gendu/transcripts"`, "it may import only"},
		{"a package without an entry", "transcripts/more/a.go", `import "gendu/transcripts/notes"`, "not in Inside"},
		{"own sub-folder", "audio/ffmpeg/a.go", `import "gendu/audio"`, ""},
		{"the root of audio with a take", "audio/a.go", `import "gendu/audio/take"`, "it may import only"},
		{"sideways", "server/a.go", `import "gendu/jobs"`, "only lower layers"},
		{"up", "store/a.go", `import "gendu/server"`, "only lower layers"},
		{"up from a test", "audio/a_test.go", `import "gendu/store"`, "only lower layers"},
		{"rooms that are kept apart", "practice/a.go", `import "gendu/transcripts"`, "kept apart"},
		{"languages from anywhere", "audio/a.go", `import "gendu/lang"`, ""},
		{"languages with a library", "lang/a.go", `import "golang.org/x/text/language"`, "standard library alone"},
		{"echo outside server", "jobs/a.go", `import "github.com/labstack/echo/v4"`, `for the package "server" alone`},
		{"the SDK outside objects", "server/a.go", `import "github.com/aws/aws-sdk-go-v2/service/s3"`, `for the package "objects" alone`},
		{"unknown room", "extra/a.go", `import "gendu/store"`, "not in Map"},
		{"testkit", "store/a_test.go", `import "gendu/internal/testkit"`, ""},
		{"the testkit itself", "internal/testkit/a.go", `import "net/http"`, ""},
		{"the testkit with a room", "internal/testkit/a.go", `import "gendu"`, "standard library alone"},
		{"the testkit with a library", "internal/testkit/a_test.go", `import "github.com/jackc/pgx/v5"`, "standard library alone"},
		{"the root with a library", "a.go", `import "golang.org/x/text/language"`, "standard library alone"},
		{"the root with a room", "a.go", `import "gendu/store"`, "only lower layers"},
		{"the root", "a.go", `import "encoding/json"`, ""},
		{"the SDK's errors outside objects", "server/a.go", `import "github.com/aws/smithy-go"`, `for the package "objects" alone`},
		{"durable from a room", "store/a.go", `import "gendu/internal/durable"`, ""},
		{"durable with a room", "internal/durable/a.go", `import "gendu/store"`, "only lower layers"},
		{"durable with a library", "internal/durable/a.go", `import "golang.org/x/sys/unix"`, "standard library alone"},
		{"what is built", "bin/a.go", `import "gendu/server"`, ""},
		{"a folder of a room that is called so", "store/data/a.go", `import "gendu/server"`, "only lower layers"},
		{"a tool with a room", "internal/bench/a.go", `import "gendu/store"`, ""},
		{"a tool", "store/a_test.go", `import "gendu/internal/layers"`, "only internal/testkit"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := Check(fstest.MapFS{c.file: {Data: []byte("package x\n" + c.src + "\n")}})
			switch {
			case c.want == "" && err != nil:
				t.Errorf("got %v, want none", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}
