package uploading

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"gendu"
	"gendu/objects"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
)

// uploadData is tusd's DataStore over the bucket and the store: every chunk is an
// object and a row, durable before it is acknowledged.
type uploadData struct {
	s      *services.Services
	locker *uploadLocker
}

const (
	chunkLen   = 8 << 20
	finishTime = 15 * time.Minute
)

// maxMeta bounds the names and values of an upload's metadata together, in bytes.
const maxMeta = 8 << 10

func chunkKey(id gendu.ID, n int) string { return fmt.Sprintf("uploads/%s/%d", id, n) }

// NewUpload implements [tus.DataStore].
func (d *uploadData) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	size := 0
	for name, value := range info.MetaData {
		size += len(name) + len(value)
	}
	if size > maxMeta {
		return nil, tus.NewError("ERR_METADATA", "Upload-Metadata has at most 8 KiB", 400)
	}
	now := d.s.Now()
	u := &gendu.Upload{
		ID: gendu.ID(info.ID), UserID: gate.RequestOf(ctx).User.ID, EpisodeID: gendu.ID(info.MetaData["episode"]), Size: info.Size,
		FileName: fileName(info.MetaData), Meta: info.MetaData, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(uploadLife),
	}
	if err := d.s.Store.CreateUpload(ctx, u); err != nil {
		return nil, tusError(ctx, err)
	}
	return &upload{d: d, row: u}, nil
}

// GetUpload implements [tus.DataStore].
func (d *uploadData) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	u, err := d.s.Store.Upload(ctx, gendu.ID(id))
	if err != nil {
		return nil, tusError(ctx, err)
	}
	return &upload{d: d, row: u}, nil
}

// AsTerminatableUpload implements [tus.TerminaterDataStore].
func (d *uploadData) AsTerminatableUpload(u tus.Upload) tus.TerminatableUpload { return u.(*upload) }

// upload is one upload while a request holds its lock.
type upload struct {
	d   *uploadData
	row *gendu.Upload
}

// GetInfo implements [tus.Upload]. An upload that is whole but was not finished,
// since its server died in between, is finished here: the client only asks for
// the offset and hears that all is there.
func (u *upload) GetInfo(ctx context.Context) (tus.FileInfo, error) {
	if u.row.Offset == u.row.Size && u.row.AudioID == "" && u.row.Size > 0 {
		if err := u.FinishUpload(ctx); err != nil {
			return tus.FileInfo{}, err
		}
	}
	return tus.FileInfo{ID: string(u.row.ID), Size: u.row.Size, Offset: u.row.Offset, MetaData: u.row.Meta}, nil
}

// WriteChunk implements [tus.Upload]: the body becomes objects of at most 8 MiB.
// Each one is on stable storage before its row says so; where the connection
// breaks, what had arrived until then is kept.
func (u *upload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	ctx, release := u.d.locker.guard(ctx, u.row.ID)
	defer release()
	in := bufio.NewReaderSize(src, httpio.BlockLen)
	var written int64
	for {
		if _, err := in.Peek(1); err != nil {
			if errors.Is(err, io.EOF) {
				return written, nil
			}
			return written, tusError(ctx, err)
		}
		count := &counter{r: io.LimitReader(in, chunkLen)}
		err := u.d.s.Bucket.Put(ctx, chunkKey(u.row.ID, u.row.Chunks), count, -1)
		if err == nil {
			err = u.d.s.Store.AddChunk(ctx, u.row.ID, u.row.Chunks, count.n, offset+written)
		}
		if err != nil {
			if gendu.KindOf(err) == gendu.Full { // a browser that is still sending would not read why
				_, _ = io.CopyN(io.Discard, in, chunkLen)
			}
			return written, tusError(ctx, err)
		}
		written += count.n
		u.row.Chunks++
		u.row.Offset += count.n
	}
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// FinishUpload implements [tus.Upload]: the chunks become the source of an audio,
// and one transaction writes its row and its job. The audio has the id of the
// upload, so that doing it twice does it once. It goes on when the client goes
// away: the bytes are all here.
func (u *upload) FinishUpload(ctx context.Context) error {
	if u.row.AudioID != "" {
		return nil
	}
	// tusd leaves the answer a minute from the last byte on, and takes a client for
	// gone that was silent for half of it.
	if c := gate.RequestOf(ctx).Echo; c != nil {
		rc, end := http.NewResponseController(c.Response()), time.Now().Add(finishTime+httpio.PlainTimeout)
		_ = rc.SetReadDeadline(end)
		_ = rc.SetWriteDeadline(end)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	if err := u.d.s.MayStillEdit(ctx, u.row.UserID, u.row.EpisodeID); err != nil {
		return tusError(ctx, err)
	}
	now := u.d.s.Now()
	a := &gendu.Audio{
		ID: u.row.ID, EpisodeID: u.row.EpisodeID, FileName: u.row.FileName, Size: u.row.Size, State: gendu.Pending,
		Warnings: []string{}, CreatedAt: now,
	}
	whole := &chunks{ctx: ctx, bucket: u.d.s.Bucket, id: u.row.ID, count: u.row.Chunks}
	err := u.d.s.Bucket.Put(ctx, a.ObjectKey("source"), whole, u.row.Size)
	err = errors.Join(err, whole.Close())
	if err == nil {
		err = u.d.s.Store.FinishUpload(ctx, u.row.ID, a)
	}
	if err != nil {
		return tusError(ctx, err)
	}
	u.row.AudioID = a.ID
	u.d.s.Wake(gendu.IngestAudio)
	_ = u.forget(ctx) // the row says that they are used up, so the sweep removes the rest
	return nil
}

// forget deletes the chunks.
func (u *upload) forget(ctx context.Context) error {
	for n := range u.row.Chunks + 1 { // one more may have been written without its row
		if err := u.d.s.Bucket.Delete(ctx, chunkKey(u.row.ID, n)); err != nil {
			u.d.s.Log.WarnContext(ctx, "deleting the chunks of an upload; the sweep will do it", "error", err)
			return err
		}
	}
	return nil
}

// Terminate implements [tus.TerminatableUpload]. Where a chunk cannot be deleted,
// the row stays and expires, so that the sweep knows what the chunk is.
func (u *upload) Terminate(ctx context.Context) error {
	if u.forget(ctx) != nil {
		return tusError(ctx, u.d.s.Store.ExpireUpload(ctx, u.row.ID))
	}
	return tusError(ctx, u.d.s.Store.DeleteUpload(ctx, u.row.ID))
}

// GetReader implements [tus.Upload]; no route leads to it.
func (u *upload) GetReader(context.Context) (io.ReadCloser, error) { return nil, tus.ErrNotImplemented }

// chunks reads the chunks of an upload one behind the other, one open at a time.
type chunks struct {
	ctx    context.Context
	bucket *objects.Bucket
	id     gendu.ID
	count  int
	next   int
	open   io.ReadCloser
}

func (c *chunks) Read(p []byte) (int, error) {
	for {
		if c.open == nil {
			if c.next == c.count {
				return 0, io.EOF
			}
			body, _, err := c.bucket.Get(c.ctx, chunkKey(c.id, c.next), 0, -1)
			if err != nil {
				return 0, err
			}
			c.open = body
			c.next++
		}
		n, err := c.open.Read(p)
		if err == io.EOF { //nolint:errorlint // Read answers io.EOF itself
			err = c.Close()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Close closes the chunk that is open.
func (c *chunks) Close() error {
	if c.open == nil {
		return nil
	}
	err := c.open.Close()
	c.open = nil
	return err
}
