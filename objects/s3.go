package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"gendu"
)

// s3Bucket keeps objects in a bucket of an S3-compatible store, all below prefix.
type s3Bucket struct {
	client   *s3.Client
	transfer *transfermanager.Client
	presigns *s3.PresignClient
	bucket   string
	prefix   string
	fullText string // see [WithFull]
}

// partSize is what an upload holds in memory per request that is under way.
const partSize = 8 << 20

// s3Options is what the url says.
type s3Options struct {
	bucket, endpoint, region, prefix, access, secret string
	pathStyle, create                                bool
}

func parseS3(raw string) (s3Options, error) {
	u, err := url.Parse(raw)
	if err != nil { // its text would repeat the url with its secrets
		return s3Options{}, gendu.Errorf(gendu.Invalid, "the s3:// address of the objects cannot be read: look for characters that must be written as %%XX")
	}
	o := s3Options{bucket: u.Host, region: "us-east-1"}
	if o.bucket == "" || u.User != nil || u.Path != "" && u.Path != "/" {
		return o, gendu.Errorf(gendu.Invalid, "the objects must be given as s3://BUCKET?…: one bucket, no folder behind it (use prefix=…), no user before it (use access_key=… and secret_key=…)")
	}
	for key, list := range u.Query() {
		v := list[len(list)-1]
		var err error
		switch key {
		case "endpoint":
			o.endpoint, err = v, checkEndpoint(v)
		case "region":
			o.region = v
		case "prefix":
			o.prefix = strings.Trim(v, "/") + "/"
			err = checkKey(strings.Trim(v, "/"))
		case "access_key":
			o.access = v
		case "secret_key":
			o.secret = v
		case "path_style":
			o.pathStyle, err = strconv.ParseBool(v)
		case "create":
			o.create, err = strconv.ParseBool(v)
		default:
			err = errors.New("unknown")
		}
		if err != nil {
			return o, gendu.Errorf(gendu.Invalid, "%q in the s3:// address of the objects is not understood: endpoint=http(s)://HOST, region, path_style=true|false, prefix, access_key, secret_key and create=true|false are", key)
		}
	}
	if (o.access == "") != (o.secret == "") {
		return o, gendu.Errorf(gendu.Invalid, "the s3:// address of the objects has only one of access_key and secret_key")
	}
	return o, nil
}

func checkEndpoint(v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("no http address")
	}
	return nil
}

func openS3(ctx context.Context, raw string) (*s3Bucket, error) {
	o, err := parseS3(raw)
	if err != nil {
		return nil, err
	}
	return connectS3(ctx, o)
}

func connectS3(ctx context.Context, o s3Options) (*s3Bucket, error) {
	load := []func(*config.LoadOptions) error{
		config.WithRegion(o.region),
		// The SDK's own client, because AWS_CA_BUNDLE can be added to no other. A
		// body may take as long as it takes, but an answer must begin.
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.ResponseHeaderTimeout = time.Minute
			t.MaxIdleConnsPerHost = 64
		})),
		// Newer checksums by default are unknown to many stores, and need TLS for
		// streams.
		config.WithRequestChecksumCalculation(aws.RequestChecksumCalculationWhenRequired),
		config.WithResponseChecksumValidation(aws.ResponseChecksumValidationWhenRequired),
	}
	if o.access != "" {
		load = append(load, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(o.access, o.secret, "")))
	}
	cfg, err := config.LoadDefaultConfig(ctx, load...)
	if err != nil {
		return nil, gendu.Wrap(err, gendu.Invalid, "the AWS settings of this machine cannot be read")
	}
	client := s3.NewFromConfig(cfg, func(c *s3.Options) {
		c.UsePathStyle = o.pathStyle
		if o.endpoint != "" {
			c.BaseEndpoint = aws.String(o.endpoint)
		}
		// A gateway over folders (versitygw) answers so for a moment while a Delete
		// takes the folder away that became empty.
		c.Retryer = retry.AddWithMaxAttempts(retry.AddWithErrorCodes(c.Retryer, "ExistingObjectIsDirectory"), 6)
	})
	b := &s3Bucket{client: client, presigns: s3.NewPresignClient(client), bucket: o.bucket, prefix: o.prefix}
	b.transfer = transfermanager.New(client, func(t *transfermanager.Options) {
		t.PartSizeBytes = partSize
		t.MultipartUploadThreshold = partSize
		t.Concurrency = 2
		t.FailTimeout = 30 * time.Second // to take the parts of a broken upload away
		t.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
	if o.create {
		return b, b.create(ctx)
	}
	return b, nil
}

// create makes the bucket where it is missing.
func (b *s3Bucket) create(ctx context.Context) error {
	if b.check(ctx) == nil {
		return nil
	}
	_, err := b.client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &b.bucket})
	if _, ok := errors.AsType[*types.BucketAlreadyOwnedByYou](err); ok {
		return nil
	}
	return b.explain("", err)
}

func (b *s3Bucket) close() error { return nil }

func (b *s3Bucket) put(ctx context.Context, key string, body io.Reader, _ int64) error {
	_, err := b.transfer.UploadObject(ctx, &transfermanager.UploadObjectInput{
		Bucket: &b.bucket, Key: aws.String(b.prefix + key), Body: body,
	})
	return b.explain(key, err)
}

