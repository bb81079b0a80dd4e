package objects

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"time"

	"gendu"
	"gendu/internal/durable"
)

// folder keeps objects as files below a folder. It never leaves the folder, not
// by symbolic links either ([os.Root]).
//
// No key may be the folder of another: while "a" is there, "a/b" cannot be.
type folder struct {
	root    *os.Root
	reserve int64                            // bytes that stay free on its file system
	free    func(path string) (int64, error) // nil: [durable.Free]

	fullText string // see [WithFull]
}

// workDir holds what is being written. Its name cannot be part of a key.
const workDir = ".writing"

// staleAfter is when a file in workDir belongs to a process that died.
const staleAfter = 48 * time.Hour

func checkFolder(dir string) error {
	if dir == "" || strings.ContainsRune(dir, 0) {
		return gendu.Errorf(gendu.Invalid, "the objects name no folder: write file:DIR, such as file:data/objects")
	}
	return nil
}

func openFolder(dir string) (*folder, error) {
	if err := durable.MakeFolder(dir); err != nil {
		return nil, gendu.Wrap(err, gendu.Unavailable, "the folder of the objects cannot be made")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, gendu.Wrap(err, gendu.Unavailable, "the folder of the objects cannot be opened")
	}
	f := &folder{root: root}
	// On a full disk the folder is there from an earlier start.
	if err := root.MkdirAll(workDir, 0o750); err != nil {
		_ = root.Close()
		return nil, gendu.Wrap(err, gendu.Unavailable, "the folder of the objects cannot be written to")
	}
	f.clearStale()
	return f, nil
}

// clearStale removes what processes that died left behind. What cannot be
// removed now is left to the next start.
func (f *folder) clearStale() {
	entries, err := fs.ReadDir(f.root.FS(), workDir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			_ = f.root.Remove(workDir + "/" + e.Name())
		}
	}
}

func (f *folder) close() error { return f.root.Close() }

func (f *folder) put(_ context.Context, key string, body io.Reader, size int64) error {
	if err := f.fits(max(size, 0)); err != nil {
		return err
	}
	temp := workDir + "/" + rand.Text()
	if err := f.write(temp, body); err != nil {
		_ = f.root.Remove(temp)
		return err
	}
	if err := f.rename(temp, key); err != nil {
		_ = f.root.Remove(temp)
		return f.writeError(err)
	}
	return nil
}

// write puts the body into a file and the file on stable storage.
func (f *folder) write(name string, body io.Reader) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return f.writeError(err)
	}
	_, err = io.Copy(&watchedWriter{w: file, f: f}, body)
	if err == nil {
		err = toStable(file)
	}
	if e := file.Close(); err == nil {
		err = e
	}
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return f.writeError(pathErr)
	}
	return err
}

