package faults

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"gendu"
)

const password = "correct horse battery"

// client is one signed-in person.
type client struct {
	t    *testing.T
	base func(path string) string
	http *http.Client
}

// signIn signs in as login; the session outlives the server's process.
func signIn(t *testing.T, s *server, login string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, base: s.url, http: &http.Client{Jar: jar, Timeout: time.Minute}}
	c.json(http.MethodPost, "/api/v1/session", map[string]string{"login": login, "password": password}, nil, http.StatusOK)
	return c
}

// do sends a request and gives the status and the body; an error is a
// connection that broke.
func (c *client) do(method, path string, body []byte, header map[string]string) (*http.Response, []byte, error) {
	request, err := http.NewRequest(method, c.base(path), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response, answer, err
}

func (c *client) must(method, path string, body []byte, header map[string]string, want ...int) (*http.Response, []byte) {
	c.t.Helper()
	response, answer, err := c.do(method, path, body, header)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	for _, status := range want {
		if response.StatusCode == status {
			return response, answer
		}
	}
	c.t.Fatalf("%s %s: status %d, want %d: %s", method, path, response.StatusCode, want, answer)
	return nil, nil
}

func (c *client) json(method, path string, in, out any, want int) {
	c.t.Helper()
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			c.t.Fatal(err)
		}
	}
	_, answer := c.must(method, path, body, map[string]string{"Content-Type": "application/json"}, want)
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

// named is anything with an id.
type named struct {
	ID gendu.ID `json:"id"`
}

func (c *client) createShow(title string) gendu.ID {
	c.t.Helper()
	var show named
	c.json(http.MethodPost, "/api/v1/shows", map[string]string{"title": title, "language": "en", "translation": "zh-Hant"}, &show, http.StatusCreated)
	return show.ID
}

func (c *client) createEpisode(show gendu.ID, notes string) gendu.ID {
	c.t.Helper()
	var episode named
	c.json(http.MethodPost, "/api/v1/shows/"+string(show)+"/episodes", map[string]string{"title": "Killed"}, &episode, http.StatusCreated)
	c.json(http.MethodPost, "/api/v1/episodes/"+string(episode.ID)+"/transcripts", map[string]string{"source": notes}, nil, http.StatusCreated)
	return episode.ID
}

// episodePage is what the tests read of an episode.
type episodePage struct {
	Audio *struct {
		ID    gendu.ID `json:"id"`
		State string   `json:"state"`
	} `json:"audio"`
	Episode struct {
		Work string `json:"work"`
	} `json:"episode"`
	Revision int `json:"revision"`
	Cues     []struct {
		ID      gendu.ID `json:"id"`
		Text    string   `json:"text"`
		StartMS int64    `json:"startMs"`
		EndMS   int64    `json:"endMs"`
		Spoken  bool     `json:"spoken"`
	} `json:"cues"`
}

func (c *client) episode(id gendu.ID) episodePage {
	c.t.Helper()
	var page episodePage
	c.json(http.MethodGet, "/api/v1/episodes/"+string(id), nil, &page, http.StatusOK)
	return page
}

// createUpload makes an upload (tus 1.0) and gives its path.
func (c *client) createUpload(episode gendu.ID, size int) string {
	c.t.Helper()
	encode := base64.StdEncoding.EncodeToString
	response, _ := c.must(http.MethodPost, "/api/v1/uploads", nil, map[string]string{
		"Tus-Resumable":   "1.0.0",
		"Upload-Length":   strconv.Itoa(size),
		"Upload-Metadata": "episode " + encode([]byte(episode)) + ",filename " + encode([]byte("long.mp3")),
	}, http.StatusCreated)
	location, err := url.Parse(response.Header.Get("Location"))
	if err != nil || location.Path == "" {
		c.t.Fatalf("the upload has no address: %q %v", response.Header.Get("Location"), err)
	}
	return location.Path
}

// patch sends one chunk; an error is a broken connection.
func (c *client) patch(upload string, offset int, chunk []byte) (int, error) {
	response, answer, err := c.do(http.MethodPatch, upload, chunk, map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream",
	})
	if err != nil {
		return 0, err
	}
	if response.StatusCode != http.StatusNoContent {
		return 0, fmt.Errorf("PATCH answered %d: %s", response.StatusCode, answer)
	}
	return strconv.Atoi(response.Header.Get("Upload-Offset"))
}

// stream sends a chunk of n bytes from a body that may stop in its middle. The
// body begins once the server reads it.
func (c *client) stream(upload string, offset, n int, body io.Reader) error {
	request, err := http.NewRequest(http.MethodPatch, c.base(upload), body)
	if err != nil {
		return err
	}
	request.ContentLength = int64(n)
	for name, value := range map[string]string{
		"Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream",
		"Expect": "100-continue",
	} {
		request.Header.Set(name, value)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// offset asks how far an upload is.
func (c *client) offset(upload string) int {
	c.t.Helper()
	response, _ := c.must(http.MethodHead, upload, nil, map[string]string{"Tus-Resumable": "1.0.0"}, http.StatusOK)
	n, err := strconv.Atoi(response.Header.Get("Upload-Offset"))
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// uploadAll sends a whole file.
func (c *client) uploadAll(episode gendu.ID, data []byte) {
	c.t.Helper()
	if err := c.patchAll(c.createUpload(episode, len(data)), data); err != nil {
		c.t.Fatal(err)
	}
}

// patchAll sends all bytes of an upload; an error is a broken connection.
func (c *client) patchAll(upload string, data []byte) error { return c.patchFrom(upload, 0, data) }

// patchFrom sends the bytes of data from at on.
func (c *client) patchFrom(upload string, at int, data []byte) error {
	for at < len(data) {
		next, err := c.patch(upload, at, data[at:min(at+8<<20, len(data))])
		if err != nil {
			return err
		}
		at = next
	}
	return nil
}

// putTake sends a recording for the first cue; an error is a broken connection.
func (c *client) putTake(id gendu.ID, episode gendu.ID, page episodePage, wav []byte) (int, error) {
	query := url.Values{
		"episode": {string(episode)}, "cue": {string(page.Cues[0].ID)}, "revision": {strconv.Itoa(page.Revision)},
		"mode": {"repeat"}, "recordedAt": {time.Now().UTC().Format(time.RFC3339)},
	}
	response, answer, err := c.do(http.MethodPut, "/api/v1/takes/"+string(id)+"?"+query.Encode(), wav, map[string]string{"Content-Type": "audio/wav"})
	if err != nil {
		return 0, err
	}
	if response.StatusCode >= 300 {
		return response.StatusCode, fmt.Errorf("PUT answered %d: %s", response.StatusCode, strings.TrimSpace(string(answer)))
	}
	return response.StatusCode, nil
}
