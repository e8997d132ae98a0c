package scheduler

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// manners are what the server does by path, or by host and path.
func (b *badServer) manners() map[string]http.HandlerFunc {
	m := map[string]http.HandlerFunc{
		"/good":    serve(rss(5, 5), "ETag", `"v1"`, "Last-Modified", "Fri, 31 Dec 1999 00:00:00 GMT"),
		"/bare":    body(rss(5, 5)),
		"/hang":    func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/drip":    drip,
		"/huge":    b.huge,
		"/html":    body("<!DOCTYPE html><html><head><title>Sorry</title></head><body>We are moving house.</body></html>", "Content-Type", "text/html"),
		"/empty":   body(""),
		"/noitems": body(rss(0, 0)),
		"/cutoff":  body(rss(5, 5)[:700]),
		"/short":   short,
		"/laughs":  body(laughs()),
		"/loop":    redirect(302, "/loop2"),
		"/loop2":   redirect(302, "/loop"),
		"/expired": body(`{"version":"https://jsonfeed.org/version/1.1","title":"Old","expired":true,"items":[{"id":"1","content_text":"The last word."}]}`, "Content-Type", "application/feed+json"),
	}
	for _, status := range []int{401, 403, 404, 410, 429, 500, 503} {
		m[fmt.Sprintf("/%d", status)] = answer(status)
	}
	for name, pack := range packers {
		m["/"+name] = packed(name, pack, rss(5, 5))
		m["/"+name+"-bomb"] = packed(name, pack, strings.Repeat(" ", 8<<20)+rss(5, 5))
	}
	return m
}

// serve answers conditional requests rightly: 304 to the ETag, or without one
// in the header to the Last-Modified.
func serve(text string, kv ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		setHeader(w, kv...)
		tag, date := w.Header().Get("ETag"), w.Header().Get("Last-Modified")
		if tag != "" && r.Header.Get("If-None-Match") == tag || tag == "" && date != "" && r.Header.Get("If-Modified-Since") == date {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		write(w, text)
	}
}

// body always answers 200.
func body(text string, kv ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		setHeader(w, kv...)
		write(w, text)
	}
}

// answer always answers with a status.
func answer(status int, kv ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		setHeader(w, kv...)
		w.WriteHeader(status)
		write(w, "<html><body>no</body></html>")
	}
}

func redirect(status int, to string) http.HandlerFunc {
	return answer(status, "Location", to)
}

// inTurn answers the n-th request with the n-th handler; the last one stays.
func (b *badServer) inTurn(turns ...http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		turns[min(b.nth(r), len(turns))-1](w, r)
	}
}

func setHeader(w http.ResponseWriter, kv ...string) {
	for i := 0; i+1 < len(kv); i += 2 {
		w.Header().Set(kv[i], kv[i+1])
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/rss+xml")
	}
}

// write writes an answer; a client that has hung up is part of the game.
func write(w io.Writer, text string) { _, _ = io.WriteString(w, text) }

// drip sends a byte a second, for ever.
func drip(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		write(w, " ")
		w.(http.Flusher).Flush()
		select {
		case <-time.After(time.Second):
		case <-r.Context().Done():
		}
	}
}

// huge is fifty megabytes of a feed.
func (b *badServer) huge(w http.ResponseWriter, _ *http.Request) {
	write(w, strings.TrimSuffix(rss(5, 5), "</channel></rss>"))
	for range 50 {
		if _, err := io.WriteString(w, "<item><description>"+strings.Repeat("x", 1<<20)+"</description></item>"); err != nil {
			return
		}
		b.sent.Add(1)
	}
}

// short promises more bytes than it sends.
func short(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "5000")
	write(w, rss(5, 5)[:600])
}

// laughs is a document of nested entities, a billion laughs when expanded.
func laughs() string {
	var sb strings.Builder
	sb.WriteString(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&sb, `<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
	}
	sb.WriteString(`]><rss version="2.0"><channel><title>&a9;</title><item><guid>1</guid><title>&a9;</title></item></channel></rss>`)
	return sb.String()
}

var packers = map[string]func(io.Writer) io.WriteCloser{
	"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"br":   func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
	"zstd": func(w io.Writer) io.WriteCloser {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			panic(err) // only wrong options fail
		}
		return z
	},
}

// packed sends text packed, whether it was asked to or not.
func packed(name string, pack func(io.Writer) io.WriteCloser, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		var buf bytes.Buffer
		z := pack(&buf)
		write(z, text)
		if err := z.Close(); err != nil {
			panic(err) // a buffer takes everything
		}
		setHeader(w, "Content-Encoding", name)
		write(w, buf.String())
	}
}