// rename gives a file its name, durably: the name is on stable storage only once
// the folder that holds it is. A Delete beside it may just have removed the empty
// folder, so that is made again.
func (f *folder) rename(temp, key string) error {
	for try := 0; ; try++ {
		err := f.makeFolders(path.Dir(key))
		if err == nil {
			err = f.root.Rename(temp, key)
		}
		if err == nil {
			err = f.sync(path.Dir(key))
		}
		if try == 10 || !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
}

// makeFolders makes a folder and those above it, each durable in the one above.
// One that is there is synced too: who made it a moment ago may not have come so
// far, and a clean folder costs next to nothing.
func (f *folder) makeFolders(dir string) error {
	if dir == "." {
		return nil
	}
	if err := f.makeFolders(path.Dir(dir)); err != nil {
		return err
	}
	if err := f.root.Mkdir(dir, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return f.sync(path.Dir(dir))
}

// toStable returns once a file, or the names in a folder, are on stable storage.
// It stands alone here so that a test of faults can build without it and see that
// it finds the loss.
func toStable(f *os.File) error { return f.Sync() }

// sync puts the names in a folder on stable storage.
func (f *folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	err = toStable(d)
	return errors.Join(err, d.Close())
}

func (f *folder) get(_ context.Context, key string, off, n int64) (*Body, Info, error) {
	file, info, err := f.open(key)
	if err != nil {
		return nil, Info{}, err
	}
	left, err := within(key, off, n, info.Size)
	if err == nil && off > 0 {
		_, err = file.Seek(off, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return nil, Info{}, err
	}
	return &Body{r: file, c: file, left: left}, info, nil
}

func (f *folder) openAt(_ context.Context, key string) (*Blob, error) {
	file, info, err := f.open(key)
	if err != nil {
		return nil, err
	}
	return &Blob{ReaderAt: file, c: file, info: info}, nil
}

func (f *folder) open(key string) (*os.File, Info, error) {
	file, err := f.root.Open(key)
	if err != nil {
		return nil, Info{}, readError(key, err)
	}
	stat, err := file.Stat()
	if err == nil && !stat.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		_ = file.Close()
		return nil, Info{}, readError(key, err)
	}
	return file, describe(key, stat), nil
}

func (f *folder) stat(_ context.Context, key string) (Info, error) {
	stat, err := f.root.Stat(key)
	if err == nil && !stat.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Info{}, readError(key, err)
	}
	return describe(key, stat), nil
}

func describe(key string, stat fs.FileInfo) Info {
	return Info{
		Key: key, Size: stat.Size(), ModTime: stat.ModTime().UTC(),
		ETag: fmt.Sprintf("%x-%x", stat.ModTime().UnixNano(), stat.Size()),
	}
}

// remove takes the file away and the folders that it leaves empty.
func (f *folder) remove(_ context.Context, key string) error {
	if stat, err := f.root.Stat(key); err == nil && stat.IsDir() {
		return nil // no object of this name
	}
	err := f.root.Remove(key)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDir) {
		return nil
	}
	if err != nil {
		return f.writeError(err)
	}
	return f.clearFolders(key)
}

func (f *folder) move(_ context.Context, from, to string) error {
	stat, err := f.root.Stat(from)
	if err == nil && !stat.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return readError(from, err)
	}
	if err := f.rename(from, to); err != nil {
		return f.writeError(err)
	}
	return f.clearFolders(from)
}

// clearFolders removes the folders above a key that are empty now.
func (f *folder) clearFolders(key string) error {
	dir := path.Dir(key)
	for dir != "." && f.root.Remove(dir) == nil {
		dir = path.Dir(dir)
	}
	if err := f.sync(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.writeError(err)
	}
	return nil
}

func (f *folder) list(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		top := "."
		if i := strings.LastIndexByte(prefix, '/'); i > 0 {
			top = prefix[:i]
		}
		if top != "." && checkKey(top) != nil {
			return // nothing can be there
		}
		err := fs.WalkDir(f.root.FS(), top, func(name string, e fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, fs.ErrNotExist): // removed meanwhile
				return nil
			case err != nil:
				return err
			case e.IsDir() && name != "." && (e.Name()[0] == '.' || !strings.HasPrefix(name, prefix) && !strings.HasPrefix(prefix, name)):
				return fs.SkipDir
			case !e.Type().IsRegular() || !strings.HasPrefix(name, prefix) || checkKey(name) != nil:
				return nil
			}
			stat, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if !yield(describe(name, stat), nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Info{}, readError(prefix, err))
		}
	}
}

func (f *folder) presign(context.Context, string, time.Duration) (string, bool, error) {
	return "", false, nil
}

func (f *folder) check(context.Context) error {
	temp := workDir + "/" + rand.Text()
	err := f.root.WriteFile(temp, []byte("gendu"), 0o640)
	if e := f.root.Remove(temp); err == nil {
		err = e
	}
	if durable.IsFull(err) {
		return f.writeError(err)
	}
	if err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "the folder of the objects cannot be written to: look at its owner, its permissions and the space left")
	}
	return nil
}

func readError(key string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDir) {
		return notFound(key, err)
	}
	return fmt.Errorf("objects: reading %s: %w", key, err)
}