func (b *s3Bucket) get(ctx context.Context, key string, off, n int64) (*Body, Info, error) {
	if n == 0 {
		return b.empty(ctx, key, off)
	}
	in := &s3.GetObjectInput{Bucket: &b.bucket, Key: aws.String(b.prefix + key)}
	switch {
	case n > 0:
		in.Range = aws.String(fmt.Sprintf("bytes=%d-%d", off, off+min(n, 1<<62)-1))
	case off > 0:
		in.Range = aws.String(fmt.Sprintf("bytes=%d-", off))
	}
	out, err := b.client.GetObject(ctx, in)
	if code(err) == "InvalidRange" || status(err) == http.StatusRequestedRangeNotSatisfiable {
		return b.empty(ctx, key, off) // at the very end there are no bytes, and that is fine
	}
	if err != nil {
		return nil, Info{}, b.explain(key, err)
	}
	info := Info{
		Key: key, Size: aws.ToInt64(out.ContentLength), ModTime: aws.ToTime(out.LastModified).UTC(),
		ETag: strings.Trim(aws.ToString(out.ETag), `"`),
	}
	if in.Range != nil {
		if info.Size, err = totalOf(aws.ToString(out.ContentRange)); err != nil {
			_ = out.Body.Close()
			return nil, Info{}, b.explain(key, err)
		}
	}
	left, err := within(key, off, n, info.Size)
	if err != nil {
		_ = out.Body.Close()
		return nil, Info{}, err
	}
	return &Body{r: out.Body, c: out.Body, left: left}, info, nil
}

// empty is a range of no bytes, where it may begin.
func (b *s3Bucket) empty(ctx context.Context, key string, off int64) (*Body, Info, error) {
	info, err := b.stat(ctx, key)
	if err == nil && off > info.Size {
		err = behindEnd(key, off, info.Size)
	}
	if err != nil {
		return nil, Info{}, err
	}
	return &Body{r: http.NoBody, c: http.NoBody}, info, nil
}

// totalOf reads the 42 of "bytes 0-1/42" (RFC 9110, section 14.4).
func totalOf(contentRange string) (int64, error) {
	_, total, ok := strings.Cut(contentRange, "/")
	n, err := strconv.ParseInt(total, 10, 64)
	if !ok || err != nil {
		return 0, fmt.Errorf("the store answered a range with Content-Range %q", contentRange)
	}
	return n, nil
}

func (b *s3Bucket) stat(ctx context.Context, key string) (Info, error) {
	out, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.bucket, Key: aws.String(b.prefix + key)})
	if err != nil {
		return Info{}, b.explain(key, err)
	}
	return Info{
		Key: key, Size: aws.ToInt64(out.ContentLength), ModTime: aws.ToTime(out.LastModified).UTC(),
		ETag: strings.Trim(aws.ToString(out.ETag), `"`),
	}, nil
}

func (b *s3Bucket) remove(ctx context.Context, key string) error {
	_, err := b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.bucket, Key: aws.String(b.prefix + key)})
	err = b.explain(key, err)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	return err
}

// move copies within the store, which takes objects of up to 5 GiB, and then
// removes the first one.
func (b *s3Bucket) move(ctx context.Context, from, to string) error {
	// The header is decoded like a query, where a plain + is a space.
	source := strings.ReplaceAll((&url.URL{Path: b.bucket + "/" + b.prefix + from}).EscapedPath(), "+", "%2B")
	_, err := b.client.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: &b.bucket, Key: aws.String(b.prefix + to), CopySource: &source,
	})
	if err != nil {
		return b.explain(from, err)
	}
	return b.remove(ctx, from)
}

func (b *s3Bucket) list(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{
			Bucket: &b.bucket, Prefix: aws.String(b.prefix + prefix),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(Info{}, b.explain("", err))
				return
			}
			for _, o := range page.Contents {
				key := strings.TrimPrefix(aws.ToString(o.Key), b.prefix)
				if checkKey(key) != nil { // a folder's mark, or somebody else's
					continue
				}
				info := Info{
					Key: key, Size: aws.ToInt64(o.Size), ModTime: aws.ToTime(o.LastModified).UTC(),
					ETag: strings.Trim(aws.ToString(o.ETag), `"`),
				}
				if !yield(info, nil) {
					return
				}
			}
		}
	}
}

func (b *s3Bucket) presign(ctx context.Context, key string, ttl time.Duration) (string, bool, error) {
	r, err := b.presigns.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: &b.bucket, Key: aws.String(b.prefix + key)},
		s3.WithPresignExpires(ttl))
	if err != nil {
		return "", false, b.explain(key, err)
	}
	return r.URL, true, nil
}

// check lists at most one key: the answer to a HEAD has no body, so it could not
// say what is wrong.
func (b *s3Bucket) check(ctx context.Context) error {
	one := int32(1)
	_, err := b.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &b.bucket, MaxKeys: &one})
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	kind := gendu.Unavailable
	if isFull(err) {
		kind = gendu.Full
	}
	return gendu.Wrap(b.inPlainWords(err), kind, "the bucket of the objects cannot be used")
}
