package gendu

import "time"

// Upload is a file on its way in, chunk by chunk (tus 1.0). Its chunks are the
// objects "uploads/<ID>/<n>".
type Upload struct {
	ID        ID
	UserID    ID
	EpisodeID ID
	Size      int64
	Offset    int64 // bytes held durably
	Chunks    int   // how many objects hold them
	FileName  string
	Meta      map[string]string // the tus metadata; never nil once it is stored
	AudioID   ID                // what it became; "" until finished
	CreatedAt time.Time
	UpdatedAt time.Time
	ExpiresAt time.Time
}
