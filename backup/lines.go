package backup

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"gendu"
	"gendu/objects"
)

// maxLine bounds a line, in bytes: a row with the longest page that a host may give
// stays far below it.
const maxLine = 64 << 20

// File describes one of the files of a snapshot.
type File struct {
	Size   int64  `json:"size"` // bytes, compressed
	SHA256 string `json:"sha256"`
	Lines  int    `json:"lines"`
}

// spool is a compressed file of JSON lines that is written here first, so that a slow
// target holds up nobody.
type spool struct {
	file  *os.File
	sum   hash.Hash
	size  int64
	zip   *gzip.Writer
	buf   *bufio.Writer
	lines int
}

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "gendu-backup-*")
	if err != nil {
		return nil, gendu.Wrap(err, gendu.Unavailable, "no temporary file can be made; another folder can be chosen with TMPDIR")
	}
	if err := os.Remove(f.Name()); err != nil { // it goes with the process
		return nil, errors.Join(err, f.Close())
	}
	s := &spool{file: f, sum: sha256.New()}
	s.zip = gzip.NewWriter(io.MultiWriter(f, s.sum, counter{&s.size}))
	s.buf = bufio.NewWriterSize(s.zip, 1<<16)
	return s, nil
}

type counter struct{ n *int64 }

func (c counter) Write(p []byte) (int, error) {
	*c.n += int64(len(p))
	return len(p), nil
}

// add writes v as a line.
func (s *spool) add(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(line) > maxLine {
		return gendu.Errorf(gendu.TooLarge, "a line of %d bytes is longer than the %d of the format", len(line), maxLine)
	}
	s.lines++
	_, err = s.buf.Write(append(line, '\n'))
	return gendu.Wrap(err, gendu.Unavailable, "the temporary file cannot be written; another folder can be chosen with TMPDIR")
}

// finish ends the file; nothing may be added then.
func (s *spool) finish() (File, error) {
	err := errors.Join(s.buf.Flush(), s.zip.Close())
	return File{Size: s.size, SHA256: hex.EncodeToString(s.sum.Sum(nil)), Lines: s.lines},
		gendu.Wrap(err, gendu.Unavailable, "the temporary file cannot be written; another folder can be chosen with TMPDIR")
}

// read gives the file from its beginning.
func (s *spool) read() (io.Reader, error) {
	_, err := s.file.Seek(0, io.SeekStart)
	return s.file, err
}

func (s *spool) put(ctx context.Context, target *objects.Bucket, key string) error {
	r, err := s.read()
	if err != nil {
		return err
	}
	return target.Put(ctx, key, r, s.size)
}

func (s *spool) close() { _ = s.file.Close() } // it has no name any more

// lines reads a compressed file line by line.
type lines struct {
	r *bufio.Reader
	n int // of the line read last, from 1
}

func newLines(r io.Reader) (*lines, error) {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return nil, gendu.Wrap(err, gendu.Invalid, "this is no gzip file")
	}
	return &lines{r: bufio.NewReaderSize(zip, 1<<16)}, nil
}

// next is the next line without its end, valid until the next call; [io.EOF] after the
// last one. A last line without an end was cut off.
func (l *lines) next() ([]byte, error) {
	l.n++
	var line []byte
	for {
		part, err := l.r.ReadSlice('\n')
		if len(line)+len(part) > maxLine+1 {
			return nil, l.fault(fmt.Errorf("it is longer than %d bytes", maxLine))
		}
		switch {
		case err == nil && line == nil:
			return bytes.TrimSuffix(part, []byte("\n")), nil
		case err == nil:
			return bytes.TrimSuffix(append(line, part...), []byte("\n")), nil
		case errors.Is(err, bufio.ErrBufferFull):
			line = append(line, part...)
		case err == io.EOF && len(line)+len(part) == 0: //nolint:errorlint // ReadSlice answers io.EOF itself
			return nil, io.EOF
		case err == io.EOF: //nolint:errorlint // as above
			return nil, l.fault(errors.New("it is cut off"))
		default:
			return nil, l.fault(err)
		}
	}
}

// decode reads a line into v, which it must fit exactly.
func (l *lines) decode(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return l.fault(err)
	}
	if d.More() {
		return l.fault(errors.New("there is more behind its end"))
	}
	return nil
}

func (l *lines) fault(err error) error {
	return gendu.Wrap(err, gendu.Invalid, fmt.Sprintf("line %d cannot be read", l.n))
}

// verified reads bytes that must have a hash: its end is an error where they have not.
type verified struct {
	r    io.Reader
	sum  hash.Hash
	want string // hexadecimal
	what string
}

func verify(r io.Reader, want, what string) *verified {
	return &verified{r, sha256.New(), want, what}
}

// errAltered is in the chain where bytes have another hash than they should.
var errAltered = errors.New("the bytes were altered")

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.r.Read(p)
	v.sum.Write(p[:n])
	if err == io.EOF { //nolint:errorlint // a reader answers io.EOF itself
		if got := hex.EncodeToString(v.sum.Sum(nil)); got != v.want {
			return n, gendu.Wrap(errAltered, gendu.Conflict, fmt.Sprintf("%s has the SHA-256 %s instead of %s", v.what, got, v.want))
		}
	}
	return n, err
}

// drain reads what is left, so that the hash is compared.
func (v *verified) drain() error {
	_, err := io.Copy(io.Discard, v)
	return err
}
